#include "host/flows/decide.hpp"

#include <fmt/format.h>

#include "fairway/json.hpp"

namespace fairway::flows {
namespace {

using Kind = Decision::Kind;

constexpr Millis kMapDeadline = std::chrono::seconds(30);

// The line of the preference that names it, else where the warehouse itself stands.
config::Place place_of(const config::Account& account, const config::Warehouse* warehouse) {
  const auto written = account.places.find("/routing/prefer");
  if (written != account.places.end() && written->second.line > 0) return written->second;
  return warehouse ? warehouse->place : account.place;
}

}  // namespace

std::vector<Mapped> ask_shipping_map(plugins::Supervisor& plugins, const config::Account& account,
                                     const std::vector<ShippingQuestion>& questions) {
  if (!account.shipping) return std::vector<Mapped>(questions.size(), Mapped{{}, "the account has no shipping map", false});
  plugins::ChannelSpec spec{account.shipping->plugin, account.name + "/shipping", "control",
                            account.shipping->values, account.shipping->secrets,  account.shipping->facts};
  std::vector<std::string> texts;
  for (const auto& question : questions) texts.push_back(to_json(question));
  plugins::CallOptions options;
  options.deadline = kMapDeadline;
  options.trace = "map-" + account.name;
  auto answers = plugins.channel(spec)->decide(ShippingQuestion::kSchema, texts, options);

  std::vector<Mapped> mapped(questions.size());
  for (std::size_t i = 0; i < mapped.size(); ++i) {
    if (i >= answers.size()) mapped[i].trouble = "the shipping map gave no answer";
    else if (!answers[i]) mapped[i].trouble = "the shipping map failed: " + answers[i].error().message;
    else if (JsonError error; !read_json(*answers[i], mapped[i].answer, error))
      mapped[i].trouble = "the shipping map's answer: " + error.message;
    mapped[i].failed = !mapped[i].trouble.empty();
  }
  return mapped;
}

Decision decide(const config::Account& account, const ledger::OrderRow& row, const Order& order, const Mapped& mapped) {
  Decision out;
  out.lines = open_lines(order);
  const auto because = [&](Kind kind, std::string reason) {
    out.kind = kind;
    out.reason = std::move(reason);
    return out;
  };
  const auto* store = account.store(row.store);
  if (!store) return because(Kind::waits, "store " + row.store + " is not configured");
  if (account.shipping) out.rule = rule_place(*account.shipping, mapped.answer.rule);
  out.failed = mapped.failed;
  if (!mapped.trouble.empty()) return because(Kind::unmapped, mapped.trouble);
  if (mapped.answer.service.empty())
    return because(Kind::unmapped, fmt::format("no shipping rule for \"{}\"",
                                               row.ship_service.empty() ? row.ship_category : row.ship_service));
  if (out.lines.empty()) return because(Kind::dropped, "nothing is left to ship");
  out.service = mapped.answer.service;
  const auto way = route(account, *store);
  out.routed = place_of(account, way.warehouse);
  if (!way.warehouse) return because(Kind::held, way.refused);
  out.warehouse = way.warehouse;
  out.kind = store->mode == config::Mode::observe ? Kind::observed : Kind::sent;
  return out;
}

}  // namespace fairway::flows

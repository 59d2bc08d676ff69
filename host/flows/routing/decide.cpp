#include "host/flows/routing/decide.hpp"

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/base/text.hpp"
#include "host/flows/routing/holds.hpp"
#include "host/flows/routing/unlinked.hpp"
#include "host/ledger/available.hpp"

namespace fairway::flows {
namespace {

using Kind = Decision::Kind;

constexpr Millis kMapDeadline = std::chrono::seconds(30);

config::Place place_of_unlinked(const config::Store& store) {
  const auto written = store.places.find("/orders/unlinked");
  return written != store.places.end() && written->second.line > 0 ? written->second : store.place;
}

// The whole order waits: what is not paused does not go alone, for the buyer is to get one parcel.
std::string paused_among(const std::vector<LineQuantity>& lines, const std::set<std::string>& paused) {
  std::set<std::string> named;
  for (const auto& line : lines)
    if (paused.contains(line.sku)) named.insert(line.sku);
  return paused_text(named);
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

std::string shippers(const Decision& decision) {
  std::string out;
  for (const auto& part : decision.parts) out += (out.empty() ? "" : " + ") + part.fulfiller->name;
  return out;
}

Decision decide(const config::Account& account, const ledger::OrderRow& row, const Order& order, const Mapped& mapped,
                const StockView& stock, const Standing& standing) {
  Decision out;
  const auto because = [&](Kind kind, std::string reason) {
    out.kind = kind;
    out.reason = std::move(reason);
    return out;
  };
  const auto* store = account.store(row.store);
  if (!store) return because(Kind::waits, "store " + row.store + " is not configured");
  auto lines = open_lines(order);
  const bool some_placed =
      std::erase_if(lines, [&](const LineQuantity& line) { return standing.placed.contains(line.line_id); }) > 0;
  auto linked = sort_unlinked(*store, account.skus.get(), lines);
  if (linked.verdict != Linked::Verdict::go) {
    out.rule = place_of_unlinked(*store);
    return because(linked.verdict == Linked::Verdict::wait ? Kind::unmapped : Kind::dropped, std::move(linked.reason));
  }
  if (auto waits = paused_among(linked.lines, standing.paused); !waits.empty()) return because(Kind::held, std::move(waits));
  const auto& corrected = row.correction.service;
  if (account.shipping && corrected.empty()) out.rule = rule_place(*account.shipping, mapped.answer.rule);
  out.failed = mapped.failed && corrected.empty();
  if (!mapped.trouble.empty() && corrected.empty()) return because(Kind::unmapped, mapped.trouble);
  if (mapped.answer.service.empty() && corrected.empty())
    return because(Kind::unmapped, fmt::format("no shipping rule for \"{}\"",
                                               row.ship_service.empty() ? row.ship_category : row.ship_service));
  if (linked.lines.empty() && !some_placed) return because(Kind::dropped, "nothing is left to ship");
  out.service = corrected.empty() ? mapped.answer.service : corrected;
  out.left_out = std::move(linked.unknown);
  auto way = route(account, *store, linked.lines, stock, standing.refusals);
  out.routed = way.parts.empty() ? way.place : way.parts.front().place;
  if (!way.held.empty()) return because(Kind::held, std::move(way.held));
  out.parts = std::move(way.parts);
  out.kind = store->mode == config::Mode::observe ? Kind::observed : Kind::sent;
  return out;
}

Result<StockView> known_stock(storage::Transaction& tx, const config::Account& account,
                              const std::vector<std::pair<std::string, const Order*>>& orders, Instant now) {
  StockView view{now, {}};
  if (account.fulfilling_stores.empty() && account.warehouses.size() < 2) return view;
  std::set<std::string> skus;
  for (const auto& [store, order] : orders)
    for (const auto& line : order->lines) {
      const auto* item = account.skus ? account.skus->sold_as(store, line.sku) : nullptr;
      if (!item) skus.insert(line.sku);
      else
        for (const auto* list : {&account.fulfilling_stores, &account.warehouses})
          for (const auto& one : *list) skus.emplace(account.skus->shipped_as(one.name, *item));
    }
  auto levels = ledger::available_of(tx, account.name, skus);
  if (!levels) return fail(std::move(levels.error()));
  for (auto& level : *levels)
    view.levels[{std::move(level.warehouse), std::move(level.sku)}] = {level.available, level.as_of};
  return view;
}

}  // namespace fairway::flows

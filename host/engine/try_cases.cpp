#include "host/engine/try_cases.hpp"

#include "fairway/documents.hpp"
#include "host/flows/routing/decide.hpp"

namespace fairway::engine {
namespace {

using config::Case;
using flows::Decision;

constexpr const char* kOrder = "TEST";  // the order's id at the channel

struct Given {
  ledger::OrderRow row;
  Order order;
  ShippingQuestion question;
};

Given given(const Case& of) {
  Given out;
  auto& row = out.row;
  row.account = of.account;
  row.store = of.store;
  row.channel_order_id = kOrder;
  row.ship_service = of.method;
  row.ship_category = of.category;
  row.country = of.country;
  out.order.total.amount = of.value;
  for (const auto& line : of.lines) {
    OrderLine one;
    one.id = std::to_string(out.order.lines.size() + 1);
    one.sku = line.sku;
    one.quantity = line.quantity;
    out.order.lines.push_back(std::move(one));
  }
  out.question = flows::shipping_question(row, out.order);
  out.question.weight = of.weight;
  return out;
}

std::string state_of(Decision::Kind kind) {
  switch (kind) {
    case Decision::Kind::sent: return "routed";
    case Decision::Kind::observed: return "observed";
    case Decision::Kind::held: return "held";
    case Decision::Kind::dropped: return "dropped";
    case Decision::Kind::unmapped: return "needs-mapping";
    case Decision::Kind::waits: break;
  }
  return "waits";
}

std::string text_of(std::vector<Case::Line> lines) {
  std::sort(lines.begin(), lines.end());
  std::string out;
  for (const auto& line : lines) out += fmt::format("{}{} × {}", out.empty() ? "" : ", ", line.quantity, line.sku);
  return out.empty() ? "nothing" : out;
}

std::string lines_of(const Decision& decision) {
  std::vector<Case::Line> lines;
  for (const auto& part : decision.parts)
    for (const auto& line : part.lines) lines.push_back({line.sku, line.quantity});
  return text_of(std::move(lines));
}

CaseResult judge(const Case& of, const Decision& decision) {
  CaseResult out{&of, {}, decision.reason};
  const auto compare = [&](const char* what, const std::optional<std::string>& expected, std::string actual,
                           const config::Place& decided) {
    if (expected && *expected != actual)
      out.differences.push_back({what, *expected, std::move(actual), of.places.at(what), decided});
  };
  const bool unmapped = decision.kind == Decision::Kind::unmapped;
  const auto& held_by = decision.kind == Decision::Kind::held ? decision.routed : decision.rule;
  compare("service", of.service, decision.service.empty() ? std::string(config::kNowhere) : decision.service, decision.rule);
  compare("warehouse", of.warehouse, decision.parts.empty() ? std::string(config::kNowhere) : flows::shippers(decision),
          unmapped ? decision.rule : decision.routed);
  compare("state", of.state, state_of(decision.kind), held_by);
  compare("lines", of.expected_lines ? std::optional(text_of(*of.expected_lines)) : std::nullopt, lines_of(decision),
          held_by);
  return out;
}

bool chosen(const Case& of, const std::set<std::string>& names) {
  return names.empty() || names.contains(of.name) || names.contains(of.file) || names.contains(of.account);
}

}  // namespace

std::vector<CaseResult> try_cases(const std::vector<config::Case>& cases, const std::set<std::string>& names,
                                  const config::Snapshot& snapshot, plugins::Supervisor& supervisor) {
  std::map<std::string, std::vector<const Case*>> by_account;
  for (const auto& one : cases)
    if (chosen(one, names)) by_account[one.account].push_back(&one);
  std::map<const Case*, CaseResult> results;
  for (const auto& [name, mine] : by_account) {
    const auto& account = *snapshot.accounts.at(name);
    std::vector<Given> orders;
    std::vector<ShippingQuestion> questions;
    for (const auto* one : mine) {
      orders.push_back(given(*one));
      questions.push_back(orders.back().question);
    }
    const auto mapped = flows::ask_shipping_map(supervisor, account, questions);
    for (std::size_t i = 0; i < mine.size(); ++i)
      results.emplace(mine[i], judge(*mine[i], flows::decide(account, orders[i].row, orders[i].order, mapped[i], {})));
  }
  std::vector<CaseResult> out;
  for (const auto& one : cases)
    if (const auto found = results.find(&one); found != results.end()) out.push_back(std::move(found->second));
  return out;
}

}  // namespace fairway::engine

#include "host/flows/intake/order_source.hpp"

#include <fmt/format.h>

#include "host/base/text.hpp"

namespace fairway::flows {

Result<Intake> intake_of(storage::Transaction& tx, const config::Account& account, const PullGroup& group,
                         std::string cause) {
  auto rows = ledger::stores_of(tx, account.name);
  if (!rows) return fail(std::move(rows.error()));
  Intake intake;
  intake.account = &account;
  intake.source = group.id;
  intake.cause = std::move(cause);
  for (const auto* store : group.stores)
    for (const auto& row : *rows)
      if (row.nickname == store->nickname && row.identity == store->store_identity && row.live_since && !row.paused)
        intake.stores[store->nickname] = {store, row};
  return intake;
}

json::array store_list(const Intake& intake, const std::string& only) {
  json::array stores;
  for (const auto& [nickname, store] : intake.stores) {
    if (!only.empty() && nickname != only) continue;
    json::object one{{"nickname", nickname}};
    for (const auto& [fact, value] : store.config->settings.facts) one.emplace(fact, value);
    stores.push_back(std::move(one));
  }
  return stores;
}

plugins::ChannelSpec order_spec(const Context& context, const Intake& intake, std::string_view what) {
  return channel_spec(context.catalogue, *intake.account, *intake.stores.begin()->second.config, intake.source, what);
}

std::string covered_scope(const std::string& account, const ledger::StoreRow& store) {
  return fmt::format("covered/{}/{}", account, store.id);
}
std::string covered_from_scope(const std::string& account, const ledger::StoreRow& store) {
  return covered_scope(account, store) + "/from";
}
std::string switched_on_scope(const std::string& account, std::int64_t store_id) {
  return fmt::format("covered/{}/{}/switched-on", account, store_id);
}
std::string proved_scope(const std::string& account, const ledger::StoreRow& store) {
  return covered_scope(account, store) + "/proved";
}
std::string orders_scope(const std::string& account, const std::string& group) {
  return fmt::format("orders/{}/{}", account, group);
}

Result<std::optional<Instant>> read_time(storage::Transaction& tx, const std::string& scope) {
  auto text = ledger::cursor(tx, scope);
  if (!text) return fail(std::move(text.error()));
  return parse_time(*text);
}

}  // namespace fairway::flows

#include "host/engine/services.hpp"

#include "host/ledger/numbers.hpp"

namespace fairway::engine {

Result<std::string> HostServices::state_get(const std::string& scope, const std::string& key) {
  auto tx = db_.read();
  if (!tx) return fail(std::move(tx.error()));
  auto rows = (*tx)->query("SELECT value FROM plugin_state WHERE scope = ? AND key = ?", {scope, key});
  if (!rows) return fail(std::move(rows.error()));
  return rows->empty() ? std::string() : rows->text(0, 0);
}

Result<std::uint64_t> HostServices::numbers(const std::string& plugin, const std::string& sequence, std::uint64_t count) {
  auto first = db_.transact([&](storage::Transaction& tx) { return ledger::take_numbers(tx, plugin, sequence, count); });
  if (!first) return first;
  // What bears the number may survive a power cut, so that it is taken must survive it too.
  if (auto kept = db_.sync(); !kept) return fail(std::move(kept.error()));
  return first;
}

Result<NoServices::TokenAnswer> NoServices::token(const plugins::ChannelSpec&, const std::string&, const std::string&) {
  return fail(FW_E_UNSUPPORTED, "a check gives out no tokens");
}

Result<std::string> NoServices::token_put(const plugins::ChannelSpec&, const std::string&, std::int64_t, const std::string&,
                                          const std::string&, Millis) {
  return fail(FW_E_UNSUPPORTED, "a check keeps no tokens");
}

}  // namespace fairway::engine

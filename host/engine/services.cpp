#include "host/engine/services.hpp"

namespace fairway::engine {

Result<std::string> HostServices::state_get(const std::string& scope, const std::string& key) {
  auto tx = db_.read();
  if (!tx) return fail(std::move(tx.error()));
  auto rows = (*tx)->query("SELECT value FROM plugin_state WHERE scope = ? AND key = ?", {scope, key});
  if (!rows) return fail(std::move(rows.error()));
  return rows->empty() ? std::string() : rows->text(0, 0);
}

Result<NoServices::TokenAnswer> NoServices::token(const plugins::ChannelSpec&, const std::string&, const std::string&) {
  return fail(FW_E_UNSUPPORTED, "a check gives out no tokens");
}

Result<std::string> NoServices::token_put(const plugins::ChannelSpec&, const std::string&, std::int64_t, const std::string&,
                                          const std::string&, Millis) {
  return fail(FW_E_UNSUPPORTED, "a check keeps no tokens");
}

}  // namespace fairway::engine

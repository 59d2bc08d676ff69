// Webhook deliveries: stored once by their id before they are answered, the body sealed.
#pragma once
#include "host/base/json.hpp"
#include "host/ledger/values.hpp"
#include "host/storage/database.hpp"
#include "host/storage/vault.hpp"

namespace fairway::ledger {

struct Hook {
  std::int64_t id = 0;
  std::string account, target;
  std::string delivery_id;  // the sender's; the same one comes again until it is answered
  json::object headers;
  storage::Vault::Sealed body;
};

// The row's id; none when this delivery is known already.
Result<std::optional<std::int64_t>> add_hook(storage::Transaction&, const Hook& hook, Instant now);
// None once it was pruned.
Result<std::optional<Hook>> hook_by_id(storage::Transaction&, std::int64_t id);

}  // namespace fairway::ledger

// Stores whose orders one pull serves, as the pull and its check see them: which take part now, and since when each is covered.
#pragma once
#include "host/flows/intake/take_orders.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/working.hpp"

namespace fairway::flows {

// The stores of the group that take orders on and are not paused; none: there is nothing to ask for now.
Result<Intake> intake_of(storage::Transaction& tx, const config::Account& account, const PullGroup& group,
                         std::string cause);

// `params.stores` of a pull: nickname and facts of each.
json::array store_list(const Intake& intake, const std::string& only = {});

// The instance that a stream of the group is asked with, `what` being the stream.
plugins::ChannelSpec order_spec(const Context& context, const Intake& intake, std::string_view what);

// Cursors that belong to a store by its row, so that they outlive its nickname.
std::string covered_scope(const std::string& account, const ledger::StoreRow& store);  // its last complete pull began then
std::string covered_from_scope(const std::string& account,
                               const ledger::StoreRow& store);                        // what changed since then was asked
std::string switched_on_scope(const std::string& account, std::int64_t store_id);     // whether what waits was counted
std::string proved_scope(const std::string& account, const ledger::StoreRow& store);  // up to then nothing is missing
std::string orders_scope(const std::string& account, const std::string& group);       // the group's own

Result<std::optional<Instant>> read_time(storage::Transaction& tx, const std::string& scope);

}  // namespace fairway::flows

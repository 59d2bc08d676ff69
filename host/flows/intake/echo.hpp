// A channel that ships for others shows what it ships as orders of its own: which order of ours each is the echo of.
#pragma once
#include "host/flows/intake/take_orders.hpp"

namespace fairway::flows {

// By reference: the channel order id of the order that it was sent for. References that nobody of ours sent are missing.
Result<std::map<std::string, std::string>> origins_of(const Context& context, storage::Transaction& tx,
                                                      const config::Account& account, const config::Store& store,
                                                      const std::vector<std::string>& references);

}  // namespace fairway::flows

// Our own ids of orders as they are shown and taken: "@17". A channel's ids may be plain numbers too, and one that is meant must
// never be taken for the other; "@" and digits is ours, whatever a channel calls its orders.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace fairway::api {

std::string own_id(std::int64_t row);
std::optional<std::int64_t> row_of_own_id(const std::string& text);  // none: it is not of that form

}  // namespace fairway::api

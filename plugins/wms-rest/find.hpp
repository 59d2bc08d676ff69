// An order by our reference, wherever the warehouse has it.
#pragma once
#include <optional>

#include "client.hpp"

namespace wms_rest {

std::optional<remote::Order> find_by_reference(const Client&, const fairway::Call&, const std::string& reference);

}  // namespace wms_rest

// From Amazon's order to ours. Pure.
#pragma once
#include "fairway/documents.hpp"
#include "remote/orders.hpp"

namespace amazon {

// Store and ship service text are left to the caller.
fairway::Order translate(const remote::Order&);

// "SECOND_DAY" -> "SecondDay"; a level not known yet stays as it came.
std::string service_category(std::string_view level);

}  // namespace amazon

#include "host/api/order_id.hpp"

#include <fmt/format.h>

#include "host/api/page.hpp"

namespace fairway::api {

std::string own_id(std::int64_t row) { return fmt::format("@{}", row); }

std::optional<std::int64_t> row_of_own_id(const std::string& text) {
  if (!text.starts_with('@')) return std::nullopt;
  return number(std::string_view(text).substr(1));
}

}  // namespace fairway::api

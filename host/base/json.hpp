// Boost.JSON for everything whose shape is not ours: settings, remote answers kept as they are, REST bodies. Typed
// documents go through fairway/json.hpp (the SDK's codec), which is faster and knows the fields.
#pragma once
#include <boost/json.hpp>
#include <string_view>

#include "host/base/result.hpp"

// The SDK's codec lives in fairway::json too; in the host that name reads as both.
namespace fairway::json {
using namespace boost::json;  // NOLINT(google-build-using-namespace)
}

namespace fairway {

// One value and nothing after it, at most 64 levels deep; INVALID with the byte's position otherwise.
Result<json::value> parse_json(std::string_view text);

// Reading without throwing: the member if it is there and of that kind, else `fallback`.
std::string_view text_at(const json::value& object, std::string_view key, std::string_view fallback = {});
std::int64_t number_at(const json::value& object, std::string_view key, std::int64_t fallback = 0);
bool flag_at(const json::value& object, std::string_view key, bool fallback = false);
const json::value* find(const json::value& object, std::string_view key);
// A text, a whole number or a flag as text; none: it is something else. Other numbers have no one way to be written.
std::optional<std::string> scalar_text(const json::value& value);

}  // namespace fairway

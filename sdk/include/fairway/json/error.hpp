// What was wrong with a piece of JSON, and where.
#pragma once
#include <exception>
#include <string>
#include <utility>

namespace fairway {

// `message` is for the admin: it never quotes a value, for a value may be personal data. `pointer` is the JSON pointer
// (RFC 6901) of the value at fault, empty for the whole text.
struct JsonError : std::exception {
  std::string message, pointer;

  JsonError() = default;
  explicit JsonError(std::string what_is_wrong, std::string where = {})
      : message(std::move(what_is_wrong)), pointer(std::move(where)) {}
  const char* what() const noexcept override { return message.c_str(); }
};

}  // namespace fairway

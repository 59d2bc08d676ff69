// What a request must look like, as compact tables: one Operation for each served call, with its parameters and the
// fields of its body. The tables are written from the public descriptions named beside them.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/json.hpp"
#include "host/sandbox/http.hpp"

namespace fairway::sandbox {

enum class Kind {
  object,
  array,    // min: items at least, max: at most
  text,     // min, max: length in code points
  integer,  // min, max: range where max > 0
  number,
  flag,
  time,     // RFC 3339
  choice,   // one of `choices`, separated by spaces
  choices,  // comma-separated list of them (query), each known
  list,     // comma-separated list (query); max: items
  digits,   // text that is a positive whole number
  country,  // two capital letters
  email,
};

enum class In { query, header };

struct Param {
  In in;
  std::string_view name;  // headers in lower case
  bool required;
  Kind kind = Kind::text;
  std::string_view choices{};
  std::int64_t min = 0, max = 0;
};

struct Field {
  std::string_view path;  // packageDetail.orderItems[].quantity; parents come before their members
  bool required;
  Kind kind = Kind::text;
  std::string_view choices{};
  std::int64_t min = 0, max = 0;
};

enum class Body { none, json, form, raw };
enum class Auth { none, token };

struct Operation {
  std::string_view id;
  std::string_view method;
  std::string_view path;  // /orders/v0/orders/{orderId}/shipmentConfirmation
  Auth auth = Auth::token;
  Body body = Body::none;
  double rate = 0;  // per second; 0: no limit of its own
  double burst = 0;
  std::span<const Param> params{};
  std::span<const Field> fields{};
};

struct Problem {
  std::string field;
  std::string message;
  bool refuse = true;  // false: real servers let it pass, but it is surely a slip (an unknown member)
};

// The values of {…} where `path` fits, decoded.
std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path);

void check_params(const Operation& operation, const Request& request, std::vector<Problem>& problems);
void check_body(const Operation& operation, const json::value& body, std::vector<Problem>& problems);

}  // namespace fairway::sandbox

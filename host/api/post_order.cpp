#include "host/api/post_order.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "host/api/body.hpp"
#include "host/api/order_id.hpp"
#include "host/api/orders.hpp"
#include "host/base/text.hpp"
#include "host/flows/intake/post_order.hpp"

namespace fairway::api {
namespace {

constexpr std::size_t kLongestKey = 255;
constexpr const char* kLater = "60";  // seconds: a person has to do something first

bool is_key(const std::string& text) {
  return !text.empty() && text.size() <= kLongestKey &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '!' && c <= '~'; });
}

Response order_answer(engine::Engine& engine, const Request& request, const flows::PostEnd& end) {
  auto answer = order_of_row(engine, end.order);
  if (answer.status != 200) return answer;
  if (end.fresh) answer.status = 201;
  answer.headers["Location"] = fmt::format("/v1/accounts/{}/orders/{}", request.at("account"), own_id(end.order));
  return answer;
}

}  // namespace

Response post_order(engine::Engine& engine, const Request& request) {
  using Kind = flows::PostEnd::Kind;
  if (request.body.size() > kPostLimit)
    return problem(413, "Too large", fmt::format("an order has at most {} bytes", kPostLimit));
  const auto key = request.header("idempotency-key");
  if (!is_key(key))
    return problem(
        400, "Bad request",
        fmt::format("the header Idempotency-Key names this order: 1 to {} visible characters of ASCII", kLongestKey));
  auto context = engine.context();
  const auto end =
      flows::post_order(context, {request.at("account"), request.at("store"), key, request.body, request.who.name});
  if (!end) return problem(end.error());
  switch (end->kind) {
    case Kind::taken:
    case Kind::known: return order_answer(engine, request, *end);
    case Kind::wrong: return not_valid("The order cannot be taken", end->wrong);
    case Kind::conflict: return problem(409, "Not the same order", end->message);
    case Kind::not_taken: return problem(409, "Not possible here", end->message);
    case Kind::not_now: break;
  }
  auto later = problem(503, "Try again", end->message);
  later.headers["Retry-After"] = kLater;
  return later;
}

}  // namespace fairway::api

#include "host/sandbox/wms/wms.hpp"

#include "host/base/text.hpp"
#include "host/sandbox/json_out.hpp"
#include "host/sandbox/wms/operations.hpp"

namespace fairway::sandbox {
namespace {

constexpr std::string_view kProblem = "application/problem+json";

std::string_view title_of(int status) {
  switch (status) {
    case 400: return "The request is not valid";
    case 401: return "Not signed in";
    case 404: return "Not found";
    case 409: return "Conflict";
    case 412: return "The order has changed";
    case 422: return "Cannot be processed";
    case 429: return "Too many requests";
    default: return "The service could not answer";
  }
}

// "Basic base64(client:secret)" taken apart.
std::optional<std::pair<std::string, std::string>> basic(std::string_view header) {
  if (!header.starts_with("Basic ")) return std::nullopt;
  const auto opened = from_base64(header.substr(6));
  const auto colon = opened ? opened->find(':') : std::string::npos;
  if (colon == std::string::npos) return std::nullopt;
  return std::pair(opened->substr(0, colon), opened->substr(colon + 1));
}

}  // namespace

std::span<const Operation> Wms::operations() const { return wms_operations(); }

Response Wms::refusal(const Call*, int status, std::string_view message, std::span<const Problem> problems) {
  Response response{status};
  response.content_type = kProblem;
  JsonOut out(response.body);
  out.open().text("type", "about:blank").text("title", title_of(status)).number("status", status).text("detail", message);
  if (!problems.empty()) {
    out.open_list("errors");
    for (const auto& problem : problems) out.open().text("field", problem.field).text("message", problem.message).close();
    out.close_list();
  }
  out.close();
  return response;
}

std::optional<Response> Wms::sign_in(Call& call) {
  if (call.operation.auth == Auth::none) return std::nullopt;
  const auto header = call.request.header("authorization");
  if (!header.starts_with("Bearer ")) {
    violate(call.operation.id, "rules", "authorization", "is missing or no bearer token");
    return refusal(&call, 401, "A bearer token is needed", {});
  }
  std::scoped_lock lock(mutex_);
  const auto place = grants_.find(std::string(header.substr(7)));
  if (place == grants_.end()) return token_refusal(call, false);
  call.account = place->second.client;
  if (call.now >= place->second.until) return token_refusal(call, true);
  return std::nullopt;
}

Response Wms::token_refusal(const Call& call, bool expired) {
  return refusal(&call, 401, expired ? "The token has expired" : "The token or the client is not known", {});
}

std::optional<Response> Wms::throttle(Call& call) {
  const auto& settings = call.settings;
  if (!settings.rates || settings.scale <= 0 || settings.wms_per_minute <= 0 || call.operation.auth == Auth::none)
    return std::nullopt;
  const auto rate = static_cast<double>(settings.wms_per_minute) * settings.scale / 60;
  std::scoped_lock lock(mutex_);
  const auto wait = buckets_.take(call.account, rate, std::max(1.0, rate * 10), call.now);
  if (wait.count() == 0) return std::nullopt;
  auto response = refusal(&call, 429, "Slow down", {});
  response.headers.emplace_back("Retry-After", std::to_string((wait.count() + 999) / 1000));
  response.headers.emplace_back("X-Remaining-Calls", "0");
  return response;
}

Response Wms::serve(std::size_t operation, Call& call) {
  switch (operation) {
    case kIssueToken: return issue_token(call);
    case kCreateOrder: return create_order(call);
    case kFindOrders: return find_orders(call);
    case kGetWmsOrder: return get_order(call);
    case kCancelOrder: return cancel_order(call);
    case kListInventory: return list_inventory(call);
    case kListShipments: return list_shipments(call);
    default: return create_webhook(call);
  }
}

Response Wms::issue_token(Call& call) {
  const auto client = basic(call.request.header("authorization"));
  if (!client || client->first.empty() || client->second == "wrong")
    return refusal(&call, 401, "The client is not known", {});
  std::scoped_lock lock(mutex_);
  const auto token = "3pl-" + Random(mix(world_.seed ^ 0x3b1) + ++tokens_ * 64).letters(40);
  grants_[token] = {client->first, call.now + call.settings.wms_token_life};
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(call.settings.wms_token_life).count();
  Response response;
  JsonOut(response.body)
      .open()
      .text("access_token", token)
      .text("token_type", "Bearer")
      .number("expires_in", seconds)
      .close();
  return response;
}

Depositor& Wms::depositor(const Call& call) {
  auto& one = depositors_[std::string(call.request.header("x-depositor"))];
  one.clients.insert(call.account);
  return one;
}

void Wms::expire_tokens() {
  std::scoped_lock lock(mutex_);
  for (auto& [token, grant] : grants_) grant.until = Instant{};
}

void Wms::clear() {
  std::scoped_lock lock(mutex_);
  grants_.clear();
  buckets_.clear();
  depositors_.clear();
  by_id_.clear();
  orders_.clear();
  shipments_ = duplicates_ = 0;
  webhooks_.clear();
}

json::object Wms::counts() const {
  std::scoped_lock lock(mutex_);
  std::map<std::string, std::map<std::string_view, std::int64_t>> by_depositor;
  for (const auto& order : orders_) {
    ++by_depositor[order.depositor]["orders"];
    ++by_depositor[order.depositor][name_of(order.status)];
  }
  json::object depositors;
  for (const auto& [id, one] : depositors_) {
    json::object numbers{{"shipments", one.shipments.size()}, {"skus", one.stock.size()}};
    for (const auto& [name, number] : by_depositor[id]) numbers[name] = number;
    depositors[id] = std::move(numbers);
  }
  return {{"orders", orders_.size()},
          {"shipments", shipments_},
          {"duplicates", duplicates_},
          {"webhooks", webhooks_.counts()},
          {"depositors", std::move(depositors)}};
}

}  // namespace fairway::sandbox

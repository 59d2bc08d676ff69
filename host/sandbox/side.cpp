#include "host/sandbox/side.hpp"

#include "host/base/text.hpp"

namespace fairway::sandbox {
namespace {

constexpr std::string_view kModelled = "amazon";  // whose public models they are: both sides have a getOrder

constexpr std::string_view kGatewayPage =
    "<!DOCTYPE html><html><head><title>Gateway</title></head><body><h1>The gateway is tired</h1></body></html>";

bool has_media_type(const Request& request, std::string_view type) {
  return to_lower(request.header("content-type")).starts_with(type);
}

}  // namespace

Response Side::answer(const Request& request) {
  world_.timeline.run_due();
  const auto table = operations();
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i].method != request.method) continue;
    auto path = match(table[i].path, request.path);
    if (!path) continue;
    Call call{request, table[i], std::move(*path), world_.timeline.now(), world_.settings.get()};
    auto response = process(i, call);
    finish(call, response);
    count(table[i].id, response.delivery == Delivery::reset ? 0 : response.status);
    return response;
  }
  violate("", "rules", "path", fmt::format("no operation {} {}", request.method, printable(request.path, 200)));
  count("unknown", 404);
  return refusal(nullptr, 404, "There is no such operation", {});
}

Response Side::process(std::size_t operation, Call& call) {
  auto unsigned_answer = sign_in(call);
  call.strikes = world_.faults.draw(name(), call.operation.id, fault_account(call));
  const auto* slow = call.strikes.find(FaultKind::slow);
  auto response = fault_before(call);
  if (!response) {
    auto early = std::move(unsigned_answer);
    if (!early) early = throttle(call);
    if (!early) early = check_request(call);
    response = early ? std::move(*early) : serve(operation, call);
    if (world_.models && name() == kModelled)
      for (auto& problem : world_.models->check_answer(call.operation.id, response->status, response->body))
        violate(call.operation.id, "answer", std::move(problem.field), std::move(problem.message));
    if (!early) fault_after(call, *response);
  }
  if (slow) response->delay = slow->delay;
  return std::move(*response);
}

std::optional<Response> Side::fault_before(Call& call) {
  const auto& strikes = call.strikes;
  if (strikes.has(FaultKind::reset_before)) {
    Response response;
    response.delivery = Delivery::reset;
    return response;
  }
  if (const auto* fault = strikes.find(FaultKind::error); fault && !fault->after)
    return refusal(&call, fault->status, fault->message, {});
  if (const auto* fault = strikes.find(FaultKind::throttle)) {
    auto response = refusal(&call, 429, "You exceeded your quota for the requested resource.", {});
    if (fault->retry_after) response.headers.emplace_back("Retry-After", *fault->retry_after);
    return response;
  }
  if (strikes.has(FaultKind::token_expired)) return token_refusal(call, true);
  if (strikes.has(FaultKind::token_refused)) return token_refusal(call, false);
  return std::nullopt;
}

void Side::fault_after(const Call& call, Response& response) {
  if (call.strikes.has(FaultKind::reset_after)) response.delivery = Delivery::reset;
  else if (call.strikes.has(FaultKind::truncated)) response.delivery = Delivery::truncated;
  if (call.strikes.has(FaultKind::garbage)) {
    response.body = kGatewayPage;
    response.stream = nullptr;
    response.content_type = "text/html";
  }
  if (const auto* fault = call.strikes.find(FaultKind::error); fault && fault->after)
    response = refusal(&call, fault->status, fault->message, {});
}

std::optional<Response> Side::check_request(Call& call) {
  std::vector<Problem> problems;
  check(call, problems);
  check_params(call.operation, call.request, problems);
  int status = 400;
  if (call.operation.body == Body::json) {
    auto parsed = parse_json(call.request.body);
    if (!has_media_type(call.request, "application/json")) {
      problems.push_back({"content-type", "must be application/json"});
      status = 415;
    }
    if (!parsed) problems.push_back({"", parsed.error().message});
    else {
      call.body = std::move(*parsed);
      check_body(call.operation, call.body, problems);
    }
  } else if (call.operation.body == Body::form && !has_media_type(call.request, "application/x-www-form-urlencoded")) {
    problems.push_back({"content-type", "must be application/x-www-form-urlencoded"});
  }
  for (const auto& problem : problems) violate(call.operation.id, "rules", problem.field, problem.message);
  if (world_.models && name() == kModelled)
    for (auto& problem :
         world_.models->check_request(call.operation.id, call.request, call.body.is_null() ? nullptr : &call.body))
      violate(call.operation.id, "model", std::move(problem.field), std::move(problem.message));
  std::erase_if(problems, [](const Problem& problem) { return !problem.refuse; });
  if (problems.empty()) return std::nullopt;
  return refusal(&call, status, fmt::format("{} {}", problems.front().field, problems.front().message), problems);
}

void Side::violate(std::string_view operation, std::string_view source, std::string field, std::string message) {
  world_.violations.add({0, world_.timeline.now(), std::string(name()), std::string(operation), std::string(source),
                         std::move(field), std::move(message)});
}

void Side::count(std::string_view operation, int status) {
  std::scoped_lock lock(counts_mutex_);
  auto place = counts_.find(operation);
  if (place == counts_.end()) place = counts_.try_emplace(std::string(operation)).first;
  ++place->second[status];
}

json::object Side::request_counts() const {
  std::scoped_lock lock(counts_mutex_);
  json::object out;
  for (const auto& [operation, statuses] : counts_) {
    json::object one;
    for (const auto& [status, times] : statuses) one[status == 0 ? "reset" : std::to_string(status)] = times;
    out[operation] = std::move(one);
  }
  return out;
}

void Side::forget_counts() {
  std::scoped_lock lock(counts_mutex_);
  counts_.clear();
}

}  // namespace fairway::sandbox

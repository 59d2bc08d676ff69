#include "host/api/plan.hpp"

#include "host/engine/plan.hpp"

namespace fairway::api {
namespace {

constexpr std::int64_t kMostReplayed = 100'000;

// Another folder on the host's machine may be anywhere: only an administrator may have it read.
bool is_ours(const std::filesystem::path& folder, const std::filesystem::path& ours) {
  std::error_code error;
  return folder.empty() || std::filesystem::equivalent(folder, ours, error);
}

}  // namespace

Response make_plan(engine::Engine& engine, const Request& request) {
  const auto body = parse_json(request.body.empty() ? "{}" : request.body).value_or(json::object());
  engine::PlanOptions options;
  options.config = std::string(text_at(body, "config"));
  options.secrets_required = !flag_at(body, "no_secrets");
  options.allow_removals = flag_at(body, "allow_removals");
  if (!is_ours(options.config, engine.options().config)) {
    if (request.who.role < Role::admin) return problem(403, "Forbidden", "only an admin's token may plan another folder");
    if (std::error_code error; !options.config.is_absolute() || !std::filesystem::is_directory(options.config, error))
      return problem(400, "Bad request", "config: no such folder where the host runs");
  }
  const auto orders = number_at(body, "orders", static_cast<std::int64_t>(options.orders));
  if (orders < 0 || orders > kMostReplayed)
    return problem(400, "Bad request", fmt::format("orders: allowed is a number from 0 to {}", kMostReplayed));
  options.orders = static_cast<std::size_t>(orders);
  if (const auto* accounts = find(body, "accounts"); accounts && accounts->is_array())
    for (const auto& name : accounts->get_array())
      if (const auto* text = name.if_string()) options.accounts.emplace(*text);
  if (!request.who.accounts.empty()) options.sees = [&](const std::string& account) { return request.who.sees(account); };
  const auto made = engine::plan(engine, options);
  return made ? ok(engine::plan_json(*made)) : problem(made.error());
}

}  // namespace fairway::api

// `fairway plan`: what the files in --config would change in the running host, or in one that was stopped, with the orders
// of late as proof.
#include <cstdlib>

#include "host/base/text.hpp"
#include "host/cli/client.hpp"
#include "host/engine/plan.hpp"
#include "host/storage/secrets.hpp"

namespace fairway::cli {
namespace {

constexpr auto kPlanPatience = std::chrono::minutes(10);

std::string place(const json::value& object) {
  const auto line = number_at(object, "line");
  return line > 0 ? fmt::format("  ({}:{})", text_at(object, "file"), line) : std::string();
}

void print_change(const json::value& json) {
  config::Change change;
  const auto kind = text_at(json, "kind");
  change.kind = kind == "added"     ? config::Change::Kind::added
                : kind == "removed" ? config::Change::Kind::removed
                : kind == "renamed" ? config::Change::Kind::renamed
                                    : config::Change::Kind::changed;
  change.path = text_at(json, "path");
  if (const auto* before = find(json, "before")) change.before = *before;
  if (const auto* after = find(json, "after")) change.after = *after;
  change.place = {std::string(text_at(json, "file")), static_cast<int>(number_at(json, "line")), 0};
  fmt::print("  {}\n", config::change_text(change));
}

void print_findings(const json::array& findings) {
  for (const auto& finding : findings)
    fmt::print("  {}:{}:{}: {}: {}{}{}\n", text_at(finding, "file"), number_at(finding, "line"),
               number_at(finding, "column"), text_at(finding, "severity"), text_at(finding, "path"),
               text_at(finding, "path").empty() ? "" : ": ", text_at(finding, "message"));
}

void print_replay(const json::value& replay) {
  const auto replayed = number_at(replay, "replayed"), stored = number_at(replay, "stored");
  if (stored == 0) return void(fmt::print("  no orders to replay\n"));
  if (replayed < stored) fmt::print("  replayed {} of {} orders\n", grouped(replayed), grouped(stored));
  if (replayed > 0 && number_at(replay, "differing") == 0)
    fmt::print("  {} orders would fare as they do now\n", grouped(replayed));
  for (const auto& effect : list_at(replay, "effects"))
    fmt::print("  {} of {} orders {}\n", grouped(number_at(effect, "orders")), grouped(replayed), text_at(effect, "text"));
  for (const auto& order : list_at(replay, "orders"))
    fmt::print("    {} {} ({}): {}{} → {}{}\n", text_at(order, "id"), text_at(order, "channel_order_id"),
               text_at(order, "store"), text_at(order, "before"), place(order.at("before_place")), text_at(order, "after"),
               place(order.at("after_place")));
  if (const auto more = number_at(replay, "not_listed"); more > 0) fmt::print("    and {} more\n", grouped(more));
}

void print_plan(const json::value& plan) {
  print_findings(list_at(plan, "findings"));
  std::int64_t replayed = 0;
  for (const auto& account : list_at(plan, "accounts")) {
    const auto formerly = text_at(account, "formerly");
    fmt::print("{}: {}{}{}\n", text_at(account, "account"), text_at(account, "status"), formerly.empty() ? "" : " from ",
               formerly);
    for (const auto& change : list_at(account, "changes")) print_change(change);
    print_findings(list_at(account, "findings"));
    for (const auto& store : list_at(account, "switched_on"))
      fmt::print("  {}: orders are switched on: {}{}\n", text_at(store, "store"), text_at(store, "text"),
                 place(store.at("place")));
    if (const auto* replay = find(account, "replay"); replay && replay->is_object()) {
      print_replay(*replay);
      replayed += number_at(*replay, "replayed");
    }
  }
  for (const auto& store : list_at(plan, "paused"))
    fmt::print("{}: {} is paused, whatever the files say; fairway store enable lifts it\n", text_at(store, "account"),
               text_at(store, "store"));
  for (const auto& one : list_at(plan, "held"))
    fmt::print("{}: {} is held by {}, whatever the files say; fairway store release or warehouse release lifts it\n",
               text_at(one, "account"), text_at(one, "name"), text_at(one, "by"));
  if (const auto note = text_at(plan, "note"); !note.empty()) fmt::print("{}\n", note);
  if (flag_at(plan, "sampled"))
    fmt::print("too many orders for all of them: those of accounts with many were evenly sampled\n");
  const auto* seconds = find(plan, "seconds");
  fmt::print("{} accounts unchanged; {} orders replayed in {:.1f} s; nothing was sent or written\n",
             grouped(number_at(plan, "unchanged")), grouped(replayed),
             seconds && seconds->is_number() ? seconds->to_number<double>() : 0.0);
}

bool refused(const json::value& plan) {
  const auto wrong = [](const json::array& findings) {
    return std::any_of(findings.begin(), findings.end(), [](const auto& f) { return text_at(f, "severity") == "error"; });
  };
  if (wrong(list_at(plan, "findings"))) return true;
  const auto& accounts = list_at(plan, "accounts");
  return std::any_of(accounts.begin(), accounts.end(), [&](const auto& one) {
    return text_at(one, "status") == "rejected" || wrong(list_at(one, "findings"));
  });
}

struct PlanArguments {
  std::size_t orders = 1000;
  std::vector<std::string> accounts;
  bool no_secrets = false, allow_removals = false;
};

Result<json::value> plan_at_rest(const Shared& shared, const PlanArguments& a) {
  engine::AtRest host;
  host.data = shared.data;
  host.executable = shared.executable;
  host.load.sealed = storage::secret_reader(shared.data);
  engine::PlanOptions options;
  options.config = shared.config;
  options.secrets_required = !a.no_secrets;
  options.orders = a.orders;
  options.allow_removals = a.allow_removals;
  options.accounts = {a.accounts.begin(), a.accounts.end()};
  auto plan = engine::plan_at_rest(host, options);
  if (!plan) return fail(std::move(plan.error()));
  return engine::plan_json(*plan);
}

Result<json::value> ask(const Shared& shared, const PlanArguments& a, bool config_given) {
  const bool named = !shared.host.empty() || std::getenv("FAIRWAY_URL");
  json::object body{{"orders", a.orders},
                    {"accounts", json::array(a.accounts.begin(), a.accounts.end())},
                    {"no_secrets", a.no_secrets},
                    {"allow_removals", a.allow_removals}};
  std::error_code error;
  if (config_given || !named) body["config"] = std::filesystem::absolute(shared.config, error).string();
  auto answer = Client(shared).post("/v1/plan", body, {}, kPlanPatience);
  if (!answer && !named && answer.error().code == FW_E_UNAVAILABLE) return plan_at_rest(shared, a);
  return answer;
}

}  // namespace

void add_plan(CLI::App& app, Shared& shared) {
  auto* command = app.add_subcommand("plan", "What the files would change, proved on real orders: 0 sound, 1 errors");
  auto a = std::make_shared<PlanArguments>();
  take_host(*command, shared);
  command->add_option("--orders", a->orders, "Orders of each changed account to replay, the newest")
      ->check(CLI::Range(0, 100'000))
      ->capture_default_str();
  command->add_option("--accounts", a->accounts, "Only these accounts, separated by commas")->delimiter(',');
  command->add_flag("--no-secrets", a->no_secrets, "An unset ${env:} or a missing ${file:} is only a warning");
  command->add_flag("--allow-removals", a->allow_removals, "More than a fifth of the accounts may be gone");
  command->callback([&shared, a, command] {
    const auto answer = ask(shared, *a, command->count("--config") > 0);
    show(shared, answer, print_plan);
    if (answer && refused(*answer)) shared.exit = 1;
  });
}

}  // namespace fairway::cli

// `fairway store …`, `fairway jobs …`, `fairway plugin list`.
#include "host/cli/client.hpp"
#include "host/cli/remove.hpp"
#include "host/engine/check.hpp"

namespace fairway::cli {
namespace {

// ", held by admin: stock count"; empty: it is not held.
std::string held_text(const json::value& place) {
  const auto* held = find(place, "held");
  if (!held || !held->is_object()) return {};
  const auto reason = cell(*held, "reason");
  return fmt::format(", held by {}{}{}", cell(*held, "by"), reason.empty() ? "" : ": ", reason);
}

void print_stores(const json::value& page) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& store : items(page)) {
    std::string next;
    if (const auto* schedule = find(store, "schedule"); schedule && schedule->is_array())
      for (const auto& flow : schedule->get_array())
        next += (next.empty() ? "" : ", ") + cell(flow, "flow") + " " + cell(flow, "next");
    const bool warehouse = find(store, "warehouse");
    rows.push_back({warehouse ? "warehouse" : "store", cell(store, warehouse ? "warehouse" : "store"),
                    cell(store, "channel"), cell(store, "company"), cell(store, "status") + held_text(store),
                    cell(store, "mode"), next, cell(store, "last_error")});
  }
  print_table({"KIND", "NAME", "CHANNEL", "COMPANY", "STATUS", "MODE", "NEXT", "LAST ERROR"}, rows);
}

struct StoreArguments {
  std::string account, store, flow = "orders";
};

void print_jobs(const json::value& page) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& job : items(page))
    rows.push_back({cell(job, "id"), cell(job, "account"), cell(job, "kind"), cell(job, "target"), cell(job, "state"),
                    cell(job, "due"), cell(job, "attempts"), cell(job, "last_error")});
  print_table({"ID", "ACCOUNT", "KIND", "TARGET", "STATE", "DUE", "ATTEMPTS", "LAST ERROR"}, rows);
}

void print_running(const json::value& page) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& plugin : items(page)) {
    if (const auto* refused = find(plugin, "refused"); refused) {
      fmt::print(stderr, "{}: refused: {}\n", cell(plugin, "file"), cell(plugin, "refused"));
      continue;
    }
    for (const auto* which : {"worker", "former"})
      if (const auto* worker = find(plugin, which))
        rows.push_back({cell(plugin, "name"), cell(*worker, "version"), cell(*worker, "hash").substr(0, 12),
                        cell(*worker, "generation"), cell(*worker, "state")});
    if (const auto why = cell(plugin, "swap_error"); !why.empty())
      fmt::print(stderr, "{}: its newest file is not used: {}\n", cell(plugin, "name"), why);
  }
  print_table({"NAME", "VERSION", "HASH", "GENERATION", "STATE"}, rows);
}

void print_swap(const json::value& swap) {
  const auto version = [&](const char* which) {
    const auto* of = find(swap, which);
    return of ? cell(*of, "version") : std::string();
  };
  fmt::print("{} is {}: {} -> {}\n", cell(swap, "name"), cell(swap, "status"), version("from"), version("to"));
}

// `hold` and `release` of a store or a warehouse.
void add_holds(CLI::App& parent, Shared& shared, const std::string& noun) {
  struct HoldArguments {
    std::string account, name, reason;
  };
  auto a = std::make_shared<HoldArguments>();
  for (const auto& [verb, help] : std::initializer_list<std::pair<const char*, const char*>>{
           {"hold", "Nothing new goes out until it is released; what was sent goes on"},
           {"release", "What waited goes on at once"}}) {
    auto* one = parent.add_subcommand(verb, help);
    take_host(*one, shared);
    one->add_option("--account", a->account, "Account")->required();
    one->add_option("name", a->name, "The " + noun)->required();
    const bool hold = std::string(verb) == "hold";
    if (hold) one->add_option("--reason", a->reason, "Shown wherever something waits for it");
    one->callback([&shared, a, noun, name = std::string(verb)] {
      json::object body{{"author", login()}};
      if (!a->reason.empty()) body["reason"] = a->reason;
      const auto path =
          fmt::format("/v1/accounts/{}/{}s/{}/{}", Client::quoted(a->account), noun, Client::quoted(a->name), name);
      show(shared, Client(shared).post(path, body), [&](const json::value& place) {
        fmt::print("{} {} is {}\n", noun, a->name, name == "hold" ? held_text(place).substr(2) : "released");
      });
    });
  }
}

}  // namespace

void add_warehouses(CLI::App& app, Shared& shared) {
  auto* warehouses = app.add_subcommand("warehouse", "Warehouses of an account")->alias("warehouses")->require_subcommand(1);
  auto account = std::make_shared<std::string>();
  auto* list = warehouses->add_subcommand("list", "With status and the next run of each flow; stores beside them");
  take_host(*list, shared);
  list->add_option("--account", *account, "Account")->required();
  list->callback([&shared, account] {
    show(shared, Client(shared).get("/v1/accounts/" + Client::quoted(*account) + "/stores"), print_stores);
  });
  add_holds(*warehouses, shared, "warehouse");
}

void add_stores(CLI::App& app, Shared& shared) {
  auto* stores = app.add_subcommand("store", "Stores and warehouses of an account")->alias("stores")->require_subcommand(1);
  auto a = std::make_shared<StoreArguments>();
  const auto path = [a] { return "/v1/accounts/" + Client::quoted(a->account) + "/stores"; };
  auto* list = stores->add_subcommand("list", "With status and the next run of each flow");
  take_host(*list, shared);
  list->add_option("--account", a->account, "Account")->required();
  list->callback([&shared, path] { show(shared, Client(shared).get(path()), print_stores); });
  for (const auto& [verb, help] : std::initializer_list<std::pair<const char*, const char*>>{
           {"run", "Run a flow now"},
           {"enable", "Lift a pause"},
           {"disable", "Pause: nothing is fetched, nothing forgotten"},
           {"verify", "Ask the live account who it is and compare"}}) {
    auto* one = stores->add_subcommand(verb, help);
    take_host(*one, shared);
    one->add_option("--account", a->account, "Account")->required();
    const bool run = std::string(verb) == "run";
    one->add_option("store", a->store, run ? "Nickname of the store, or name of the warehouse" : "Nickname of the store")
        ->required();
    if (run) one->add_option("--flow", a->flow, "orders, check, acknowledge, tell, shipments, stock")->capture_default_str();
    one->callback([&shared, a, path, name = std::string(verb), run] {
      std::map<std::string, std::string> query;
      if (run) query["flow"] = a->flow;
      const auto answer = Client(shared).post(path() + "/" + Client::quoted(a->store) + "/" + name, json::object(), query);
      show(shared, answer, [](const json::value& body) { fmt::print("{}\n", json::serialize(body)); });
      if (answer && name == "verify" && !flag_at(*answer, "verified")) shared.exit = 1;
    });
  }
  add_holds(*stores, shared, "store");
  auto* gone = stores->add_subcommand("remove", "Retire a store that is gone from the files; made again, it is a new one");
  auto removal = std::make_shared<RemoveArguments>();
  take_host(*gone, shared);
  take_removal(*gone, *removal);
  gone->add_option("--account", a->account, "Account")->required();
  gone->add_option("store", removal->name, "Nickname of the store")->required();
  gone->callback([&shared, removal, path] {
    remove(shared, *removal, path() + "/" + Client::quoted(removal->name) + "/remove", "store " + removal->name,
           removal->name);
  });
}

void add_jobs(CLI::App& app, Shared& shared) {
  struct JobArguments {
    std::string account, state, kind, id;
  };
  auto* jobs = app.add_subcommand("jobs", "Jobs and dead letters")->alias("job")->require_subcommand(1);
  auto a = std::make_shared<JobArguments>();
  auto* list = jobs->add_subcommand("list", "Jobs, new to old; --state dead: the dead letters");
  take_host(*list, shared);
  list->add_option("--account", a->account, "Account");
  list->add_option("--state", a->state, "ready, running, dead, parked");
  list->add_option("--kind", a->kind, "pull-orders, submit, confirm, …");
  list->callback([&shared, a] {
    show(shared, Client(shared).get("/v1/jobs", {{"account", a->account}, {"state", a->state}, {"kind", a->kind}}),
         print_jobs);
  });
  auto* replay = jobs->add_subcommand("replay", "A dead letter becomes ready again");
  take_host(*replay, shared);
  replay->add_option("id", a->id, "Job")->required();
  replay->callback([&shared, a] {
    show(shared, Client(shared).post("/v1/jobs/" + Client::quoted(a->id) + "/replay"),
         [](const json::value& job) { fmt::print("job {} is {}\n", cell(job, "id"), cell(job, "state")); });
  });
}

void add_plugins(CLI::App& app, Shared& shared) {
  auto* plugin = app.add_subcommand("plugin", "Plugins of this installation")->alias("plugins")->require_subcommand(1);
  auto running = std::make_shared<bool>(false);
  auto* list = plugin->add_subcommand("list", "Plugins found, without a running host; --running: those of the running one");
  take_host(*list, shared);
  list->add_flag("--running", *running, "Version, hash, generation and state of what the running host uses");
  auto name = std::make_shared<std::string>();
  auto* reload = plugin->add_subcommand("reload", "Put a plugin's file as it is now in the place of the running version");
  take_host(*reload, shared);
  reload->add_option("name", *name, "Plugin")->required();
  reload->callback([&shared, name] {
    show(shared, Client(shared).post("/v1/plugins/" + Client::quoted(*name) + "/reload"), print_swap);
  });
  add_plugin_new(*plugin, shared);
  add_plugin_check(*plugin, shared);
  add_plugin_log(*plugin, shared);
  list->callback([&shared, running] {
    if (*running) return show(shared, Client(shared).get("/v1/plugins"), print_running);
    const auto host = config::load_host(shared.config).host;
    const auto catalogue = engine::find_plugins(host, shared.executable);
    if (catalogue.plugins.empty() && catalogue.refused.empty()) {
      fmt::print(stderr, "no plugin was found; looked in:\n");
      for (const auto& folder : engine::plugin_folders(host, shared.executable))
        fmt::print(stderr, "  {}\n", folder.string());
      shared.exit = 1;
      return;
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& [plugin_name, file] : catalogue.plugins)
      rows.push_back({plugin_name, file.description.version, file.description.id, file.path.string()});
    print_table({"NAME", "VERSION", "ID", "FILE"}, rows);
    for (const auto& [file, why] : catalogue.refused) fmt::print(stderr, "{}: refused: {}\n", file, why);
    if (!catalogue.refused.empty()) shared.exit = 1;
  });
}

}  // namespace fairway::cli

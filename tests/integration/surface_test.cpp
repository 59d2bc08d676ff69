// What a running host shows: REST and its refusals, metrics, health, the log; and that a data folder has one host.
#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class Surface : public OneWorld {
 protected:
  static void SetUpTestSuite() {
    world_ = std::make_unique<World>();
    ASSERT_TRUE(world_->start()) << world_->log();
    world_->inject(1, 3);
    ASSERT_TRUE(await_states(*world_, "acme1", {{"confirmed", 3}})) << say(*world_, "acme1");
  }
  static Answer call(const std::string& method, const std::string& path, const std::string& body = {}, Headers more = {}) {
    more.emplace_back("Authorization", "Bearer " + admin_token(*world_));
    return ask(method, api_url(*world_) + path, body, more);
  }
};

void expect_problem(const Answer& answer, int status) {
  EXPECT_EQ(answer.status, status) << answer.body;
  EXPECT_THAT(answer.type, StartsWith("application/problem+json"));
  EXPECT_EQ(number_at(answer.json(), "status"), status);
  EXPECT_NE(text_in(answer.json(), "title"), "");
}

// HST-7
TEST_F(Surface, WrongRequestsAreAnsweredWithAProblem) {
  expect_problem(call("GET", "/v1/nothing-here"), 404);
  expect_problem(call("GET", "/v1/accounts/nobody/stores"), 404);
  expect_problem(call("GET", "/v1/accounts/acme1/orders/000-0000000-0000000"), 404);
  expect_problem(call("DELETE", "/v1/accounts"), 405);
  expect_problem(call("GET", "/v1/accounts/acme1/stores/us-main/run"), 405);
  expect_problem(call("GET", "/v1/accounts/acme1/orders?due_before=tomorrow"), 400);
  expect_problem(call("GET", "/v1/accounts/acme1/orders?limit=none"), 400);
  expect_problem(call("GET", "/v1/accounts/acme1/orders?state=sdf"), 400);
  expect_problem(call("GET", "/v1/accounts/acme1/orders?stat=held"), 400);
  expect_problem(call("GET", "/v1/accounts/acme/orders"), 404);
  expect_problem(call("GET", "/v1/accounts/acme1/orders?cursor=%00%ff"), 400);
  expect_problem(call("POST", "/v1/accounts/acme1/stores/us-main/run?flow=nonsense"), 404);
  expect_problem(call("POST", "/v1/accounts/acme1/stores/nobody/disable"), 404);
  expect_problem(call("POST", "/v1/accounts/acme1/shipments/x1"), 404);
  expect_problem(call("POST", "/v1/jobs/999999/replay"), 404);
}

// HST-7
TEST_F(Surface, ABodyThatIsNoJsonChangesNothing) {
  const auto shipment = items_of(world_->get("/v1/accounts/acme1/shipments")).front();
  const auto before = text_in(shipment, "carrier");
  expect_problem(call("POST", "/v1/accounts/acme1/shipments/" + text_in(shipment, "id"), "{\"carrier\": \"DH",
                      {{"Content-Type", "application/json"}}),
                 400);
  EXPECT_EQ(text_in(items_of(world_->get("/v1/accounts/acme1/shipments")).front(), "carrier"), before);
}

// HST-7
TEST_F(Surface, WithoutTheTokenNothingIsShown) {
  expect_problem(ask("GET", api_url(*world_) + "/v1/accounts"), 401);
  expect_problem(ask("GET", api_url(*world_) + "/v1/accounts/acme1/orders", {}, {{"Authorization", "Bearer wrong"}}), 401);
  expect_problem(ask("POST", api_url(*world_) + "/v1/accounts/acme1/stores/us-main/disable"), 401);
  EXPECT_EQ(world_->fairway({"orders", "list", "--account", "acme1", "--token", "wrong"}).exit, 1);
  expect_problem(call("GET", "/v1/accounts", {}, {{"Host", "evil.example"}}), 403);
  expect_problem(call("GET", "/v1/accounts", {}, {{"Origin", "http://evil.example"}}), 403);
}

// HST-7
TEST_F(Surface, TheOpenApiDocumentNamesEveryEndpointAndListsArePaged) {
  const auto document = call("GET", "/v1/openapi.json").json();
  const auto* paths = find(document, "paths");
  ASSERT_TRUE(paths);
  for (const char* path :
       {"/v1/accounts", "/v1/accounts/{account}/orders/{id}", "/v1/jobs", "/v1/plugins", "/health/ready", "/metrics"})
    EXPECT_TRUE(find(*paths, path)) << path;

  std::set<std::string> ids;
  std::string cursor;
  int pages = 0;
  do {
    const auto page = world_->get("/v1/accounts/acme1/orders?limit=2" + (cursor.empty() ? "" : "&cursor=" + cursor));
    for (const auto& order : items_of(page)) EXPECT_TRUE(ids.insert(text_in(order, "id")).second);
    cursor = text_in(page, "next");
  } while (!cursor.empty() && ++pages < 10);
  EXPECT_EQ(ids.size(), 3U);
}

// HST-9
TEST_F(Surface, MetricsAndHealthNeedNoToken) {
  const auto metrics = [] { return ask("GET", api_url(*world_) + "/metrics"); };
  ASSERT_TRUE(until(
      [&] { return metrics().body.find(R"(fairway_orders{account="acme1",state="confirmed"} 3)") != std::string::npos; },
      kSoon))
      << metrics().body;
  const auto text = metrics();
  EXPECT_EQ(text.status, 200);
  EXPECT_THAT(text.type, StartsWith("text/plain"));
  for (const char* name : {"fairway_jobs{", "fairway_worker_up{", "fairway_bucket_level{", "fairway_orders_new_total{",
                           "fairway_shipments_confirmed_total{", "fairway_database_bytes"})
    EXPECT_THAT(text.body, HasSubstr(name));
  EXPECT_EQ(ask("GET", api_url(*world_) + "/health/live").status, 200);
  EXPECT_EQ(ask("GET", api_url(*world_) + "/health/ready").status, 200);
}

// HST-9
TEST_F(Surface, EveryLineOfTheLogIsJsonWithTimeLevelAndMessage) {
  std::istringstream log(world_->log());
  std::string line;
  int lines = 0;
  while (std::getline(log, line)) {
    if (line.starts_with("listening on port ")) continue;  // said to whoever started it by hand
    const auto parsed = parse_json(line);
    ASSERT_TRUE(parsed && parsed->is_object()) << line;
    for (const char* key : {"time", "level", "message"}) EXPECT_NE(text_in(*parsed, key), "") << line;
    ++lines;
  }
  EXPECT_GT(lines, 0);
}

// SDK-5, HST-13 (the list)
TEST_F(Surface, ThePluginsAreListedWithTheirWorkers) {
  std::map<std::string, json::value> plugins;
  for (const auto& plugin : items_of(world_->get("/v1/plugins"))) plugins[text_in(plugin, "name")] = plugin;
  for (const char* name : {"amazon", "wms-rest", "shipping-map"}) {
    ASSERT_TRUE(plugins.contains(name)) << name;
    EXPECT_EQ(text_in(plugins[name].at("worker"), "state"), "running") << name;
  }
  const auto ran = run(FAIRWAY_BINARY, {"plugin", "list", "--config", world_->config()});
  EXPECT_EQ(ran.exit, 0);
  EXPECT_THAT(ran.out, HasSubstr("shipping-map"));
}

// HST-12: a core file would hold tokens and addresses.
TEST_F(Surface, TheHostLeavesNoCoreFile) {
  std::istringstream limits(read_text(fmt::format("/proc/{}/limits", world_->host().pid())));
  std::string line, what;
  while (std::getline(limits, line))
    if (line.starts_with("Max core file size")) what = line;
  std::istringstream words(what.substr(std::min<std::size_t>(what.size(), 18)));
  std::string soft, hard;
  words >> soft >> hard;
  EXPECT_EQ(soft + " " + hard, "0 0");
}

// HST-12: a data folder has one host, and the second is told which.
TEST_F(Surface, ASecondHostOnTheSameDataFolderIsRefusedNamingTheFirst) {
  const auto second = run(FAIRWAY_BINARY, {"serve", "--config", world_->config(), "--data", world_->data()});
  EXPECT_EQ(second.exit, 1);
  EXPECT_THAT(second.out, HasSubstr(fmt::format("in use by process {}", world_->host().pid())));
  EXPECT_EQ(call("GET", "/health/ready").status, 200);
}

}  // namespace
}  // namespace fairway::testing

// What the host keeps and for how long: backups, personal data, deadlines; and what broken answers must not take away.
#include "host/base/text.hpp"
#include "host/storage/database.hpp"
#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using sandbox::Fault;
using sandbox::FaultKind;
using ::testing::Contains;
using ::testing::HasSubstr;

// Who and where an order goes to, as Amazon told it; what we may keep (country, state, codes) is too short or left out.
std::vector<std::string> personal_of(World& world, const std::string& id) {
  const auto order = world.sandbox().control("GET", "orders/" + id).value();
  std::vector<std::string> texts;
  for (const char* name : {"Zebedee Quillfeather", "77 Unmistakable Lane", "Personville", "+1 206 555 0188"})
    if (json::serialize(order).find(name) != std::string::npos) texts.emplace_back(name);
  return texts;
}

void at_home(sandbox::OrderSpec& spec) {
  spec.service_level = "STANDARD";
  spec.recipient = {{"name", "Zebedee Quillfeather"},
                    {"addressLine1", "77 Unmistakable Lane"},
                    {"city", "Personville"},
                    {"phone", "+1 206 555 0188"}};
}

// HST-16, ORD-12: one life of a data folder, told in one go since each chapter needs the one before.
TEST(Keeping, ABackupMadeWhileRunningRestoresTheSameOrdersAndNoFileHoldsPersonalDataOrSecrets) {
  World world;
  ASSERT_TRUE(world.start()) << world.log();
  auto ids = world.inject(1, 4, at_home);
  for (auto& id : world.inject(1, 2, [](sandbox::OrderSpec& spec) { at_home(spec), spec.service_level = "PRIORITY"; }))
    ids.push_back(std::move(id));
  ids.push_back(
      world.inject(1, 1, [](sandbox::OrderSpec& spec) { at_home(spec), spec.status = sandbox::OrderStatus::shipped; })
          .front());
  ASSERT_TRUE(await_states(world, "acme1", {{"confirmed", 4}, {"needs-mapping", 2}, {"dropped", 1}})) << say(world, "acme1");

  const auto data_file = world.folder() / "backup.data", keys_file = world.folder() / "backup.keys";
  const auto backup = run(FAIRWAY_BINARY, {"backup", "--data", world.data(), "--file", data_file, "--keys", keys_file});
  ASSERT_EQ(backup.exit, 0) << backup.out;
  EXPECT_TRUE(world.host().running());

  const auto token = admin_token(world);
  const auto personal = personal_of(world, ids[0]);
  EXPECT_GE(personal.size(), 3U);  // else this proves nothing
  const auto kept = read_bytes_below(world.data()), log = world.log(), saved = read_text(data_file);
  EXPECT_NE(kept.find(ids[0]), std::string::npos);  // the bytes are readable at all
  for (const auto& text : personal) {
    EXPECT_EQ(kept.find(text), std::string::npos) << text << " in the data folder";
    EXPECT_EQ(log.find(text), std::string::npos) << text << " in the log";
    EXPECT_EQ(saved.find(text), std::string::npos) << text << " in the backup";
  }
  EXPECT_EQ(log.find(token), std::string::npos) << "the admin token in the log";
  for (const auto* secret : {"made-up-lwa-secret-0123456789", "made-up-warehouse-secret-0123456789", "Atzr|sandbox-"}) {
    EXPECT_EQ(log.find(secret), std::string::npos) << secret << " in the log";
    EXPECT_EQ(kept.find(secret), std::string::npos) << secret << " in the data folder";
    EXPECT_EQ(saved.find(secret), std::string::npos) << secret << " in the backup";
  }

  EXPECT_EQ(world.stop(), 0);
  const auto fresh = world.folder() / "restored";
  const auto refused = run(FAIRWAY_BINARY, {"restore", "--data", world.data(), "--file", data_file, "--keys", keys_file});
  EXPECT_NE(refused.exit, 0) << "a data folder that is not empty";
  const auto restored = run(FAIRWAY_BINARY, {"restore", "--data", fresh, "--file", data_file, "--keys", keys_file});
  ASSERT_EQ(restored.exit, 0) << restored.out;
  std::filesystem::rename(world.data(), world.folder() / "lost");
  std::filesystem::rename(fresh, world.data());
  replace_in(account_file(world), "- { category: Expedited",
             "- { method: Priority, service: UPS Next Day Air }\n      - { category: Expedited");
  ASSERT_TRUE(world.start()) << world.log();
  // The same orders; and those that waited go on, with the address that only the keys could open.
  EXPECT_TRUE(await_states(world, "acme1", {{"confirmed", 6}, {"dropped", 1}})) << say(world, "acme1");
  for (const auto& id : {ids[4], ids[5]}) EXPECT_EQ(journal_count(world, "create", id), 1U);
  EXPECT_EQ(journal_count(world, "create"), 6U);
}

// HST-16: of the database that `serve` opens, not of one of the usual name beside it.
TEST(Keeping, ABackupIsOfTheDatabaseThatFairwayYamlNames) {
  WorldOptions options;
  options.host_extra = "database: sqlite:orders.db";
  World world(options);
  ASSERT_TRUE(world.start()) << world.log();
  const auto data_file = world.folder() / "backup.data", keys_file = world.folder() / "backup.keys";
  const std::vector<std::string> files{"--file", data_file, "--keys", keys_file, "--config", world.config()};
  const auto with_files = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), files.begin(), files.end());
    return run(FAIRWAY_BINARY, arguments);
  };
  const auto backup = with_files({"backup", "--data", world.data()});
  ASSERT_EQ(backup.exit, 0) << backup.out;
  const auto fresh = world.folder() / "restored";
  const auto restored = with_files({"restore", "--data", fresh});
  ASSERT_EQ(restored.exit, 0) << restored.out;
  EXPECT_TRUE(std::filesystem::exists(fresh / "orders.db"));
  EXPECT_FALSE(std::filesystem::exists(fresh / "fairway.db"));
  EXPECT_FALSE(std::filesystem::exists(fresh / "admin.token")) << "the first start makes a new one";

  replace_in(world.config() / "fairway.yaml", "sqlite:orders.db", "\"${env:FAIRWAY_TEST_SURELY_UNSET}\"");
  const auto unknown = with_files({"backup", "--data", world.data()});
  EXPECT_EQ(unknown.exit, 1);
  EXPECT_THAT(unknown.out, HasSubstr("fairway.yaml:2:11: error: database: "));
}

// ORD-15
TEST(Keeping, AnOrderThatMustShipSoonRaisesAnAlarmAndIsListedAsDue) {
  WorldOptions options;
  options.settings.auto_ship = false;
  World world(options);
  const auto soon =
      world
          .inject(1, 1, [](sandbox::OrderSpec& spec) { spec.service_level = "STANDARD", spec.age = std::chrono::hours(42); })
          .front();
  const auto later = world.inject(1, 1, [](sandbox::OrderSpec& spec) { spec.service_level = "STANDARD"; }).front();
  ASSERT_TRUE(world.start()) << world.log();
  ASSERT_TRUE(await_state(world, "acme1", soon, "submitted")) << say(world, "acme1", soon);
  ASSERT_TRUE(await_state(world, "acme1", later, "submitted")) << say(world, "acme1", later);
  EXPECT_NE(text_in(world.order("acme1", soon), "ship_by"), "");
  EXPECT_EQ(world.stop(), 0);
  ASSERT_TRUE(world.start()) << world.log();
  ASSERT_TRUE(await_event(world, "acme1", soon, "late-alarm")) << say(world, "acme1", soon);
  EXPECT_THAT(event_types(world.order("acme1", later)), ::testing::Not(Contains("late-alarm")));
  const auto findings = items_of(world.get("/v1/findings?kind=ship-by"));
  ASSERT_EQ(findings.size(), 1U) << json::serialize(world.get("/v1/findings"));
  EXPECT_THAT(text_in(findings[0], "message"), HasSubstr(soon));
  const auto before = format_time(world.sandbox().now() + std::chrono::hours(12));
  const auto due = items_of(world.get("/v1/accounts/acme1/orders?due_before=" + before));
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(text_in(due[0], "channel_order_id"), soon);

  ASSERT_EQ(world.sandbox().ship().value_or(0), 2U);
  ASSERT_TRUE(await_state(world, "acme1", soon, "confirmed")) << say(world, "acme1", soon);
  EXPECT_TRUE(items_of(world.get("/v1/accounts/acme1/orders?due_before=" + before)).empty());
}

void broken(World& world, FaultKind kind, const char* operation) {
  Fault fault;
  fault.kind = kind, fault.operation = operation, fault.count = 2;
  world.sandbox().fault(fault);
}

// ORD-2, WMS-1: half an answer and an HTML page are no answer, and none of what they hid is lost.
TEST(Keeping, BrokenAnswersOfEitherSideLoseNothing) {
  World world;
  for (const auto kind : {FaultKind::truncated, FaultKind::garbage})
    for (const char* operation : {"searchOrders", "createOrder", "listShipments", "confirmShipment"})
      broken(world, kind, operation);
  const auto ids = world.inject(1, 5);
  ASSERT_TRUE(world.start()) << world.log();
  ASSERT_TRUE(until(
      [&] {
        return world.states("acme1") == std::map<std::string, int>{{"confirmed", 5}};
      },
      std::chrono::seconds(60)))
      << say(world, "acme1");
  for (const auto& id : ids) EXPECT_EQ(journal_count(world, "create", id), 1U) << id;
  EXPECT_EQ(journal_count(world, "confirmation"), journal_count(world, "shipment"));
  EXPECT_TRUE(world.host().running());
  EXPECT_TRUE(items_of(world.get("/v1/jobs?state=dead")).empty());
}

}  // namespace
}  // namespace fairway::testing

// That the work of a statement does not grow with what is stored: while a host does all it does, no statement steps through
// a table without an index that narrows it.
#include <cstdlib>

#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

constexpr int kOrders = 120;
constexpr int kSmall = 40;  // rows of tables that do not grow with orders: stores, recurring jobs, buckets, sequences

// What the watched host wrote: statements by the most rows that one run of them scanned.
std::multimap<int, std::string> scans(const std::filesystem::path& file) {
  std::multimap<int, std::string> found;
  std::istringstream lines(read_text(file));
  std::string line;
  while (std::getline(lines, line)) {
    const auto has = [&](const char* words) { return line.find(words) != std::string::npos; };
    if (has("ALTER TABLE") || has("DROP INDEX")) continue;  // a migration: it walks the schema, once
    const auto space = line.find(' ');
    found.emplace(std::stoi(line.substr(0, space)), line.substr(space + 1));
  }
  return found;
}

void look_at_everything(World& world, const std::string& order) {
  const std::string account = "/v1/accounts/acme1";
  for (const auto& path : {std::string("/health/ready"),
                           std::string("/metrics"),
                           std::string("/v1/accounts"),
                           account + "/stores",
                           account + "/orders?limit=50",
                           account + "/orders?state=confirmed&limit=50",
                           account + "/orders?store=us-main&limit=50",
                           account + "/orders?due_before=2100-01-01T00:00:00Z",
                           account + "/orders/" + order,
                           account + "/unmapped",
                           account + "/mappings?orders=50",
                           account + "/shipments?limit=50",
                           account + "/shipments?state=verified",
                           account + "/shipments?warned=true",
                           account + "/stock?limit=50",
                           account + "/stock?sku=MUG-1",
                           account + "/stock-movements?limit=50",
                           account + "/stock-movements?sku=MUG-1&warehouse=west",
                           account + "/rejects",
                           account + "/windows?limit=50",
                           account + "/windows?state=proved",
                           account + "/redactions",
                           account + "/redactions?order=@1",
                           std::string("/v1/findings"),
                           std::string("/v1/jobs?limit=50"),
                           std::string("/v1/jobs?state=ready"),
                           std::string("/v1/plugins")})
    EXPECT_TRUE(world.get(path).is_object() || path == "/metrics") << path;
  EXPECT_TRUE(world.post(account + "/stock/recompute", json::object{{"mend", true}}).is_object());
}

// What a rename costs grows with the orders of that account, which an index finds, and with no other's.
void rename_and_remove(World& world) {
  replace_in(account_file(world), "  us-main:\n", "  north:\n    formerly: us-main\n");
  EXPECT_EQ(world.fairway({"reload", "--wait"}).exit, 0);
  replace_in(account_file(world), "account: acme1\n", "account: zebra\nformerly: acme1\n");
  EXPECT_EQ(world.fairway({"reload", "--wait"}).exit, 0);
  std::filesystem::remove(account_file(world));
  EXPECT_EQ(world.fairway({"reload", "--wait", "--allow-removals"}).exit, 0);
  EXPECT_EQ(world.fairway({"account", "remove", "zebra", "--yes", "--force"}).exit, 0) << world.log();
}

// ORD-1, HST-9: what one order costs is the same among a thousand orders and among a million.
TEST(Scans, NoStatementOfTheHostScansATableThatGrows) {
  WorldOptions options;
  options.binary = FAIRWAY_WATCHED;
  options.settings.partial_share = 0;
  World world(options);
  const auto report = world.folder() / "scans";
  ::setenv("FAIRWAY_SCANS", report.c_str(), 1);
  const bool ready = world.start();
  ::unsetenv("FAIRWAY_SCANS");
  ASSERT_TRUE(ready) << world.log();
  const auto ids = world.inject(1, kOrders);
  ASSERT_TRUE(await_states(world, "acme1", {{"confirmed", kOrders}})) << say(world, "acme1");
  EXPECT_EQ(world.fairway({"orders", "rescan", "--account", "acme1", "--from", "2020-01-01"}).exit, 0);
  EXPECT_TRUE(until([&] { return !items_of(world.get("/v1/accounts/acme1/windows?state=proved")).empty(); }, kSoon));
  look_at_everything(world, ids.front());
  rename_and_remove(world);
  EXPECT_EQ(world.stop(), 0);

  const auto all = scans(report);
  EXPECT_GT(all.size(), 60U);  // else the watch was not there
  for (auto it = all.upper_bound(kSmall); it != all.end(); ++it)
    ADD_FAILURE() << it->second << "\n  stepped through " << it->first << " rows";
}

}  // namespace
}  // namespace fairway::testing

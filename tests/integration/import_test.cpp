// A store's listings come in, through real processes that die on the way.
#include <sstream>

#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

constexpr int kListed = 60'000;

json::value import_of(World& world, const std::string& id) { return world.get("/v1/accounts/acme1/imports/" + id); }

// LST-1, LST-5, LST-6
TEST(ImportJourney, AKillInTheMiddleCostsNoRowAndTheCsvHasThemAll) {
  World world;
  ASSERT_TRUE(world.start()) << world.log();
  world.sandbox().control("POST", "listings", json::object{{"seller", World::seller(1)}, {"made_up", kListed}});
  const auto asked = world.fairway({"import", "run", "--account", "acme1", "--store", "us-main", "--json"});
  ASSERT_EQ(asked.exit, 0) << asked.out;
  const auto id = text_in(parse_json(asked.out).value_or(json::value()), "id");
  ASSERT_TRUE(until(
      [&] {
        const auto import = import_of(world, id);
        return number_at(import, "rows") > 0 || !text_in(import, "ended_at").empty();
      },
      kSoon))
      << say(world, "acme1");
  world.kill();
  ASSERT_TRUE(world.start()) << world.log();
  const auto resumed = import_of(world, id);
  EXPECT_GT(number_at(resumed, "rows"), 0) << "what was committed is there";
  EXPECT_LT(number_at(resumed, "rows"), kListed) << "it died in the middle";

  ASSERT_TRUE(until([&] { return text_in(import_of(world, id), "state") == "done"; }, kSoon))
      << json::serialize(import_of(world, id)) << world.log();
  const auto done = import_of(world, id);
  EXPECT_EQ(number_at(done, "rows"), kListed);
  std::int64_t outcomes = 0;
  for (const auto* part : {"parents", "variants"})
    for (const auto& [outcome, count] : done.at(part).as_object()) outcomes += count.to_number<std::int64_t>();
  EXPECT_EQ(outcomes, kListed) << json::serialize(done);

  const auto csv = world.fairway({"import", "csv", id, "--account", "acme1"});
  ASSERT_EQ(csv.exit, 0);
  std::istringstream lines(csv.out);
  std::string line;
  ASSERT_TRUE(std::getline(lines, line));
  EXPECT_EQ(line, "n,row,sku,kind,outcome,reason,text\r");
  std::int64_t rows = 0;
  while (std::getline(lines, line)) EXPECT_EQ(line.substr(0, line.find(',')), std::to_string(++rows));
  EXPECT_EQ(rows, kListed);

  const auto shown = world.fairway({"import", "show", id, "--account", "acme1"});
  EXPECT_THAT(shown.out, ::testing::HasSubstr("done"));
  const auto listed = world.get("/v1/accounts/acme1/listings?limit=1000");
  EXPECT_EQ(items_of(listed).size(), 1000U);
  const auto coverage = world.fairway({"listings", "coverage", "--account", "acme1", "--store", "us-main", "--csv"});
  EXPECT_EQ(coverage.exit, 0);
  EXPECT_THAT(coverage.out, ::testing::HasSubstr(",live,"));
}

}  // namespace
}  // namespace fairway::testing

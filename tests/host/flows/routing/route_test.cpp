// Who ships which lines of an order (ORD-6, ORD-7, ORD-8).
#include "host/flows/routing/route.hpp"

#include <random>

#include <gmock/gmock.h>

#include "host/config/skus.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

const Instant kNoon = Instant(Millis(1'900'000'000'000));

config::Warehouse shipper(const std::string& name, bool of_store = false) {
  config::Warehouse one;
  one.name = name;
  one.of_store = of_store;
  one.amazon_agreement = true;
  one.place = {"accounts/a.yaml", 90, 3};
  return one;
}

// The warehouses west, east and south, the store fba that ships, and the store shop whose orders these are.
struct RouteTest : ::testing::Test {
  RouteTest() {
    account.warehouses = {shipper("west"), shipper("east"), shipper("south")};
    account.fulfilling_stores = {shipper("fba", true)};
    account.prefer = {"west", "east"};
    account.places = {{"/routing/prefer", {"accounts/a.yaml", 20, 12}},
                      {"/routing/prefer/1", {"accounts/a.yaml", 21, 9}},
                      {"/routing/fallback-from-fba", {"accounts/a.yaml", 22, 24}}};
    account.stores = {config::Store()};
    account.stores[0].nickname = "shop";
    account.stores[0].settings.plugin = "shop";
    stock.now = kNoon;
  }
  void table(const std::string& csv) {
    const auto read = config::read_skus("skus.csv", std::make_shared<const std::string>(csv),
                                        {.stores = {"shop", "fba"}, .warehouses = {"west", "east", "south"}});
    ASSERT_TRUE(read.table) << (read.findings.empty() ? "" : read.findings[0].text());
    account.skus = read.table;
  }
  void level(const char* who, const char* sku, std::int64_t available, Millis age) {
    stock.levels[{who, sku}] = {available, kNoon - age};
  }
  // "west: 1 × MUG, 2 × CUP (routing.prefer accounts/a.yaml:20:12)"; else "held: why (place)".
  std::string routed(const std::vector<LineQuantity>& lines) {
    const auto way = route(account, account.stores[0], lines, stock, refusals);
    if (!way.held.empty()) return fmt::format("held: {} ({})", way.held, way.place.text());
    std::string out;
    for (const auto& part : way.parts) {
      out += fmt::format("{}{}:", out.empty() ? "" : " | ", part.fulfiller->name);
      for (const auto& line : part.lines) out += fmt::format(" {} {}", line.quantity, line.sku);
      out += fmt::format(" ({} {})", part.rule, part.place.text());
    }
    return out;
  }
  std::string routed() { return routed({{"1", "MUG", 1}, {"2", "CUP", 2}}); }

  config::Account account;
  StockView stock;
  Refusals refusals;
};

TEST_F(RouteTest, TheFirstPreferredShipsAllWhereNothingElseIsSaid) {  // ORD-8
  EXPECT_EQ(routed(), "west: 1 MUG 2 CUP (routing.prefer accounts/a.yaml:20:12)");
  account.prefer = {"gone", "east"};
  EXPECT_EQ(routed(), "east: 1 MUG 2 CUP (routing.prefer accounts/a.yaml:21:9)") << "one that ships nothing is passed over";
  EXPECT_EQ(routed({}), "");
  account.prefer.clear();
  EXPECT_EQ(routed(), "held: no warehouse is configured (accounts/a.yaml:20:12)");
}

TEST_F(RouteTest, WithoutTheAgreementNoAmazonOrderGoesThere) {  // ORD-6
  account.stores[0].settings.plugin = "amazon";
  account.warehouses[0].amazon_agreement = false;
  EXPECT_EQ(routed(), "east: 1 MUG 2 CUP (routing.prefer accounts/a.yaml:21:9)");
  table("sku,fulfilled-by\nMUG,west\nCUP,\n");
  EXPECT_EQ(routed(), "held: MUG is fulfilled by west alone, without amazon-agreement: true (skus.csv:2:1)");
  account.stores[0].settings.plugin = "shop";
  EXPECT_EQ(routed(), "west: 1 MUG 2 CUP (fulfilled-by skus.csv:2:1)");
}

TEST_F(RouteTest, AnItemGoesOnlyToWhomFulfilledByNames) {  // ORD-8
  table("sku,fulfilled-by,warehouse:east,store:shop\nMUG,east,E-7,M\nSPOON,,,S\nCUP,south west,,C\nFORK,fba,,F\n");
  EXPECT_EQ(routed({{"1", "M", 1}, {"2", "S", 1}}), "east: 1 E-7 1 SPOON (fulfilled-by skus.csv:2:1)");
  EXPECT_EQ(routed({{"1", "C", 1}}), "west: 1 CUP (fulfilled-by skus.csv:4:1)") << "of those the first in preference";
  EXPECT_EQ(routed({{"1", "F", 1}}), "fba: 1 FORK (fulfilled-by skus.csv:5:1)") << "also where nothing prefers it";
  EXPECT_EQ(routed({{"1", "MUG", 1}}), "west: 1 MUG (routing.prefer accounts/a.yaml:20:12)") << "not linked: as it stands";
  EXPECT_THAT(routed({{"1", "M", 1}, {"2", "C", 2}}),
              HasSubstr("held: nobody ships all of it, and routing.split is off: M by east; C by west, south"));
  account.split = true;
  EXPECT_EQ(routed({{"1", "M", 1}, {"2", "C", 2}, {"3", "S", 1}}),
            "east: 1 E-7 (fulfilled-by skus.csv:2:1) | west: 2 CUP 1 SPOON (fulfilled-by skus.csv:4:1)");
}

// Taking the first in preference for each line would make three parts.
TEST_F(RouteTest, ASplitIsIntoTheFewestParts) {  // ORD-8
  account.split = true;
  account.prefer = {"west", "east", "south"};
  table("sku,fulfilled-by\nA,west south\nB,east south\nC,fba\n");
  EXPECT_EQ(routed({{"1", "A", 1}, {"2", "B", 1}, {"3", "C", 1}}),
            "south: 1 A 1 B (fulfilled-by skus.csv:2:1) | fba: 1 C (fulfilled-by skus.csv:4:1)");
}

TEST_F(RouteTest, WhatTheStoreIsKnownToLackGoesToTheFallback) {  // ORD-7, ORD-8
  account.prefer = {"fba", "west"};
  account.fallback = {"east", "south"};
  account.fulfilling_stores[0].stock_every = 1h;
  const std::string by_fba = "fba: 1 MUG 2 CUP (routing.prefer accounts/a.yaml:20:12)";
  const std::string by_east = "east: 1 MUG 2 CUP (routing.fallback-from-fba accounts/a.yaml:22:24)";
  EXPECT_EQ(routed(), by_fba) << "unknown stock hinders nobody";
  level("fba", "CUP", 2, 30min);
  EXPECT_EQ(routed(), by_fba) << "enough";
  level("fba", "CUP", 1, 30min);
  EXPECT_EQ(routed(), by_east);
  const auto part = route(account, account.stores[0], {{"2", "CUP", 2}}, stock, refusals).parts.at(0);
  EXPECT_EQ(part.because, "fba has 1 of CUP, 2 are ordered (stock of 30 minutes ago)");
  EXPECT_EQ(routed({{"1", "CUP", 1}, {"2", "CUP", 1}}).substr(0, 4), "east") << "lines of one SKU need their sum";
  level("fba", "CUP", 1, 121min);
  EXPECT_EQ(routed(), by_fba) << "stock older than two pulls says nothing";
  level("fba", "CUP", 1, 30min), level("east", "CUP", 0, 1min);
  EXPECT_EQ(routed().substr(0, 5), "south") << "a fallback that lacks it too is the second choice";
  level("south", "MUG", 0, 1min);
  EXPECT_EQ(routed(), by_east) << "and where all lack it, the first";
  refusals["fba"] = {"no such SKU", {}};
  stock.levels.clear();
  EXPECT_EQ(routed(), by_east);
  account.fallback.clear();
  account.places.erase("/routing/fallback-from-fba");
  EXPECT_EQ(routed(),
            "held: fba refused it: no such SKU; routing.fallback-from-fba names no warehouse that may ship it "
            "(accounts/a.yaml:90:3)");
}

TEST_F(RouteTest, ARefusalStandsUntilTheStoreIsKnownToHaveWhatItLackedThen) {  // ORD-7
  account.prefer = {"fba"};
  account.fulfilling_stores[0].stock_every = 1h;
  refusals["fba"] = {"no such SKU", {{"CUP", 2}}};
  EXPECT_THAT(routed(), HasSubstr("held: fba refused it: no such SKU")) << "nothing is known of it";
  level("fba", "CUP", 1, 1min);
  EXPECT_THAT(routed(), HasSubstr("held: fba refused it: no such SKU")) << "too little";
  level("fba", "CUP", 2, 3h);
  EXPECT_THAT(routed(), HasSubstr("held: fba refused it: no such SKU")) << "too old to say anything";
  level("fba", "CUP", 2, 1min);
  EXPECT_EQ(routed(), "fba: 1 MUG 2 CUP (routing.prefer accounts/a.yaml:20:12)");
  refusals["fba"].lacked.clear();
  EXPECT_THAT(routed(), HasSubstr("held: fba refused it: no such SKU")) << "refused for something else";
}

TEST_F(RouteTest, OfAnOrderThatIsSplitOnlyWhatIsLackingFallsBackWhereNobodyTakesAll) {  // ORD-7, ORD-8
  table("sku,fulfilled-by\nMUG,fba\nCUP,fba east\nPAN,west\n");
  account.prefer = {"fba", "west"};
  account.fallback = {"east"};
  level("fba", "CUP", 0, 1min);
  EXPECT_THAT(routed(), HasSubstr("held: fba has 0 of CUP, 2 are ordered"));
  account.split = true;
  EXPECT_EQ(routed(),
            "fba: 1 MUG (fulfilled-by skus.csv:2:1) | east: 2 CUP (routing.fallback-from-fba accounts/a.yaml:22:24)");
  account.fallback = {"west", "east"};
  level("fba", "MUG", 0, 1min);
  EXPECT_THAT(routed({{"1", "MUG", 1}, {"2", "PAN", 1}}), HasSubstr("held: fba has 0 of MUG"))
      << "one part that nobody may ship holds the order whole";
}

// ORD-8: whatever is preferred, pinned, in stock and refused, each line goes once to somebody who may ship it, or the order is
// held with a reason; there is no split unless it is allowed.
TEST_F(RouteTest, EveryLineGoesToExactlyOneWhoMayShipIt) {
  std::mt19937 random(20261129);
  const std::vector<std::string> names{"west", "east", "south", "fba"};
  const auto some = [&](std::size_t most) {
    auto list = names;
    std::shuffle(list.begin(), list.end(), random);
    list.resize(random() % (most + 1));
    return list;
  };
  std::size_t sent = 0, split = 0, fell = 0, held = 0;
  for (int round = 0; round < 4000; ++round) {
    std::string csv = "sku,fulfilled-by\n";
    std::map<std::string, std::vector<std::string>> pins;
    std::vector<LineQuantity> lines;
    stock.levels.clear(), refusals.clear();
    for (int i = 0; i < 4; ++i) {
      const auto sku = "S" + std::to_string(i);
      pins[sku] = random() % 2 ? some(2) : std::vector<std::string>();
      csv += fmt::format("{},{}\n", sku, fmt::join(pins[sku], " "));
      if (random() % 3) lines.push_back({std::to_string(i), sku, static_cast<std::int64_t>(1 + random() % 3)});
      for (const auto& name : names)
        if (random() % 2) level(name.c_str(), sku.c_str(), random() % 4, Millis(1min) * (random() % 60));
    }
    table(csv);
    account.prefer = some(4);
    account.fallback = some(3);
    std::erase(account.fallback, "fba");
    account.split = random() % 2;
    account.stores[0].settings.plugin = random() % 2 ? "amazon" : "shop";
    for (auto& one : account.warehouses) one.amazon_agreement = random() % 4;
    account.fulfilling_stores[0].amazon_agreement = random() % 2;
    if (random() % 4 == 0) refusals["fba"] = {"no", {}};
    const auto way = route(account, account.stores[0], lines, stock, refusals);
    ASSERT_TRUE(way.held.empty() || way.parts.empty());
    held += !way.held.empty();
    if (!way.held.empty()) continue;
    ASSERT_TRUE(account.split || way.parts.size() <= 1);
    split += way.parts.size() > 1, ++sent;
    std::vector<std::string> seen;
    std::set<std::string> who;
    for (const auto& part : way.parts) {
      const auto& name = part.fulfiller->name;
      ASSERT_TRUE(who.insert(name).second) << "two parts of one warehouse";
      ASSERT_FALSE(part.lines.empty());
      ASSERT_TRUE(account.stores[0].settings.plugin == "shop" || part.fulfiller->amazon_agreement);
      ASSERT_FALSE(name == "fba" && refusals.contains("fba"));
      fell += part.rule == "routing.fallback-from-fba";
      for (const auto& line : part.lines) {
        seen.push_back(line.line_id);
        const auto& allowed = pins[line.sku];
        auto usual = account.prefer;
        usual.insert(usual.end(), account.fallback.begin(), account.fallback.end());
        const auto& may = allowed.empty() ? usual : allowed;
        ASSERT_THAT(may, ::testing::Contains(name));
      }
    }
    std::sort(seen.begin(), seen.end());
    std::vector<std::string> asked;
    for (const auto& line : lines) asked.push_back(line.line_id);
    ASSERT_EQ(seen, asked);
  }
  EXPECT_GT(sent, 500u);
  EXPECT_GT(split, 50u);
  EXPECT_GT(fell, 50u);
  EXPECT_GT(held, 500u);
}

// Twenty lines that each two of forty warehouses ship: the fewest cannot be told in time, and nothing waits for it.
TEST_F(RouteTest, AnOrderThatMightBeSharedInAMillionWaysIsShared) {  // ORD-8
  account.split = true;
  account.warehouses.clear();
  std::string csv = "sku,fulfilled-by\n";
  std::vector<std::string> names;
  std::vector<LineQuantity> lines;
  for (const char* half : {"a", "b"})
    for (int i = 0; i < 20; ++i) account.warehouses.push_back(shipper(fmt::format("{}{}", half, i)));
  for (const auto& one : account.warehouses) names.push_back(one.name);
  for (int i = 0; i < 20; ++i) {
    csv += fmt::format("S{0},a{0} b{0}\n", i);
    lines.push_back({fmt::format("L{}", i), fmt::format("S{}", i), 1});
  }
  account.skus =
      config::read_skus("skus.csv", std::make_shared<const std::string>(csv), {.stores = {"shop"}, .warehouses = names})
          .table;
  ASSERT_TRUE(account.skus);
  const auto way = route(account, account.stores[0], lines, stock, refusals);
  EXPECT_TRUE(way.held.empty()) << way.held;
  EXPECT_EQ(way.parts.size(), 20u);
}

}  // namespace
}  // namespace fairway::flows::test

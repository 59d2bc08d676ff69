// The table of `skus.file`: what an item is called where, and what the file must not say (LST-19).
#include <gmock/gmock.h>

#include <random>

#include "host/config/skus.hpp"
#include "tests/host/config/folder.hpp"

namespace fairway::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

SkuFileRead read_table(const std::string& text) {
  return read_skus("skus.csv", std::make_shared<const std::string>(text),
                   {.stores = {"us-main", "de-main"}, .warehouses = {"main", "west"}});
}

std::shared_ptr<const SkuTable> table_of(const std::string& text) {
  auto read = read_table(text);
  EXPECT_THAT(lines(read.findings), IsEmpty()) << text;
  return read.table;
}

std::string sold(const SkuTable& table, const char* store, const char* sku) {
  const auto* item = table.sold_as(store, sku);
  return item ? std::string(item->sku) : "unlinked";
}

TEST(SkuTable, AnItemIsFoundByWhatItsStoreCallsItAndShippedAsItsWarehouseCallsIt) {  // LST-19, ORD-5
  const auto table = table_of(
      "\xEF\xBB\xBF"
      "sku,store:us-main,warehouse:west,fulfilled-by\r\n"
      "MUG,AMZ-MUG,W-7,\r\n"
      "SPOON,,,west  main\r\n"
      "\"CUP, \"\"large\"\"\",\"AMZ\nCUP\",,main\r\n");
  EXPECT_EQ(sold(*table, "us-main", "AMZ-MUG"), "MUG");
  EXPECT_EQ(sold(*table, "us-main", "amz-mug"), "unlinked") << "compared exactly";
  EXPECT_EQ(sold(*table, "us-main", "MUG"), "unlinked") << "the store calls it otherwise";
  EXPECT_EQ(sold(*table, "us-main", "SPOON"), "unlinked") << "an empty cell: not linked there";
  EXPECT_EQ(sold(*table, "us-main", ""), "unlinked");
  EXPECT_EQ(sold(*table, "de-main", "SPOON"), "SPOON") << "no such column: the catalogue's";
  EXPECT_EQ(sold(*table, "us-main", "AMZ\nCUP"), "CUP, \"large\"");
  const auto& mug = *table->sold_as("us-main", "AMZ-MUG");
  EXPECT_EQ(table->shipped_as("west", mug), "W-7");
  EXPECT_EQ(table->shipped_as("main", mug), "MUG");
  EXPECT_EQ(table->shipped_as("us-main", mug), "AMZ-MUG") << "a store ships by its own SKU";
  EXPECT_THAT(table->fulfilled_by(mug), IsEmpty());
  const auto& spoon = *table->sold_as("de-main", "SPOON");
  EXPECT_THAT(table->fulfilled_by(spoon), ElementsAre("west", "main"));
  EXPECT_EQ(table->shipped_as("west", spoon), "SPOON");
  EXPECT_EQ(table->place(spoon).text(), "skus.csv:3:1");
}

struct WrongTable {
  const char* name;
  std::string text;
  std::vector<std::string> findings;
};
void PrintTo(const WrongTable& wrong, std::ostream* out) { *out << wrong.name; }

class SkuFindings : public testing::TestWithParam<WrongTable> {};

TEST_P(SkuFindings, SayLineColumnAndWhatWasMeant) {  // HST-1
  const auto read = read_table(GetParam().text);
  EXPECT_EQ(read.table, nullptr);
  EXPECT_EQ(lines(read.findings), GetParam().findings);
}

INSTANTIATE_TEST_SUITE_P(
    All, SkuFindings,
    testing::Values(
        WrongTable{
            "Empty", "", {"skus.csv:1:1: error: skus.file: empty: the first line names the columns, at least \"sku\""}},
        WrongTable{"NoSku",
                   "store:us-main\nA\n",
                   {"skus.csv:1:1: error: skus.file: no column \"sku\": it holds the catalogue's SKU"}},
        WrongTable{"Misspelt",
                   "sku,fulfiled-by\nA,\n",
                   {"skus.csv:1:5: error: skus.file: unknown column \"fulfiled-by\", did you mean \"fulfilled-by\"?"}},
        WrongTable{"Unknown",
                   "sku,weight\nA,\n",
                   {"skus.csv:1:5: error: skus.file: unknown column \"weight\"; known are sku, store:NAME, warehouse:NAME, "
                    "fulfilled-by"}},
        WrongTable{"Store",
                   "sku,store:us-mian\nA,B\n",
                   {"skus.csv:1:5: error: skus.file: no store \"us-mian\" in the account, did you mean \"us-main\"?"}},
        WrongTable{
            "Warehouse",
            "sku,warehouse:wset\nA,B\n",
            {"skus.csv:1:5: error: skus.file: no warehouse or store \"wset\" in the account, did you mean \"west\"?"}},
        WrongTable{"Twice", "sku,sku\nA,B\n", {"skus.csv:1:5: error: skus.file: a second column \"sku\""}},
        WrongTable{
            "Pin",
            "sku,fulfilled-by\nÄÖ,wets\n",
            {"skus.csv:2:4: error: skus.file: no warehouse or store \"wets\" in the account, did you mean \"west\"?"}},
        WrongTable{"Nameless", "sku,store:us-main\n,B\n", {"skus.csv:2:1: error: skus.file: an item without its SKU"}},
        WrongTable{"SameSku", "sku\nA\nB\nA\n", {"skus.csv:4:1: error: skus.file: the SKU \"A\" stands in line 2 already"}},
        WrongTable{"SameChannelSku",
                   "sku,store:us-main\nA,X\nB,X\n",
                   {"skus.csv:3:1: error: skus.file: store:us-main \"X\" stands in line 2 already"}},
        WrongTable{
            "Bundle",
            "sku,parts\nSET,MUG*2 + SPOON\nMUG,\n",
            {"skus.csv:2:5: error: skus.file: bundles are not supported yet: leave \"parts\" empty, or the column out"}},
        WrongTable{"Short",
                   "sku,store:us-main\nA\n",
                   {"skus.csv:2:1: error: skus.file: 1 fields, where the header names 2 columns"}},
        WrongTable{"Open", "sku\n\"A\nB\n", {"skus.csv:2:1: error: skus.file: a quoted field that never ends"}},
        WrongTable{"After", "sku\n\"A\"B\n", {"skus.csv:2:4: error: skus.file: text after the quote that ends a field"}},
        WrongTable{"Inside", "sku\nA\"B\n", {"skus.csv:2:2: error: skus.file: a quote inside a field that is not quoted"}},
        WrongTable{"Latin1", "sku\n\xC4\n", {"skus.csv:1:1: error: skus.file: not UTF-8: save the file as \"CSV UTF-8\""}}),
    [](const auto& each) { return std::string(each.param.name); });

// A file of another kind is not answered with a finding for each of its lines.
TEST(SkuTable, OfManyFindingsTheFirstAreSaidAndTheRestCounted) {
  std::string text = "sku,store:us-main\n";
  for (int i = 0; i < 1000; ++i) text += "A\n";
  const auto read = read_table(text);
  ASSERT_EQ(read.findings.size(), 100u);
  EXPECT_THAT(read.findings.back().message, testing::HasSubstr("(and 900 more"));
}

// LST-19: whatever the SKUs hold, what is written is found again, and nothing else.
TEST(SkuTable, FindsAllThatIsWrittenAndNothingElse) {
  std::mt19937 random(20261129);
  const auto word = [&] {
    std::string out;
    for (auto n = 1 + random() % 4; n > 0; --n) out += "ab\",\n \xC3\xA4"[random() % 6];
    return out;
  };
  const auto quoted = [](const std::string& text) {
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
    return out + "\"";
  };
  for (int round = 0; round < 50; ++round) {
    std::map<std::string, std::string> items;  // channel SKU -> catalogue SKU
    std::set<std::string> skus;
    std::string text = "store:us-main,sku\n";
    for (int i = 0; i < 40; ++i) {
      const auto channel = word(), sku = word() + std::to_string(i);
      if (!items.emplace(channel, sku).second) continue;
      skus.insert(sku);
      text += quoted(channel) + "," + quoted(sku) + "\n";
    }
    const auto table = table_of(text);
    ASSERT_TRUE(table);
    for (int i = 0; i < 200; ++i) {
      const auto asked = word();
      const auto known = items.find(asked);
      EXPECT_EQ(sold(*table, "us-main", asked.c_str()), known == items.end() ? "unlinked" : known->second);
      EXPECT_EQ(sold(*table, "de-main", asked.c_str()), skus.contains(asked) ? asked : "unlinked");
    }
  }
}

TEST(SkuTable, BelongsToItsAccountWhichIsRefusedWhereItIsWrong) {  // LST-19, ORD-5
  Folder folder;
  folder.write(
      "accounts/a.yaml",
      "account: a\nstores:\n  us:\n    plugin: amazon\n    enabled: false\n    settings: { marketplace: US, seller-id: "
      "A1X, client-id: c, client-secret: hush }\nskus: { file: skus.csv }\n");
  folder.write("skus.csv", "sku,store:us\nMUG,X\n");
  const auto sound = folder.load_without_secrets();
  ASSERT_TRUE(sound.accounts.contains("a")) << testing::PrintToString(lines(sound.findings));
  EXPECT_EQ(sound.accounts.at("a")->skus->sold_as("us", "X")->sku, "MUG");
  folder.write("skus.csv", "sku,store:su\nMUG,X\n");
  const auto wrong = folder.load_without_secrets();
  EXPECT_TRUE(wrong.rejected.contains("a"));
  EXPECT_THAT(lines(wrong.findings),
              testing::Contains(testing::HasSubstr("skus.csv:1:5: error: skus.file: no store \"su\"")));
  folder.write("skus.csv", "sku,fulfilled-by\nMUG,us\nCUP,us\n");
  EXPECT_THAT(
      lines(folder.load_without_secrets().findings),
      testing::Contains(testing::HasSubstr("skus.csv:2:1: warning: skus.file: fulfilled-by names the store \"us\"")));
}

}  // namespace
}  // namespace fairway::config

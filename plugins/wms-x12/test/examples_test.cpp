// Files as partners write them. Skipped where they are not at hand. (WMS-2)
#include <gmock/gmock.h>

#include "support.hpp"
#include "x12/check.hpp"

namespace wms_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const char* folder() { return std::getenv("FAIRWAY_WMS_EXAMPLES"); }
#define EXAMPLES_OR_SKIP() \
  if (folder() == nullptr) GTEST_SKIP() << "set FAIRWAY_WMS_EXAMPLES to the folder that holds edi-examples"
std::string example(const std::string& name) { return read_file(fs::path(folder()) / "edi-examples" / name); }

Pulled pull_example(Partner& partner, const std::string& name) {
  partner.leaves(name, example(name));
  auto pulled = partner.pull();
  EXPECT_TRUE(pulled.ok()) << pulled.cause().message;
  EXPECT_THAT(pulled.rejects, IsEmpty());
  EXPECT_THAT(partner.archived(), ElementsAre(name));
  return pulled;
}

TEST(Examples, HoldTheStructureOfTheirSets) {
  EXAMPLES_OR_SKIP();
  std::size_t sets = 0;
  for (const auto& name : names_in(fs::path(folder()) / "edi-examples")) {
    const auto text = example(name);
    wms_x12::FileReader reader(text);
    while (const auto interchange = reader.next())
      for (const auto& group : interchange->groups)
        for (const auto& set : group.sets) {
          EXPECT_EQ(set.problem, 0) << name;
          const auto* spec = wms_x12::find_set(set.id);
          if (spec == nullptr) continue;  // a 943 is none that we write or take
          ++sets;
          EXPECT_EQ(wms_x12::check_set(set.text, interchange->isa.separators, *spec).text(), "") << name;
        }
  }
  EXPECT_GE(sets, 7u);
}

TEST(Examples, APartialShipmentInTwoParcels) {
  EXAMPLES_OR_SKIP();
  Partner partner(R"("usage":"T")");
  const auto pulled = pull_example(partner, "945-partial-two-parcels.edi");
  const auto all = pulled.documents<fairway::Shipment>();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].id, "ND-778812/1ZA1B2C30312345673");
  EXPECT_EQ(all[0].reference, "FW-100045");
  EXPECT_EQ(all[0].tracking_number, "1ZA1B2C30312345673");
  EXPECT_EQ(all[0].lines.at(0).line_id, "05835637773450");
  EXPECT_EQ(to_text(*all[0].shipped_at), "2026-11-23T16:05:00Z");
  EXPECT_THAT(pulled.documents<fairway::Notice>(), SizeIs(1));  // a line was cut short
}

TEST(Examples, StockReceiptAndReplies) {
  EXAMPLES_OR_SKIP();
  Partner partner(R"("usage":"T")");
  const auto levels = pull_example(partner, "846-stock-snapshot.edi").documents<fairway::StockLevel>();
  ASSERT_EQ(levels.size(), 2u);
  EXPECT_EQ(levels[0].available, 120);
  EXPECT_EQ(levels[1].available, 0);
  Partner second(R"("usage":"T")"), third(R"("usage":"T")");
  EXPECT_THAT(pull_example(second, "944-receipt.edi").documents<fairway::Notice>(), SizeIs(1));
  // Its group 43 was none of ours.
  EXPECT_THAT(pull_example(third, "997-one-rejected.edi").documents<fairway::Notice>(), SizeIs(1));
  EXPECT_THAT(third.sent(), IsEmpty());
}

}  // namespace
}  // namespace wms_test

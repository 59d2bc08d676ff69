// A store's listings in the channel's own file (LST-15).
#include "fairway/json.hpp"
#include "host/flows/listings/export_listings.hpp"
#include "tests/host/flows/listings/import_support.hpp"

namespace fairway::flows::test {
namespace {

struct ExportTest : ImportTest {
  ExportTest() {
    catalogue.plugins["amazon"].description.manifest.decides = {"listing-file-question/1"};
    script.decide = [this](const std::string& text) -> plugins::Answer {
      const auto question = from_json<ListingFileQuestion>(text);
      sizes.push_back(question.listings.size());
      ListingFileAnswer answer{"SKU BARCODE TITLE", {}};
      for (const auto& one : question.listings) answer.lines.push_back(one.sku + " " + one.barcode + " " + one.title);
      if (forgets) answer.lines.pop_back();
      return to_json(answer);
    };
  }
  std::string all() {
    auto c = context();
    std::string text;
    std::int64_t after = 0;
    do {
      const auto part = must(export_listings(c, "acme", "us-main", after));
      if (text.empty()) text = part.header;
      text += part.text;
      after = part.last;
    } while (after != 0);
    return text;
  }
  std::vector<std::size_t> sizes;
  bool forgets = false;
};

TEST_F(ExportTest, LiveListingsThatAreSoldThemselvesAreInTheFileWithWhatTheirItemsHold) {
  auto parent = listing("FAMILY");
  parent.parent = true;
  import({listing("B", "P2"), listing("A", "P1", "4006381333931"), parent});
  import({listing("B", "P2"), listing("A", "P1", "4006381333931"), parent, listing("GONE", "P3")});
  import({listing("B", "P2"), listing("A", "P1", "4006381333931"), parent});
  EXPECT_EQ(state_in("GONE"), "broken-link");
  EXPECT_EQ(all(), "SKU BARCODE TITLE\r\nB  Title of B\r\nA 4006381333931 Title of A\r\n");
}

TEST_F(ExportTest, ALargeStoreIsWrittenPageByPageEachListingOnce) {
  std::vector<Listing> many;
  for (int i = 0; i < 450; ++i) many.push_back(listing(fmt::format("S-{:03}", i), fmt::format("P{}", i)));
  import(many);
  const auto text = all();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 451);
  EXPECT_EQ(sizes, (std::vector<std::size_t>{200, 200, 50}));
  EXPECT_LT(text.find("S-199"), text.find("S-200"));
}

TEST_F(ExportTest, AStoreWithoutListingsIsAFileWithItsHeader) { EXPECT_EQ(all(), "SKU BARCODE TITLE\r\n"); }

TEST_F(ExportTest, HalfAFileIsNone) {
  import({listing("A", "P1"), listing("B", "P2")});
  forgets = true;
  auto c = context();
  EXPECT_EQ(export_listings(c, "acme", "us-main").error().message, "the plugin wrote 1 lines for 2 listings");
}

TEST_F(ExportTest, WhoWritesNoSuchFileSaysSo) {
  catalogue.plugins["amazon"].description.manifest.decides.clear();
  auto c = context();
  EXPECT_EQ(export_listings(c, "acme", "us-main").error().code, FW_E_UNSUPPORTED);
  EXPECT_EQ(export_listings(c, "acme", "nowhere").error().code, FW_E_INVALID);
}

}  // namespace
}  // namespace fairway::flows::test

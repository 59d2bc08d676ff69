// A warehouse that exchanges X12 files, from the order at the marketplace to its tracking there, over real folders. (WMS-2)
#include <fmt/format.h>

#include <array>
#include <ctime>
#include <regex>

#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

namespace fs = std::filesystem;
using sandbox::OrderSpec;
using ::testing::HasSubstr;

class X12 : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    WorldOptions options;
    options.settings.auto_ship = false;
    world_ = std::make_unique<World>(options);
    const auto file = account_file(*world_);
    const auto text = std::regex_replace(read_text(file), std::regex("plugin: wms-rest\n    settings: [^\n]*"),
                                         "plugin: wms-x12\n    settings: { outbox: edi/out, inbox: edi/in, sender: ACME, "
                                         "receiver: MAINWH }");
    write_file(file, text);
    fs::create_directories(out()), fs::create_directories(in());
    ASSERT_TRUE(world_->start()) << world_->log();
  }
  static void TearDownTestSuite() { world_.reset(); }
  void SetUp() override { ASSERT_TRUE(world_->host().running()) << world_->log(); }

  // Relative folders of settings lie in the data folder.
  static fs::path out() { return world_->data() / "edi/out"; }
  static fs::path in() { return world_->data() / "edi/in"; }

  static std::string new_order() {
    return world_->inject(1, 1, [](OrderSpec& spec) { spec.service_level = "STANDARD", spec.quantity = 2, spec.lines = 1; })
        .front();
  }
  // The 940s that name the order, by name of file.
  static std::map<std::string, std::string> sent(const std::string& order) {
    std::map<std::string, std::string> found;
    for (const auto& entry : fs::directory_iterator(out())) {
      const auto name = entry.path().filename().string();
      if (!name.starts_with("940_")) continue;
      if (auto text = read_text(entry.path()); text.find("W05*N*" + order + "*") != std::string::npos) found[name] = text;
    }
    return found;
  }
  static bool await_sent(const std::string& order, std::size_t count) {
    return until([&] { return sent(order).size() == count; }, kSoon);
  }
  static std::string element(const std::string& text, const std::string& expression) {
    std::smatch match;
    return std::regex_search(text, match, std::regex(expression)) ? match[1].str() : "";
  }
  // Left as a partner should: under another name first.
  static void leave(const std::string& group, const std::string& set, const std::string& segments) {
    static int number = 900;
    ++number;
    const auto count = std::count(segments.begin(), segments.end(), '~') + 2;
    const auto text = fmt::format(
        "ISA*00*          *00*          *ZZ*MAINWH         *ZZ*ACME           *261122*0930*U*00401*{0:09}*0*P*>~"
        "GS*{1}*MAINWH*ACME*20261122*0930*{0}*X*004010~ST*{2}*0001~{3}SE*{4}*0001~GE*1*{0}~IEA*1*{0:09}~",
        number, group, set, segments, count);
    write_file(in() / fmt::format(".{}.tmp", number), text);
    fs::rename(in() / fmt::format(".{}.tmp", number), in() / fmt::format("{}.edi", number));
  }
  // Now, to the second: what was ordered a second ago was not shipped before.
  static std::string now(const char* format) {
    const auto seconds = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    return {text.data(), std::strftime(text.data(), text.size(), format, &parts)};
  }
  static void ship(const std::string& order, const std::string& text_940, const std::string& tracking) {
    leave("SW", "945",
          fmt::format("W06*F*{0}*{1}*ND-{0}~N1*ST*Ada~G62*11*{1}*W*{2}~W27*U*UPSN*UPS GROUND~LX*1~MAN*CP*{3}~"
                      "W12*CC*2*2**EA**VN*{4}~N9*LI*{5}~W03*2~",
                      order, now("%Y%m%d"), now("%H%M%S"), tracking, element(text_940, "W01\\*2\\*EA\\*\\*VN\\*([^~]*)~"),
                      element(text_940, "N9\\*LI\\*([^~]*)~")));
  }

  static std::unique_ptr<World> world_;
};
std::unique_ptr<World> X12::world_;

TEST_F(X12, AnOrderGoesOutAsA940AndItsTrackingComesBackWithA945) {
  const auto id = new_order();
  ASSERT_TRUE(await_sent(id, 1)) << say(*world_, "acme1", id);
  ship(id, sent(id).begin()->second, "1Z999AA10123456784");
  ASSERT_TRUE(await_state(*world_, "acme1", id, "confirmed")) << say(*world_, "acme1", id);
  const auto parcel = shipment_of(world_->order("acme1", id));
  EXPECT_EQ(text_in(parcel, "tracking_number"), "1Z999AA10123456784");
  EXPECT_EQ(text_in(parcel, "carrier"), "UPS");
  EXPECT_FALSE(fs::is_empty(in() / "archive"));
}

TEST_F(X12, AnOrderThatA997RefusesIsRejectedAndRetriedWithNewNumbers) {
  const auto id = new_order();
  ASSERT_TRUE(await_sent(id, 1)) << say(*world_, "acme1", id);
  const auto text = sent(id).begin()->second;
  ASSERT_TRUE(await_event(*world_, "acme1", id, "submitted")) << say(*world_, "acme1", id);
  leave("FA", "997",
        fmt::format("AK1*OW*{}~AK2*940*0001~AK3*W66*9**8~AK4*5**7~AK5*R*5~AK9*R*1*1*0~",
                    element(text, "GS\\*(?:[^*]*\\*){5}([0-9]+)")));
  ASSERT_TRUE(await_state(*world_, "acme1", id, "rejected")) << say(*world_, "acme1", id);
  EXPECT_THAT(text_in(world_->order("acme1", id), "reason"), HasSubstr("W66 (segment 9) element 5 has an unknown code"));
  EXPECT_EQ(world_->fairway({"orders", "retry", id, "--account", "acme1"}).exit, 0);
  ASSERT_TRUE(await_sent(id, 2)) << say(*world_, "acme1", id);
  std::set<std::string> numbers;
  for (const auto& [each, bytes] : sent(id)) numbers.insert(bytes.substr(90, 9));
  EXPECT_EQ(numbers.size(), 2u);
}

TEST_F(X12, AHostThatIsKilledSendsNothingTwice) {
  std::vector<std::string> ids;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 5; ++i) ids.push_back(new_order());
    ASSERT_TRUE(await_sent(ids[ids.size() - 5], 1)) << say(*world_, "acme1", ids.back());
    world_->kill();
    ASSERT_TRUE(world_->start()) << world_->log();
  }
  std::set<std::string> numbers;
  std::size_t files = 0;
  for (const auto& id : ids) {
    ASSERT_TRUE(await_event(*world_, "acme1", id, "submitted")) << say(*world_, "acme1", id);
    EXPECT_EQ(sent(id).size(), 1u) << id;
  }
  for (const auto& entry : fs::directory_iterator(out())) numbers.insert(read_text(entry.path()).substr(90, 9)), ++files;
  EXPECT_EQ(numbers.size(), files);  // answers bear numbers of the same sequence
}

TEST_F(X12, ABrokenFileIsAFindingAndLiesInRejects) {
  write_file(in() / "broken.edi", "ISA*00*this is cut off");
  const auto told = [&] {
    return json::serialize(world_->get("/v1/findings?account=acme1")).find("broken.edi") != std::string::npos;
  };
  EXPECT_TRUE(until(told, kSoon)) << world_->log();
  EXPECT_TRUE(until([&] { return fs::exists(in() / "rejects/broken.edi"); }, kSoon));
  EXPECT_THAT(read_text(in() / "rejects/broken.edi.reason.txt"), HasSubstr("it ends within its ISA"));
}

}  // namespace
}  // namespace fairway::testing

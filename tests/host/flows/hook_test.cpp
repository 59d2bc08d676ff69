// Deliveries that no plugin can be asked about. (WMS-1)
#include "host/storage/sqlite/session.hpp"
#include "tests/host/flows/dying.hpp"
#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {
namespace {

struct HookTest : FlowTest {
  // What the plugin was asked.
  std::vector<std::string> take(const std::string& id, json::object headers, const std::string& body) {
    std::vector<std::string> asked;
    script.pull = [&](const plugins::PullRequest& request, plugins::PullSink&) -> Status {
      asked.push_back(request.params);
      return {};
    };
    auto c = context();
    EXPECT_TRUE(must(accept_delivery(c, {"acme", "west", id, std::move(headers), body})));
    EXPECT_TRUE(run("hook"));
    EXPECT_EQ(number("SELECT COUNT(*) FROM job WHERE kind = 'hook'"), 0) << "left over";
    return asked;
  }
  std::int64_t keys_kept() {
    auto session = must(storage::Session::open(folder.path / "keys.db", std::chrono::seconds(5), {}));
    return must(session->query("SELECT COUNT(*) FROM key")).integer(0, 0);
  }
};

TEST_F(HookTest, TextGoesToThePlugin) {
  const auto asked = take("d1", {{"x-topic", "Größe"}}, R"({"a":"é"})");
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(text_at(parse_json(asked[0]).value(), "body"), R"({"a":"é"})");
  EXPECT_EQ(number("SELECT COUNT(*) FROM reject"), 0);
}

TEST_F(HookTest, BytesThatAreNoTextAreKeptAsideWithTheCause) {
  EXPECT_TRUE(take("d1", {},
                   "{\"name\":\"Gr\xf6\xdf"
                   "e\"}")
                  .empty());
  EXPECT_EQ(text("SELECT error FROM reject"), "the delivery's body is not text in UTF-8");
  EXPECT_EQ(text("SELECT account || '/' || source || '/' || stream FROM reject"), "acme/west/hook");
}

TEST_F(HookTest, AnIdThatIsNoTextIsSaid) {
  EXPECT_TRUE(take("d\xf6", {}, "{}").empty());
  EXPECT_EQ(text("SELECT error FROM reject"), "the delivery's id is not text in UTF-8");
}

// The sender takes a 202 for the end of his duty (HST-6).
TEST_F(HookTest, ADeliveryIsAnsweredOnceItSurvivesTheMachineAlsoWhenItCameAgain) {
  Unsure unsure(*db);
  auto c = context();
  EXPECT_TRUE(must(accept_delivery(c, {"acme", "west", "d1", {}, "{}"})));
  const auto made = keys_kept();  // ahead, for many to come
  EXPECT_FALSE(must(accept_delivery(c, {"acme", "west", "d1", {}, "{}"})));
  EXPECT_EQ(keys_kept(), made - 1) << "a repetition left its key";
  in_use = &unsure;
  auto cut = context();
  EXPECT_FALSE(accept_delivery(cut, {"acme", "west", "d2", {}, "{}"}));
  EXPECT_FALSE(accept_delivery(cut, {"acme", "west", "d2", {}, "{}"}));
  in_use = nullptr;
  auto again = context();
  EXPECT_FALSE(must(accept_delivery(again, {"acme", "west", "d2", {}, "{}"}))) << "it is here, once";
}

}  // namespace
}  // namespace fairway::flows::test

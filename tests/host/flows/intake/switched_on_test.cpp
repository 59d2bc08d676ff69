// How many orders wait is said once, before the first of them is fetched (ACC-12).
#include "host/flows/intake/switched_on.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::ElementsAre;
using namespace std::chrono_literals;

// A channel with two open orders, one of them older than the store's start.
struct SwitchedOnFlow : FlowTest {
  SwitchedOnFlow() {
    say = [this](const std::string& message, const std::string& account, const std::string& store) {
      steps.push_back(account + '/' + store + ' ' + message);
    };
    script.pull = [this](const plugins::PullRequest& request, plugins::PullSink& sink) -> Status {
      const auto params = parse_json(request.params).value();
      steps.push_back(find(params, "statuses") ? "count"
                                               : fmt::format("fetch, {} known", number("SELECT COUNT(*) FROM orders")));
      if (refuses_to_count && steps.back() == "count") return fail(FW_E_UNAVAILABLE, "the channel is down");
      plugins::Batch batch;
      for (const auto* id : {"1", "2"}) {
        auto one = order(id);
        if (id[0] == '2') one.created_at = Time{ledger::to_ms(kStart - 48h)};
        batch.documents.push_back({"order/1", id, to_json(one)});
      }
      batch.cursor = "w";
      return sink.commit(std::move(batch));
    };
  }
  std::vector<std::string> pull() {
    steps.clear();
    must(db->transact([&](storage::Transaction& tx) {
      return ledger::enqueue(tx, {recurring_job("acme", "pull-orders", "store:us-main", 30min, clock.now())}, clock.now());
    }));
    must(run("pull-orders"));
    clock.advance(30min);
    return steps;
  }
  std::vector<std::string> steps;
  bool refuses_to_count = false;
};
constexpr const char* kWaits =
    "acme/us-main orders are switched on: 2 open orders wait on the channel; start: now takes on 1 of them";

TEST_F(SwitchedOnFlow, TheFirstPullCountsAndSaysSoBeforeItFetches) {
  EXPECT_THAT(pull(), ElementsAre("count", kWaits, "fetch, 0 known"));
  EXPECT_THAT(pull(), ElementsAre("fetch, 2 known"));
}

TEST_F(SwitchedOnFlow, SwitchedOnAgainItIsCountedAgain) {
  pull();
  must(db->transact(
      [&](storage::Transaction& tx) { return note_switched_on(tx, "acme", number("SELECT id FROM store"), clock.now()); }));
  EXPECT_THAT(pull(), ElementsAre("count", kWaits, "fetch, 2 known"));
  EXPECT_THAT(pull(), ElementsAre("fetch, 2 known"));
}

TEST_F(SwitchedOnFlow, AChannelThatCannotBeCountedIsSaidAndHoldsNothingUp) {
  refuses_to_count = true;
  EXPECT_THAT(pull(), ElementsAre("count",
                                  "acme/us-main orders are switched on: how many open orders wait on the channel is not "
                                  "known: the channel is down",
                                  "fetch, 0 known"));
  refuses_to_count = false;
  EXPECT_THAT(pull(), ElementsAre("fetch, 2 known")) << "what waited was fetched";
}

}  // namespace
}  // namespace fairway::flows::test

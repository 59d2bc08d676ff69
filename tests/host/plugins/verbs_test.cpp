// Every verb through a worker and back, in a process and on threads: both must behave alike. (SDK-4, SDK-7)
#include "support.hpp"

namespace fairway::plugins {
namespace {

using testing::HasSubstr;

class Verbs : public testing::TestWithParam<bool> {
 protected:
  Harness harness_{GetParam()};
  std::shared_ptr<Channel> channel_ = harness_.channel();
};
INSTANTIATE_TEST_SUITE_P(Modes, Verbs, testing::Values(false, true),
                         [](const auto& which) { return which.param ? "threads" : "process"; });

TEST_P(Verbs, PullCommitsEachCheckpointAsOneBatch) {
  MemorySink sink;
  const auto end = channel_->pull(stream("count", "1300,600"), sink, within(Millis(20000)));
  ASSERT_TRUE(end.status) << end.status.error().message;
  ASSERT_EQ(sink.batches.size(), 2u);  // the last 100 come after the last checkpoint and do not count
  EXPECT_EQ(sink.batches[0].documents.size(), 600u);
  EXPECT_EQ(sink.batches[0].cursor, "c600");
  EXPECT_EQ(sink.batches[1].documents.size(), 600u);
  EXPECT_EQ(sink.batches[1].documents[599].key, "k1200");
  EXPECT_EQ(sink.batches[1].documents[599].body, "{\"n\":1200}");
  EXPECT_THAT(harness_.log(), HasSubstr("100 documents or rejects of stream count came after the last checkpoint"));
}

TEST_P(Verbs, PullStopsWhenACommitFailsWhateverThePluginSays) {
  MemorySink sink;
  sink.refuse_from = 1;
  const auto end = channel_->pull(stream("count", "30,10"), sink, within(Millis(20000)));
  ASSERT_FALSE(end.status);
  EXPECT_EQ(end.status.error().code, FW_E_UNAVAILABLE);
  EXPECT_EQ(end.status.error().message, "the disk is full");
  EXPECT_EQ(sink.batches.size(), 1u);
}

TEST_P(Verbs, PullSetsBadRowsAsideWithTheirBytes) {
  MemorySink sink;
  int progress = 0;
  sink.on_progress = [&] { ++progress; };
  ASSERT_TRUE(channel_->pull(stream("reject"), sink, within(Millis(20000))).status);
  ASSERT_EQ(sink.batches.size(), 1u);
  ASSERT_EQ(sink.batches[0].rejects.size(), 1u);
  EXPECT_EQ(sink.batches[0].rejects[0].raw, "a;bad;row");
  EXPECT_EQ(sink.batches[0].rejects[0].pointer, "/lines/0/sku");
  EXPECT_EQ(progress, 1);
}

TEST_P(Verbs, MoreThanEightMebibytesWithoutACheckpointAreRefused) {
  EXPECT_THAT(ask(*channel_, "big", "9"), HasSubstr("INVALID: more than 8 MiB"));
  MemorySink sink;
  EXPECT_TRUE(channel_->pull(stream("big", "7"), sink, within(Millis(20000))).status);
  EXPECT_EQ(sink.batches.at(0).documents.size(), 7u);
}

TEST_P(Verbs, StateIsReadThroughAndKeptByCheckpointOrSuccess) {
  MemorySink sink(&harness_.services, "acme/main");
  const auto pull = [&](const std::string& params) {
    return channel_->pull(stream("state", params), sink, within(Millis(20000))).status;
  };
  ASSERT_TRUE(pull("put k one"));
  EXPECT_EQ(sink.batches.back().cursor, std::nullopt);
  ASSERT_TRUE(pull("get k"));
  EXPECT_EQ(sink.said(), "one");
  ASSERT_TRUE(pull("commit k two"));
  EXPECT_EQ(harness_.services.state["acme/main/k"], "two");
  EXPECT_FALSE(pull("cas k one three"));
  ASSERT_TRUE(pull("cas k two three"));
  EXPECT_EQ(harness_.services.state["acme/main/k"], "three");
}

TEST_P(Verbs, NumbersAreTheNextOnesForAllInstances) {  // WMS-2
  EXPECT_EQ(ask(*channel_, "numbers", "3"), "1");
  EXPECT_EQ(ask(*harness_.channel("other/east"), "numbers", "1"), "4");
  EXPECT_EQ(ask(*channel_, "numbers", "1"), "5");
  EXPECT_THAT(ask(*channel_, "numbers", "10001"), HasSubstr("INVALID: too many numbers"));
}

TEST_P(Verbs, TheFirstFindingWithTheReturnedCodeIsTheCause) {
  MemorySink sink;
  const auto end = channel_->pull(stream("codes", "-6"), sink, within(Millis(20000)));
  ASSERT_FALSE(end.status);
  EXPECT_EQ(end.status.error().code, FW_E_THROTTLED);
  EXPECT_EQ(end.status.error().message, "the cause");
  EXPECT_EQ(end.status.error().retry_after, Millis(1500));
  EXPECT_EQ(end.findings.size(), 2u);
  EXPECT_EQ(channel_->pull(stream("codes", "-77"), sink, within(Millis(20000))).status.error().code, FW_E_INTERNAL);
}

TEST_P(Verbs, PushGivesOneResultPerDocument) {
  const auto item = [](std::string key, std::string body, bool again = false) {
    return PushItem{{"order/1", std::move(key), std::move(body)}, again};
  };
  const auto end = channel_->push({item("a", "ok"), item("b", "reject"), item("c", "silent"), item("d", "ok", true)},
                                  within(Millis(20000)));
  ASSERT_TRUE(end.end.status);
  ASSERT_EQ(end.results.size(), 4u);
  EXPECT_EQ(end.results[0].remote_id, "id-a");
  EXPECT_EQ(end.results[0].answer, R"({"said":1})");
  EXPECT_EQ(end.results[1].status.error().code, FW_E_REJECTED);
  EXPECT_EQ(end.results[1].status.error().pointer, "/sku");
  EXPECT_EQ(end.results[2].status.error().code, FW_E_UNAVAILABLE);
  EXPECT_EQ(end.results[2].status.error().message, "outcome unknown");
  EXPECT_EQ(end.results[3].remote_id, "again-d");
}

TEST_P(Verbs, DecideAnswersManyQuestionsByIndex) {
  const auto answers =
      channel_->decide("shipping-question/1", {"\"a\"", "\"refuse\"", "\"silent\"", "\"b\""}, within(Millis(2000)));
  ASSERT_EQ(answers.size(), 4u);
  EXPECT_EQ(text(answers[0]), "\"a\"");
  EXPECT_EQ(answers[1].error().code, FW_E_REJECTED);
  EXPECT_EQ(answers[2].error().code, FW_E_INTERNAL);
  EXPECT_EQ(text(answers[3]), "\"b\"");
}

TEST_P(Verbs, ConnectPassesStepAndDocument) {
  EXPECT_EQ(text(channel_->connect("begin", "{}", within(Millis(2000)))), "{\"step\":\"begin\",\"got\":{}}");
}

TEST_P(Verbs, ValidateAnswersFindings) {
  EXPECT_TRUE(harness_.supervisor->validate("odd", json::object()).empty());
  const auto findings = harness_.supervisor->validate("odd", json::value{{"a", "bad"}});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].pointer, "/a");
}

TEST_P(Verbs, AnInstanceThatCannotBeMadeFailsItsCalls) {
  auto spec = harness_.spec();
  spec.settings = json::value{{"b", "uncreatable"}};
  const auto broken = harness_.supervisor->channel(spec);
  EXPECT_EQ(ask(*broken, "count", "1,1"), "CONFIG: cannot be made");
  const auto end = broken->push({{{"order/1", "a", "ok"}, false}}, within(Millis(20000)));
  EXPECT_EQ(end.results.at(0).status.error().code, FW_E_CONFIG);  // never handed over: not unknown
}

TEST_P(Verbs, EqualSpecsShareAnInstanceAndOthersDoNot) {
  EXPECT_EQ(harness_.channel(), channel_);
  EXPECT_NE(harness_.channel("acme/main", "offers"), channel_);
}

TEST_P(Verbs, ManyCallersShareOneInstance) {
  std::vector<std::thread> callers;
  std::atomic<int> right{0};
  for (int caller = 0; caller < 8; ++caller)
    callers.emplace_back([&, caller] {
      for (int i = 0; i < 50; ++i) {
        const auto question = fmt::format("\"{}-{}\"", caller, i);
        if (text(channel_->decide("price-question/1", {question}, within(Millis(20000))).at(0)) == question) ++right;
      }
    });
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(right, 400);
}

TEST_P(Verbs, TheWorkersClockIsTheHosts) {
  const auto before = harness_.clock.now().time_since_epoch().count();
  const auto said = std::stoll(ask(*channel_, "clock"));
  EXPECT_GE(said, before - 50);
  EXPECT_LE(said, harness_.clock.now().time_since_epoch().count() + 50);
}

}  // namespace
}  // namespace fairway::plugins

// Listings from the sandbox through a real worker: large, cut, refused, in other charsets. (LST-1, LST-6)
#include "host/base/json.hpp"
#include "host/sandbox/sandbox.hpp"
#include "tests/host/plugins/support.hpp"

namespace fairway::plugins {
namespace {

using testing::HasSubstr;

sandbox::Options sandbox_options() {
  sandbox::Options options;
  options.amazon = options.wms = "127.0.0.1:0";
  options.settings.rates = false;
  return options;
}

class AmazonListings : public testing::Test {
 protected:
  AmazonListings()
      : sandbox_(sandbox_options()), harness_(false, [](SupervisorOptions& options) {
          static const Catalogue built = discover({std::filesystem::path(PLUGIN).parent_path()}, WORKER);
          options.catalogue = built;
        }) {}
  void SetUp() override {
    const auto up = sandbox_.start();
    ASSERT_TRUE(up) << up.error().message;
    channel_ = open("US");
  }
  std::shared_ptr<Channel> open(const std::string& marketplace) {
    auto spec = harness_.spec("acme/" + marketplace, "listings");
    spec.plugin = "amazon";
    spec.settings = json::object{{"marketplace", marketplace},
                                 {"seller-id", "A1"},
                                 {"client-id", "c"},
                                 {"client-secret", json::object{{"$secret", "lwa"}}},
                                 {"refresh-token", json::object{{"$secret", "refresh"}}},
                                 {"endpoint", sandbox_.amazon_url()},
                                 {"lwa-endpoint", sandbox_.amazon_url() + "/auth/o2/token"}};
    spec.secrets = {{"lwa", "secret"}, {"refresh", "Atzr|sandbox-A1"}};
    return harness_.supervisor->channel(spec);
  }
  Status pull(MemorySink& sink, const std::string& cursor) {
    return channel_->pull({"listings", cursor, "{}", 0}, sink, within(std::chrono::minutes(2))).status;
  }
  // A cursor of a report that is done.
  std::string asked() {
    MemorySink sink;
    const auto status = pull(sink, "");
    EXPECT_TRUE(status) << status.error().message;
    sandbox_.advance(std::chrono::minutes(2));
    return sink.batches.empty() ? "" : sink.batches.back().cursor.value_or("");
  }
  static std::size_t documents(const MemorySink& sink) {
    std::size_t all = 0;
    for (const auto& batch : sink.batches) all += batch.documents.size();
    return all;
  }
  void strike(sandbox::FaultKind kind, const std::string& operation) {
    sandbox::Fault fault;
    fault.kind = kind, fault.operation = operation, fault.count = 1;
    sandbox_.fault(fault);
  }

  sandbox::Sandbox sandbox_;
  Harness harness_;
  std::shared_ptr<Channel> channel_;
};

TEST_F(AmazonListings, AThousandAreImportedPlainAndPacked) {
  ASSERT_TRUE(sandbox_.make_up_listings("A1", "US", 1000));
  for (int document = 0; document < 2; ++document) {  // every other one is gzip
    MemorySink sink;
    const auto status = pull(sink, asked());
    ASSERT_TRUE(status) << status.error().message;
    ASSERT_EQ(documents(sink), 1000u);
    EXPECT_EQ(sink.batches.back().cursor, "") << "all of them";
    const auto first = *parse_json(sink.batches.front().documents.front().body);
    EXPECT_EQ(text_at(first, "sku"), "MADE-1");
    EXPECT_EQ(text_at(first.at("price"), "currency"), "USD");
  }
  EXPECT_TRUE(sandbox_.violations().empty());
  std::set<std::string> operations;
  for (const auto& permit : harness_.services.permits) operations.insert(permit.operation);
  EXPECT_THAT(operations, testing::ElementsAre("createReport", "getReport", "getReportDocument"));
}

TEST_F(AmazonListings, AReportThatIsNotDoneIsWaitedForBetweenCalls) {
  ASSERT_TRUE(sandbox_.make_up_listings("A1", "US", 10));
  MemorySink asked, waiting;
  ASSERT_TRUE(pull(asked, ""));
  const auto cursor = asked.batches.back().cursor.value();
  ASSERT_TRUE(pull(waiting, cursor));
  EXPECT_EQ(waiting.batches.back().cursor, cursor);
}

TEST_F(AmazonListings, APullThatIsCutGoesOnBehindTheLastRowThatWasKept) {
  ASSERT_TRUE(sandbox_.make_up_listings("A1", "US", 9000));
  const auto cursor = asked();
  MemorySink cut;
  cut.refuse_from = 2;
  EXPECT_FALSE(pull(cut, cursor));
  ASSERT_EQ(cut.batches.size(), 2u);
  MemorySink rest;
  ASSERT_TRUE(pull(rest, cut.batches.back().cursor.value()));
  std::set<std::string> skus;
  for (const auto* sink : {&cut, &rest})
    for (const auto& batch : sink->batches)
      for (const auto& document : batch.documents) skus.insert(std::string(text_at(*parse_json(document.body), "sku")));
  EXPECT_EQ(skus.size(), 9000u);
  EXPECT_EQ(documents(cut) + documents(rest), 9000u) << "none twice";
  EXPECT_EQ(rest.batches.back().cursor, "");
}

TEST_F(AmazonListings, HalfADownloadIsNoneAndWhatWasKeptOfItStays) {
  ASSERT_TRUE(sandbox_.make_up_listings("A1", "US", 9000));
  const auto cursor = asked();
  strike(sandbox::FaultKind::truncated, "downloadDocument");
  MemorySink half;
  const auto status = pull(half, cursor);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, FW_E_UNAVAILABLE);
  MemorySink rest;
  ASSERT_TRUE(pull(rest, half.batches.empty() ? cursor : half.batches.back().cursor.value()));
  EXPECT_EQ(documents(half) + documents(rest), 9000u);
}

TEST_F(AmazonListings, AReportThatFailsOrIsCancelledIsRefusedAndTheNextOneIsAnother) {
  ASSERT_TRUE(sandbox_.make_up_listings("A1", "US", 10));
  for (const auto kind : {sandbox::FaultKind::fatal_report, sandbox::FaultKind::cancel_report}) {
    strike(kind, "createReport");
    MemorySink none, some;
    const auto status = pull(none, asked());
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, FW_E_REJECTED) << status.error().message;
    ASSERT_TRUE(pull(some, asked()));
    EXPECT_EQ(documents(some), 10u);
  }
}

TEST_F(AmazonListings, AReportThatHangsIsWaitedFor) {
  ASSERT_TRUE(sandbox_.make_up_listings("A1", "US", 10));
  strike(sandbox::FaultKind::hang_report, "createReport");
  const auto cursor = asked();
  MemorySink sink;
  ASSERT_TRUE(pull(sink, cursor));
  EXPECT_EQ(sink.batches.back().cursor, cursor);
}

TEST_F(AmazonListings, ARateThatIsUsedUpIsNotWaitedForInTheCall) {
  ASSERT_TRUE(sandbox_.make_up_listings("A1", "US", 10));
  const auto cursor = asked();
  harness_.services.permit_answers = {Millis(0), std::chrono::seconds(40)};  // getReport, then getReportDocument
  MemorySink sink;
  const auto status = pull(sink, cursor);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, FW_E_THROTTLED);
  EXPECT_EQ(documents(sink), 0u);
}

TEST_F(AmazonListings, JapaneseAndOddRowsComeThrough) {
  channel_ = open("JP");
  for (const auto* odd :
       {"none", "ragged", "split", "no_sku", "broken_bytes", "nul_byte", "comma_price", "huge_quantity", "twice"})
    ASSERT_TRUE(sandbox_.control(
        "POST", "listings",
        json::object{{"seller", "A1"}, {"marketplace", "JP"}, {"sku", odd}, {"title", "青いランプ"}, {"odd", odd}}));
  ASSERT_TRUE(sandbox_.control("POST", "settings", json::object{{"report_headers", "ja"}}));
  MemorySink sink;
  const auto status = pull(sink, asked());
  ASSERT_TRUE(status) << status.error().message;
  std::vector<std::string> skus;
  std::size_t rejects = 0;
  for (const auto& batch : sink.batches) {
    for (const auto& document : batch.documents) skus.emplace_back(text_at(*parse_json(document.body), "sku"));
    rejects += batch.rejects.size();
  }
  EXPECT_THAT(skus, testing::ElementsAre("none", "broken_bytes", "comma_price", "twice", "twice"));
  EXPECT_EQ(rejects, 6u);
  EXPECT_THAT(sink.batches.front().documents.at(0).body, HasSubstr("青いランプ"));
  EXPECT_THAT(sink.batches.front().documents.at(1).body, HasSubstr(R"("lost":["title"])"));
}

}  // namespace
}  // namespace fairway::plugins

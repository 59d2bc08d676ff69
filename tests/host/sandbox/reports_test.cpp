// Reports: asked for, waited for, read; and what they hold that searchOrders hides.
#include <gmock/gmock.h>

#include "tests/host/sandbox/client.hpp"

namespace fairway::sandbox {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ReportsTest : public SandboxTest {
 protected:
  std::string ask(const std::string& from, const std::string& to,
                  const std::string& type = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL") {
    const auto answer = amazon(
        "POST", "/reports/2021-06-30/reports",
        json::serialize(json::object{
            {"reportType", type}, {"marketplaceIds", {"ATVPDKIKX0DER"}}, {"dataStartTime", from}, {"dataEndTime", to}}));
    EXPECT_EQ(answer.status, 202) << answer.body;
    return std::string(text_at(answer.json(), "reportId"));
  }
  json::value report(const std::string& id) { return amazon("GET", "/reports/2021-06-30/reports/" + id).json(); }
  std::string status(const std::string& id) { return std::string(text_at(report(id), "processingStatus")); }
  // The first document is plain, the second gzip.
  Answer read(const std::string& id) {
    const auto document =
        amazon("GET", "/reports/2021-06-30/documents/" + std::string(text_at(report(id), "reportDocumentId")));
    const auto url = std::string(text_at(document.json(), "url"));
    return send(sandbox_.ports().amazon, "GET", url.substr(url.find("/feed-documents")));
  }
  std::string ago(Millis by) { return format_time(sandbox_.now() - by); }
};

TEST_F(ReportsTest, HoldsWhatSearchOrdersHidesByItsLastChange) {  // HST-14, ORD-2
  const auto inject_old = [&](std::chrono::hours unchanged, bool hidden) {
    return inject(1,
                  [&](OrderSpec& spec) {
                    spec.age = std::chrono::hours(48), spec.unchanged_for = unchanged, spec.hidden = hidden;
                  })
        .at(0);
  };
  const auto shown = inject_old(std::chrono::hours(3), false), hidden = inject_old(std::chrono::hours(3), true),
             older = inject_old(std::chrono::hours(9), false), fresh = inject(1).at(0);
  const auto id = ask(ago(std::chrono::hours(6)), ago(Millis(0)));
  EXPECT_EQ(status(id), "IN_QUEUE");
  sandbox_.advance(std::chrono::seconds(20));
  EXPECT_EQ(status(id), "IN_PROGRESS");
  sandbox_.advance(std::chrono::minutes(1));
  ASSERT_EQ(status(id), "DONE");
  const auto file = read(id);
  EXPECT_EQ(file.headers.at("content-type"), "text/plain;charset=Cp1252");
  EXPECT_THAT(file.body, HasSubstr("amazon-order-id\tmerchant-order-id\tpurchase-date\tlast-updated-date\t"));
  EXPECT_THAT(file.body, HasSubstr(shown));
  EXPECT_THAT(file.body, HasSubstr(hidden));
  EXPECT_THAT(file.body, Not(HasSubstr(older)));
  EXPECT_THAT(file.body, Not(HasSubstr(fresh))) << "a change is in a report half an hour later";
  EXPECT_TRUE(sandbox_.violations().empty());
}

TEST_F(ReportsTest, WithoutOrdersEndsCancelledAndFaultsEndItOtherwise) {  // HST-14
  const auto empty = ask(ago(std::chrono::hours(6)), ago(std::chrono::hours(1)));
  for (const auto kind : {FaultKind::fatal_report, FaultKind::hang_report}) {
    Fault fault;
    fault.kind = kind, fault.count = 1;
    sandbox_.fault(fault);
  }
  const auto dead = ask(ago(std::chrono::hours(6)), ago(std::chrono::hours(1)));
  sandbox_.advance(std::chrono::minutes(2));
  EXPECT_EQ(status(empty), "CANCELLED");
  EXPECT_EQ(status(dead), "IN_PROGRESS") << "what hangs does not die";
  EXPECT_EQ(amazon("POST", "/reports/2021-06-30/reports",
                   R"({"reportType":"GET_SALES_AND_TRAFFIC_REPORT","marketplaceIds":["ATVPDKIKX0DER"]})")
                .status,
            400);
}

}  // namespace
}  // namespace fairway::sandbox

// What the warehouse's system says to what we sent. (WMS-2)
#include <gmock/gmock.h>

#include "support.hpp"

namespace wms_test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// What a pull says of a 997 with these segments, as "reference severity".
struct Replied {
  Partner partner;
  std::uint64_t number = 900;

  Pulled hear(const Segments& segments) {
    Theirs theirs;
    theirs.group = "FA", theirs.number = ++number;
    theirs.sets = {{"997", segments}};
    partner.leaves(std::to_string(number) + ".edi", theirs.text());
    return partner.pull();
  }
  static std::vector<std::string> said(const Pulled& pulled) {
    std::vector<std::string> all;
    for (const auto& notice : pulled.documents<fairway::Notice>()) all.push_back(notice.reference + ' ' + notice.severity);
    return all;
  }
};

TEST(Reply, TellsOfEachOrderAndIsNotAnswered) {
  Replied r;
  r.partner.channel().push(std::vector{order("A"), order("B")});
  r.partner.takes_all();
  const auto pulled = r.hear(
      {"AK1*OW*1", "AK2*940*0001", "AK5*A", "AK2*940*0002", "AK3*W01*11**8", "AK4*2*355*7*XX", "AK5*R*5", "AK9*P*2*2*1"});
  EXPECT_THAT(Replied::said(pulled), ElementsAre("A info", "B error"));
  EXPECT_THAT(pulled.documents<fairway::Notice>().at(1).message,
              AllOf(HasSubstr("interchange 1"), HasSubstr("W01 (segment 11) element 2 (unit) has an unknown code")));
  EXPECT_EQ(pulled.documents<fairway::Notice>().at(1).kind, "acknowledgement-result");
  EXPECT_THAT(r.partner.sent(), IsEmpty());
}

TEST(Reply, ARefusedOrderGoesOutAnewWithNumbersOfItsOwn) {
  Replied r;
  r.partner.channel().push(std::vector{order("A")});
  r.partner.takes_all();
  r.hear({"AK1*OW*1", "AK2*940*0001", "AK5*R*5", "AK9*R*1*1*0"});
  auto mended = order("A");
  mended.service = "USPS Ground";
  ASSERT_TRUE(r.partner.channel().push(std::vector{mended}).results.at(0).accepted());
  EXPECT_THAT(r.partner.sent_text("940"),
              AllOf(HasSubstr("ISA"), HasSubstr("*000000002*0*P"), HasSubstr("W05*N*A*A~"), HasSubstr("USPS Ground")));
  r.partner.takes_all();
  r.partner.channel().push(std::vector{mended}, true);
  EXPECT_THAT(r.partner.sent(), IsEmpty());
  // The same refusal again speaks of the first try and changes nothing.
  EXPECT_THAT(Replied::said(r.hear({"AK1*OW*1", "AK2*940*0001", "AK5*R*5", "AK9*R*1*1*0"})), IsEmpty());
  r.partner.channel().push(std::vector{mended}, true);
  EXPECT_THAT(r.partner.sent(), IsEmpty());
  EXPECT_THAT(Replied::said(r.hear({"AK1*OW*2", "AK2*940*0001", "AK5*A", "AK9*A*1*1*1"})), ElementsAre("A info"));
}

struct Case {
  const char* name;
  Segments segments;
  std::vector<std::string> said;
};
class ReplyCase : public ::testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(
    Each, ReplyCase,
    ::testing::Values(
        Case{"group_refused", {"AK1*OW*1", "AK9*R*2*2*0"}, {"A error", "B error"}},
        Case{"group_accepted", {"AK1*OW*1", "AK9*A*2*2*2"}, {"A info", "B info"}},
        Case{"group_refused_one_named", {"AK1*OW*1", "AK2*940*0001", "AK5*A", "AK9*R*2*2*0"}, {"A info", "B error"}},
        Case{"with_errors", {"AK1*OW*1", "AK2*940*0002", "AK5*E*5", "AK9*E*2*2*2"}, {"B warning", "A warning"}},
        Case{"unknown_refused", {"AK1*OW*77", "AK9*R*2*2*0"}, {" warning"}},
        Case{"unknown_accepted", {"AK1*OW*77", "AK9*A*2*2*2"}, {}},
        Case{"no_such_set", {"AK1*OW*1", "AK2*940*0009", "AK5*R*5", "AK9*P*2*2*1"}, {" warning", "A info", "B info"}},
        Case{"of_our_997", {"AK1*FA*1", "AK9*R*1*1*0"}, {}}),
    [](const auto& of) { return of.param.name; });

TEST_P(ReplyCase, IsUnderstood) {
  Replied r;
  r.partner.channel().push(std::vector{order("A"), order("B")});
  EXPECT_EQ(Replied::said(r.hear(GetParam().segments)), GetParam().said);
}

TEST(Reply, ThatDoesNotComeInTimeIsToldOnce) {
  Replied r;
  r.partner.channel().push(std::vector{order("A")});
  r.partner.channel().push(std::vector{order("B")});
  r.hear({"AK1*OW*1", "AK2*940*0001", "AK5*A", "AK9*A*1*1*1"});
  const auto told = [&](std::chrono::hours later) {
    r.partner.host.clock.advance(later);
    return r.partner.pull().documents<fairway::Notice>();
  };
  EXPECT_THAT(told(std::chrono::hours(23)), IsEmpty());
  const auto late = told(std::chrono::hours(2));
  ASSERT_THAT(late, SizeIs(1));
  EXPECT_THAT(late[0].message, AllOf(HasSubstr("interchange 2"), HasSubstr("1 order")));
  EXPECT_THAT(told(std::chrono::hours(48)), IsEmpty());
}

TEST(Reply, ATa1ThatRefusesTheInterchangeRefusesItsOrders) {
  Partner partner;
  partner.channel().push(std::vector{order("A")});
  Theirs theirs;
  theirs.before_groups = "TA1*000000001*261122*0930*R*021~\n";
  partner.leaves("a.edi", theirs.text());
  const auto pulled = partner.pull();
  EXPECT_THAT(Replied::said(pulled), ElementsAre("A error"));
  EXPECT_THAT(pulled.documents<fairway::Notice>().at(0).message, HasSubstr("the groups are counted wrongly (TA1 note 021)"));
}

// The envelope arrived; of the orders in it only a 997 speaks.
TEST(Reply, ATa1ThatAcceptsSaysNothingOfTheOrders) {
  Partner partner;
  partner.channel().push(std::vector{order("A")});
  Theirs theirs;
  theirs.before_groups = "TA1*000000001*261122*0930*A*000~\n";
  partner.leaves("a.edi", theirs.text());
  EXPECT_THAT(partner.pull().documents<fairway::Notice>(), IsEmpty());
  partner.host.clock.advance(std::chrono::hours(25));
  EXPECT_THAT(partner.pull().documents<fairway::Notice>(), SizeIs(1));  // that no 997 came
}

TEST(Reply, SaysWhyInWords) {
  const auto reason = [](const Segments& segments) {
    Replied r;
    r.partner.channel().push(std::vector{order("A")});
    return r.hear(segments).documents<fairway::Notice>().at(0).message;
  };
  EXPECT_THAT(
      reason({"AK1*OW*1", "AK2*940*0001", "AK3*W66*9", "AK4*10>1*140*5*UPSNN", "AK3*G69*12**5", "AK5*R*5*4", "AK9*R*1*1*0"}),
      HasSubstr("W66 (segment 9) element 10 (SCAC) is too long, G69 (segment 12) stands too often, its segments are counted "
                "wrongly"));
  EXPECT_THAT(reason({"AK1*OW*1", "AK2*940*0001", "AK3*W05*2**8", "AK4*2**99*1", "AK5*R", "AK9*R*1*1*0"}),
              HasSubstr("W05 (segment 2) element 2 (our reference) is wrong (code 99)"));
  EXPECT_THAT(reason({"AK1*OW*1", "AK9*R*1*1*0*2*5"}),
              HasSubstr("the whole group, its version is not supported, its sets are counted wrongly"));
}

TEST(Reply, ACancellationThatTheSystemRefusedIsAWarehousesTrouble) {
  Partner partner(R"("cancel":"ask")");
  auto channel = partner.channel();
  channel.push(std::vector{order("A")});
  fairway::Cancellation cancel;
  cancel.reference = "A";
  channel.push(std::vector{cancel});
  Theirs theirs;
  theirs.group = "FA";
  theirs.sets = {{"997", {"AK1*OW*2", "AK2*940*0001", "AK5*R*5", "AK9*R*1*1*0"}}};
  partner.leaves("a.edi", theirs.text());
  const auto notices = partner.pull().documents<fairway::Notice>();
  ASSERT_THAT(notices, SizeIs(1));
  EXPECT_EQ(notices[0].reference, "");  // the order is closed: a finding of its own would not be shown
  EXPECT_THAT(notices[0].message, AllOf(HasSubstr("order A"), HasSubstr("call the warehouse")));
}

}  // namespace
}  // namespace wms_test

// Interchanges that tell of people go when the host says that their time is over. (ORD-12)
#include <gmock/gmock.h>

#include "support.hpp"

namespace wms_test {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

fairway::testing::Pulled remove_old(Partner& partner, const std::string& open) {
  return partner.channel().pull("retention", {}, R"({"before":"2999-01-01T00:00:00Z","open":[)" + open + "]}");
}

TEST(Retention, OldInterchangesGoAndOpenOrdersKeepTheirs) {
  Partner partner;
  ASSERT_TRUE(partner.channel().push(std::vector{order("A")}).ok());
  ASSERT_TRUE(partner.channel().push(std::vector{order("B")}).ok());
  Theirs theirs;
  theirs.sets = {{"945", advice("A", {"1Z999AA10123456784"})}};
  partner.leaves("1.edi", theirs.text());
  partner.leaves("2.edi", "ISA*00*cut off, of Ada Example");
  ASSERT_TRUE(partner.pull().ok());
  EXPECT_THAT(partner.archived(), SizeIs(1));
  EXPECT_THAT(partner.copies(), SizeIs(3)) << "two orders and an answer";
  EXPECT_THAT(partner.rejected(), SizeIs(2));

  ASSERT_TRUE(remove_old(partner, R"("B")").ok());
  EXPECT_THAT(partner.archived(), IsEmpty());
  EXPECT_THAT(partner.copies(), IsEmpty());
  EXPECT_THAT(partner.rejected(), IsEmpty());
  EXPECT_EQ(partner.sent_text("940").find("W05*N*A*"), std::string::npos);
  EXPECT_NE(partner.sent_text("940").find("W05*N*B*"), std::string::npos);
  ASSERT_TRUE(remove_old(partner, "").ok());
  EXPECT_THAT(partner.sent(), IsEmpty());

  partner.leaves("3.edi", theirs.text());  // the same interchange again
  EXPECT_TRUE(partner.pull().documents<fairway::Shipment>().empty());
  ASSERT_TRUE(partner.channel().push(std::vector{order("A")}, true).ok());
  EXPECT_EQ(partner.sent_text("940"), "") << "the order is not sent again";
}

// The key of a second try names its order as well.
TEST(Retention, ARefusedOrderThatWentAgainIsStillOpen) {
  Partner partner;
  ASSERT_TRUE(partner.channel().push(std::vector{order("A")}).ok());
  partner.takes_all();
  Theirs theirs;
  theirs.group = "FA", theirs.sets = {{"997", {"AK1*OW*1", "AK2*940*0001", "AK5*R*5", "AK9*R*1*1*0"}}};
  partner.leaves("1.edi", theirs.text());
  ASSERT_TRUE(partner.pull().ok());
  ASSERT_TRUE(partner.channel().push(std::vector{order("A")}).ok());
  ASSERT_THAT(partner.sent(), SizeIs(1));
  ASSERT_TRUE(remove_old(partner, R"("A")").ok());
  EXPECT_THAT(partner.sent(), SizeIs(1));
}

}  // namespace
}  // namespace wms_test

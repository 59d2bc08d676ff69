// Orders and cancellations out. (WMS-2, ORD-11)
#include <gmock/gmock.h>

#include "support.hpp"
#include "x12/check.hpp"

namespace wms_test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

fairway::Cancellation cancellation(const std::string& reference) {
  fairway::Cancellation one;
  one.reference = reference;
  return one;
}

TEST(Order, GoesOutAsA940) {
  Partner partner(R"("warehouse-name":"North Dock","warehouse-code":"ND01","depositor-code":"JUNIPER",)"
                  R"("services":{"UPS Ground":{"scac":"UPSN","mode":"M","routing":"UPS GROUND"}})");
  auto one = order("FW-100045");
  one.ship_to.company = {"Example Inc"}, one.ship_to.phone = {"7755550100"};
  one.gift_message = {"Happy birthday"};
  one.deliver_by = fairway::Time{kNow + 8 * 86'400'000};
  one.lines.push_back({"12", "SKU-2", "Blue mug", 1});
  const auto pushed = partner.channel().push(std::vector{one});
  ASSERT_TRUE(pushed.results.at(0).accepted()) << pushed.results[0].why.message;
  EXPECT_THAT(partner.sent(), ElementsAre("940_FAIRWAY_20261122T093000Z_000000001.edi"));
  EXPECT_EQ(partner.sent_text("940"),
            "ISA*00*          *00*          *ZZ*FAIRWAY        *ZZ*NORTHDOCK3PL   *261122*0930*U*00401*000000001*0*P*>~"
            "GS*OW*FAIRWAY*NORTHDOCK3PL*20261122*0930*1*X*004010~ST*940*0001~W05*N*FW-100045*FW-100045~"
            "N1*WH*North Dock*92*ND01~N1*SF*Juniper Goods*92*JUNIPER~N1*ST*Ada Example~N2*Example Inc~N3*500 Sample Ave~"
            "N4*Reno*NV*89502*US~PER*CN**TE*7755550100~N9*CO*FW-100045~G62*10*20261122~G62*02*20261130~"
            "NTE*WHI*GIFT: Happy birthday~W66*PP*M***UPS GROUND*****UPSN~"
            "LX*1~W01*2*EA**VN*SKU-1~G69*Red mug~N9*LI*11~LX*2~W01*1*EA**VN*SKU-2~G69*Blue mug~N9*LI*12~W76*3~"
            "SE*24*0001~GE*1*1~IEA*1*000000001~");
}

fairway::FulfilmentOrder returning() {
  auto one = order();
  one.return_to.company = {"Acme Returns"}, one.return_to.line1 = {"Kade 1"}, one.return_to.city = {"Breda"};
  one.return_to.postal_code = {"4811 AA"}, one.return_to.country = "NL", one.return_to.phone = {"+31 76 1"};
  return one;
}

TEST(Order, SaysWhereReturnsGoWhereTheWarehouseHasACodeForIt) {
  Partner partner(R"("return-to-entity":"RT")");
  ASSERT_TRUE(partner.channel().push(std::vector{returning(), order("FW-2")}).ok());
  const auto text = partner.sent_text("940");
  EXPECT_THAT(text, HasSubstr("~N4*Reno*NV*89502*US~N1*RT*Acme Returns~N3*Kade 1~N4*Breda**4811 AA*NL~"
                              "PER*CN**TE*+31 76 1~N9*CO*FW-1~"));
  EXPECT_EQ(text.find("N1*RT"), text.rfind("N1*RT")) << "returns of the other go where the channel says";
}

TEST(Order, SaysNothingOfReturnsWithoutACode) {
  Partner partner;
  ASSERT_TRUE(partner.channel().push(std::vector{returning()}).ok());
  EXPECT_THAT(partner.sent_text("940"), Not(HasSubstr("Acme Returns")));
}

TEST(Order, AReturnsAddressThatX12CannotHoldIsRefusedByItsField) {
  Partner partner(R"("return-to-entity":"RT")");
  auto one = returning();
  one.return_to.company = {"東京"};
  const auto pushed = partner.channel().push(std::vector{one});
  EXPECT_EQ(pushed.results.at(0).code, FW_E_REJECTED);
  EXPECT_EQ(pushed.results[0].why.pointer, "/return_to/company");
}

TEST(Order, OfOneCallShareAFile) {
  Partner partner(R"("orders-per-file":2)");
  const auto pushed = partner.channel().push(std::vector{order("A"), order("B"), order("C")});
  for (const auto& result : pushed.results) EXPECT_TRUE(result.accepted());
  EXPECT_THAT(partner.sent(), SizeIs(2));
  EXPECT_THAT(partner.sent_text("940"), AllOf(HasSubstr("GE*2*1~"), HasSubstr("GE*1*2~")));
}

TEST(Order, AgainIsTheSameFileAndNeverASecondOne) {
  Partner partner;
  auto channel = partner.channel();
  channel.push(std::vector{order()});
  const auto first = partner.sent_text("940");
  channel.push(std::vector{order()}, true);
  EXPECT_EQ(partner.sent_text("940"), first);
  partner.takes_all();
  partner.channel().push(std::vector{order()}, true);  // another process, after the commit: it is known to be sent
  EXPECT_THAT(partner.sent(), IsEmpty());
  EXPECT_EQ(partner.host.own_numbers.next.size(), 1u);
  EXPECT_EQ(partner.host.own_numbers.next.begin()->second, 2u);  // one number was taken
}

struct Refused {
  const char* name;
  void (*spoil)(fairway::FulfilmentOrder&);
  const char* pointer;
};
class RefusedOrder : public ::testing::TestWithParam<Refused> {};
INSTANTIATE_TEST_SUITE_P(
    Each, RefusedOrder,
    ::testing::Values(Refused{"separator_in_sku", [](auto& o) { o.lines[0].sku = "A*1"; }, "/lines/0/sku"},
                      Refused{"long_reference", [](auto& o) { o.reference = std::string(23, 'x'); }, "/reference"},
                      Refused{"no_address", [](auto& o) { o.ship_to.line1 = {""}; }, "/ship_to/line1"},
                      Refused{"long_address", [](auto& o) { o.ship_to.line1 = {std::string(221, 'x')}; }, "/ship_to/line1"},
                      Refused{"unlike_letters", [](auto& o) { o.ship_to.name = {"東京"}; }, "/ship_to/name"},
                      Refused{"city_of_one_letter", [](auto& o) { o.ship_to.city = {"Å"}; }, "/ship_to/city"},
                      Refused{"no_units", [](auto& o) { o.lines[0].quantity = 0; }, "/lines/0/quantity"},
                      Refused{"no_lines", [](auto& o) { o.lines.clear(); }, "/lines"},
                      Refused{"no_service", [](auto& o) { o.service.clear(); }, "/service"}),
    [](const auto& of) { return of.param.name; });

TEST_P(RefusedOrder, NamesTheFieldAndHoldsNobodyElseUp) {
  Partner partner;
  auto bad = order("BAD");
  GetParam().spoil(bad);
  const auto pushed = partner.channel().push(std::vector{bad, order("GOOD")});
  EXPECT_EQ(pushed.results.at(0).code, FW_E_REJECTED);
  EXPECT_EQ(pushed.results[0].why.pointer, GetParam().pointer);
  EXPECT_THAT(pushed.results[0].why.message, Not(HasSubstr("東")));
  EXPECT_TRUE(pushed.results.at(1).accepted());
  EXPECT_THAT(partner.sent_text("940"), AllOf(HasSubstr("W05*N*GOOD"), HasSubstr("GE*1*1~")));
}

TEST(Order, ALongAddressGoesOnInTheNextLine) {
  Partner partner;
  auto one = order();
  one.ship_to.line1 = {"Residence of the very long name of a street number 12345 and a half"};
  one.ship_to.line2 = {"Apt 1"}, one.ship_to.line3 = {"Back door"};
  ASSERT_TRUE(partner.channel().push(std::vector{one}).results.at(0).accepted());
  EXPECT_THAT(partner.sent_text("940"),
              HasSubstr("N3*Residence of the very long name of a street number*12345 and a half~N3*Apt 1*Back door~"));
}

TEST(Order, TwoAccountsWithOnePartnerShareTheNumbers) {
  Partner one, two;
  two.host.numbers = &one.host.own_numbers;
  for (int i = 0; i < 5; ++i) {
    one.channel().push(std::vector{order("A" + std::to_string(i))});
    two.channel().push(std::vector{order("B" + std::to_string(i))});
  }
  auto all = numbers_in(one.sent_text("940") + two.sent_text("940"));
  std::sort(all.begin(), all.end());
  EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
  EXPECT_EQ(all.size(), 10u);
}

// The database is of yesterday, the spool of today.
TEST(Order, AHostOfABackupGivesNoNumberASecondTime) {
  Partner partner;
  for (int i = 0; i < 5; ++i) partner.channel().push(std::vector{order("A" + std::to_string(i))});
  partner.host.own_numbers.next["control ZZ:FAIRWAY ZZ:NORTHDOCK3PL"] = 2;
  partner.host.state.values.clear();
  for (int i = 5; i < 8; ++i) partner.channel().push(std::vector{order("A" + std::to_string(i))});
  auto all = numbers_in(partner.sent_text("940"));
  std::sort(all.begin(), all.end());
  EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
  EXPECT_THAT(all, SizeIs(8));
}

TEST(Order, NumbersThatAreUsedUpAreSaid) {
  Partner partner;
  partner.host.own_numbers.next["control ZZ:FAIRWAY ZZ:NORTHDOCK3PL"] = 1'000'000'000;
  EXPECT_EQ(partner.channel().push(std::vector{order()}).code, FW_E_CONFIG);
  EXPECT_THAT(partner.sent(), IsEmpty());
}

TEST(Cancel, IsForAPersonUnlessTheSettingsSayOtherwise) {
  Partner partner;
  auto channel = partner.channel();
  const auto unknown = channel.push(std::vector{cancellation("FW-1")});
  EXPECT_EQ(unknown.results.at(0).why.pointer, "/reference");  // the host may let go of it
  channel.push(std::vector{order()});
  const auto known = channel.push(std::vector{cancellation("FW-1")});
  EXPECT_EQ(known.results.at(0).code, FW_E_REJECTED);
  EXPECT_EQ(known.results[0].why.pointer, "");
  EXPECT_THAT(known.results[0].why.message, HasSubstr("call the warehouse"));
}

// The folder was away between making the file of an order and laying it down.
TEST(Cancel, FirstLaysDownAnOrderThatOnlyWaits) {
  Partner partner;
  auto channel = partner.channel();
  const auto out = partner.folder.path / "out";
  fs::remove_all(out);
  write_file(out, "no folder");
  EXPECT_FALSE(channel.push(std::vector{order()}).ok());
  fs::remove(out);
  fs::create_directories(out);
  EXPECT_EQ(channel.push(std::vector{cancellation("FW-1")}).results.at(0).code, FW_E_REJECTED);
  EXPECT_THAT(partner.sent(), SizeIs(1));
}

TEST(Cancel, MayBeAskedForOnce) {
  Partner partner(R"("cancel":"ask","cancel-code":"C")");
  auto channel = partner.channel();
  channel.push(std::vector{order()});
  ASSERT_TRUE(channel.push(std::vector{cancellation("FW-1")}).results.at(0).accepted());
  ASSERT_TRUE(channel.push(std::vector{cancellation("FW-1")}, true).results.at(0).accepted());
  EXPECT_THAT(partner.sent(), SizeIs(2));
  EXPECT_THAT(partner.sent_text("940"), HasSubstr("W05*C*FW-1~SE*3*0001~"));
}

TEST(Settings, AreJudged) {
  const auto say = [](const std::string& more) {
    Partner partner(more);
    std::string all;
    for (const auto& failure : Plugin().validate(partner.settings()).failures) all += failure.pointer + ' ';
    return all;
  };
  EXPECT_EQ(say(""), "");
  EXPECT_EQ(say(R"("element-separator":"A")"), "/element-separator /sender ");
  EXPECT_EQ(say(R"("component-separator":"*")"), "/component-separator ");
  EXPECT_THAT(say(R"("segment-terminator":"W")"), HasSubstr("/segment-terminator"));
  EXPECT_EQ(say(R"("sender-qualifier":"ZZ")"), "");
}

}  // namespace
}  // namespace wms_test

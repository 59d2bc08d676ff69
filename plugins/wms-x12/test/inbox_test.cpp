// What the warehouse sends. (WMS-2)
#include <gmock/gmock.h>

#include "support.hpp"

namespace wms_test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

std::vector<fairway::Shipment> shipments(const Pulled& pulled) { return pulled.documents<fairway::Shipment>(); }
std::vector<fairway::Notice> notices(const Pulled& pulled) { return pulled.documents<fairway::Notice>(); }

std::vector<std::string> trackings(const Pulled& pulled) {
  std::vector<std::string> all;
  for (const auto& one : shipments(pulled)) all.push_back(one.reference + ' ' + one.tracking_number);
  return all;
}

Pulled pull_advice(Partner& partner, const Segments& segments) {
  Theirs theirs;
  theirs.sets = {{"945", segments}};
  partner.leaves("a.edi", theirs.text());
  return partner.pull();
}

TEST(Advice, IsAParcelForEachCarton) {
  Partner partner;
  const auto pulled = pull_advice(partner, advice("FW-1", {"1Z1", "1Z2"}));
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  const auto all = shipments(pulled);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].id, "ND-1/1Z2");
  EXPECT_EQ(all[1].reference, "FW-1");
  EXPECT_EQ(all[1].carrier, "UPS");  // by its SCAC
  EXPECT_EQ(all[1].service, "UPS GROUND");
  EXPECT_EQ(all[1].tracking_number, "1Z2");
  ASSERT_EQ(all[1].lines.size(), 1u);
  EXPECT_EQ(all[1].lines[0].line_id, "11");
  EXPECT_EQ(all[1].lines[0].sku, "SKU-1");
  EXPECT_EQ(all[1].lines[0].quantity, 1);
  EXPECT_EQ(to_text(*all[1].shipped_at), "2026-11-23T00:00:00Z");  // the day it was shipped on, which is not over yet
  EXPECT_THAT(partner.archived(), ElementsAre("a.edi"));
  EXPECT_THAT(partner.in_hand(), IsEmpty());
}

TEST(Advice, HasItsTrackingWhereThePartnerPutsIt) {
  const Segments head{"W06*F*FW-1*20261123**PRO-9", "N1*ST*Ada"};
  const auto with = [&](const Segments& in_head, const Segments& in_carton) {
    Segments all = head;
    all.insert(all.end(), in_head.begin(), in_head.end());
    all.push_back("LX*1");
    all.insert(all.end(), in_carton.begin(), in_carton.end());
    all.insert(all.end(), {"W12*CC*1*1**EA**VN*SKU-1", "N9*LI*11"});
    return all;
  };
  const auto tracking = [](const Segments& segments, const std::string& more = "") {
    Partner partner(more);
    return shipments(pull_advice(partner, segments)).at(0).tracking_number;
  };
  EXPECT_EQ(tracking(with({"N9*CN*HEAD"}, {"MAN*CP*CARTON", "N9*2I*TWO"})), "CARTON");
  EXPECT_EQ(tracking(with({"N9*CN*HEAD"}, {"MAN*GM*SSCC*X*CP*SECOND"})), "SECOND");
  EXPECT_EQ(tracking(with({"N9*2I*HEAD"}, {"MAN*GM*SSCC"})), "HEAD");
  EXPECT_EQ(tracking(with({}, {})), "PRO-9");
  EXPECT_EQ(tracking(with({"N9*CN*HEAD"}, {"MAN*GM*SSCC"}), R"("tracking":["MAN*GM"])"), "SSCC");
  EXPECT_EQ(tracking(with({}, {}), R"("tracking":["N9*ZZ"])"), "");
}

TEST(Advice, ALineOverTwoCartonsIsSummedByWhatWasShipped) {
  Partner partner;
  const auto pulled = pull_advice(
      partner, {"W06*F*FW-1*20261123*ND-1", "N1*ST*Ada", "LX*1", "MAN*CP*1Z1", "W12*CC*5*2**EA**VN*SKU-1", "N9*LI*11",
                "W12*CC*5*1**EA**VN*SKU-1", "N9*LI*11", "LX*2", "MAN*CP*1Z2", "W12*CC*5*4**EA**UP*012345678905*SK*SKU-1"});
  const auto all = shipments(pulled);
  ASSERT_EQ(all.size(), 2u);
  ASSERT_EQ(all[0].lines.size(), 1u);
  EXPECT_EQ(all[0].lines[0].quantity, 3);
  EXPECT_EQ(all[1].lines.at(0).quantity, 4);  // two more than were ordered: the host judges
  EXPECT_EQ(all[1].lines.at(0).sku, "SKU-1");
  EXPECT_THAT(notices(pulled), IsEmpty());
}

TEST(Advice, ABackorderIsMarkedAndAShortLineTold) {
  const auto with = [](const char* status) {
    Partner partner;
    return pull_advice(partner, {"W06*N*FW-1*20261123*ND-1", "N1*ST*Ada", "LX*1", "MAN*CP*1Z1", "W12*CC*1*1**EA**VN*SKU-1",
                                 "LX*2", "W12*" + std::string(status) + "*2*0*2*EA**VN*SKU-2"});
  };
  const auto back = with("BP"), cut = with("CP");
  ASSERT_THAT(shipments(back), SizeIs(1));  // a carton with nothing in it is no parcel
  EXPECT_TRUE(shipments(back)[0].backorder);
  EXPECT_THAT(notices(back), IsEmpty());
  EXPECT_FALSE(shipments(cut).at(0).backorder);
  ASSERT_THAT(notices(cut), SizeIs(1));
  EXPECT_EQ(notices(cut)[0].reference, "FW-1");
  EXPECT_EQ(notices(cut)[0].severity, "error");
  EXPECT_THAT(notices(cut)[0].message, HasSubstr("0 of 2 SKU-2"));
}

TEST(Advice, OfNothingIsNoParcelButAnException) {
  Partner partner;
  const auto pulled = pull_advice(partner, {"W06*F*FW-1*20261123*ND-1", "N1*ST*Ada", "LX*1", "W12*CP*2*0*2*EA**VN*SKU-1"});
  EXPECT_THAT(shipments(pulled), IsEmpty());
  EXPECT_EQ(notices(pulled).at(0).kind, "order-exception");
}

TEST(Advice, AnIdIsStableWhoeverSendsItAgain) {
  const Segments no_shipment{"W06*F*FW-1*20261123", "N1*ST*Ada", "LX*1", "MAN*CP*1Z1", "W12*CC*1*1**EA**VN*SKU-1"};
  const Segments no_number{"W06*F*FW-1*20261123", "N1*ST*Ada", "LX*1", "W12*CC*1*1**EA**VN*SKU-1"};
  for (const auto& segments : {no_shipment, no_number}) {
    Partner partner;
    Theirs theirs;
    theirs.sets = {{"945", segments}};
    partner.leaves("a.edi", theirs.text());
    theirs.number = 908;
    theirs.sets = {{"945", advice("FW-2", {"1Z9"})}, {"945", segments}};
    partner.leaves("b.edi", theirs.text());
    const auto all = shipments(partner.pull());
    ASSERT_EQ(all.size(), 3u);
    EXPECT_EQ(all[0].id, all[2].id);
  }
}

TEST(Advice, TwoPartsOnOneDayAreTwoShipments) {
  Partner partner;
  Theirs theirs;
  const Segments head{"W06*N*FW-1*20261123", "N1*ST*Ada", "LX*1"};
  auto one = head, two = head;
  one.push_back("W12*BP*2*1*1*EA**VN*SKU-1"), two.push_back("W12*CC*2*1*1*EA**VN*SKU-1");
  theirs.sets = {{"945", one}, {"945", two}};
  partner.leaves("a.edi", theirs.text());
  const auto all = shipments(partner.pull());
  ASSERT_EQ(all.size(), 2u);
  EXPECT_NE(all[0].id, all[1].id);
}

// A warehouse that writes its order's number into W06-04 of every part, and counts cartons from 1 in each.
TEST(Advice, PartsUnderOneShipmentNumberAreNotTakenForOneAnother) {
  const auto ids = [](const Segments& one, const Segments& two) {
    Partner partner;
    Theirs theirs;
    theirs.sets = {{"945", one}, {"945", two}, {"945", two}};
    partner.leaves("a.edi", theirs.text());
    std::vector<std::string> all;
    for (const auto& parcel : shipments(partner.pull())) all.push_back(parcel.id);
    return all;
  };
  const Segments bare{"W06*N*FW-1*20261123*ND-1", "N1*ST*Ada", "LX*1"};
  auto first = bare, second = bare;
  first.push_back("W12*BP*2*1*1*EA**VN*SKU-1"), second.push_back("W12*CC*2*1*0*EA**VN*SKU-1");
  for (const auto& all : {ids(advice("FW-1", {"1Z1"}), advice("FW-1", {"1Z2"})), ids(first, second)}) {
    ASSERT_THAT(all, SizeIs(3));
    EXPECT_NE(all[0], all[1]);
    EXPECT_EQ(all[1], all[2]);  // said once more, it is the same
  }
}

TEST(Advice, LxOfOneTrackingNumberAreOneParcel) {
  Partner partner;
  const auto all = shipments(pull_advice(
      partner,
      {"W06*F*FW-1*20261123*ND-1", "N1*ST*Ada", "LX*1", "MAN*CP*1Z1", "W12*CC*1*1**EA**VN*SKU-1", "N9*LI*11", "LX*2",
       "MAN*CP*1Z1", "W12*CC*2*2**EA**VN*SKU-2", "N9*LI*12", "LX*3", "MAN*CP*1Z2", "W12*CC*1*1**EA**VN*SKU-3", "N9*LI*13"}));
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_THAT(all[0].lines, SizeIs(2));
  EXPECT_EQ(all[0].lines[1].quantity, 2);
  EXPECT_EQ(all[1].tracking_number, "1Z2");
}

TEST(Inbox, WhatIsNoUtf8IsLatin1) {
  Partner partner;
  Theirs theirs;
  theirs.sets = {{"945",
                  {"W06*F*FW-1*20261123*ND-1", "N1*ST*K\xF6ln",
                   "W27*M**Stra\xDF"
                   "e",
                   "LX*1", "W12*CC*1*1**EA**VN*SKU-1"}}};
  partner.leaves("a.edi", theirs.text());
  const auto pulled = partner.pull();
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  EXPECT_EQ(shipments(pulled).at(0).service, "Straße");
}

TEST(Inbox, ADuplicateIsAnsweredAndNotActedOn) {
  Partner partner;
  Theirs theirs;
  theirs.sets = {{"945", advice("FW-1", {"1Z1"})}};
  partner.leaves("a.edi", theirs.text());
  partner.pull();
  EXPECT_THAT(partner.sent(), SizeIs(1));
  partner.leaves("under-another-name.edi", theirs.text());
  const auto again = partner.pull();
  EXPECT_THAT(again.committed, IsEmpty());
  EXPECT_THAT(partner.archived(), SizeIs(2));
  EXPECT_THAT(partner.sent(), SizeIs(2));
}

TEST(Inbox, ANumberUsedTwiceForOtherContentsIsSetAsideAndTold) {
  Partner partner;
  Theirs theirs;
  theirs.sets = {{"945", advice("FW-1", {"1Z1"})}};
  partner.leaves("a.edi", theirs.text());
  partner.pull();
  theirs.sets = {{"945", advice("FW-2", {"1Z2"})}};
  partner.leaves("b.edi", theirs.text());
  const auto pulled = partner.pull();
  EXPECT_THAT(shipments(pulled), IsEmpty());
  EXPECT_THAT(notices(pulled).at(0).message, HasSubstr("used its number twice"));
  EXPECT_THAT(partner.rejected(), ElementsAre("b.edi", "b.edi.reason.txt"));
}

TEST(Inbox, WhatIsNotForUsIsSetAside) {
  const auto why = [](auto change, const std::string& settings = "") {
    Partner partner(settings);
    Theirs theirs;
    theirs.sets = {{"945", advice("FW-1", {"1Z1"})}};
    change(theirs);
    partner.leaves("a.edi", theirs.text());
    const auto pulled = partner.pull();
    EXPECT_THAT(shipments(pulled), IsEmpty());
    EXPECT_THAT(partner.sent(), IsEmpty());
    return notices(pulled).at(0).message;
  };
  EXPECT_THAT(why([](Theirs& t) { t.sender = "SOMEBODY"; }), HasSubstr("ZZ:SOMEBODY"));
  EXPECT_THAT(why([](Theirs& t) { t.receiver = "SOMEBODY"; }), HasSubstr("ZZ:SOMEBODY"));
  EXPECT_THAT(why([](Theirs& t) { t.usage = "T"; }), HasSubstr("ISA15 T"));
  EXPECT_THAT(why([](Theirs&) {}, R"("usage":"T")"), HasSubstr("ISA15 is not T"));
}

TEST(Inbox, ABrokenFileIsSetAsideAndTheNextOneTaken) {
  Partner partner;
  Theirs theirs;
  theirs.sets = {{"945", advice("FW-1", {"1Z1"})}};
  partner.leaves("a.edi", theirs.text().substr(0, 300));
  partner.leaves("b.edi", "");
  partner.leaves("c.edi", "PK\x03\x04 this is no EDI");
  partner.leaves("d.edi", theirs.text());
  const auto pulled = partner.pull();
  EXPECT_THAT(trackings(pulled), ElementsAre("FW-1 1Z1"));
  EXPECT_THAT(notices(pulled), SizeIs(3));
  EXPECT_THAT(partner.rejected(), SizeIs(6));
  EXPECT_THAT(partner.archived(), ElementsAre("d.edi"));
}

TEST(Inbox, ABrokenInterchangeIsSetAsideAndTheOthersOfItsFileAreTaken) {
  Theirs theirs;
  theirs.sets = {{"945", advice("FW-1", {"1Z1"})}};
  const auto cut = theirs.text().substr(0, 300);
  theirs.number = 908;
  auto other = theirs.text();
  Partner partner;
  partner.leaves("a.edi", "\xEF\xBB\xBF" + cut + other);
  const auto pulled = partner.pull();
  EXPECT_THAT(trackings(pulled), ElementsAre("FW-1 1Z1"));
  EXPECT_THAT(notices(pulled), SizeIs(1));
  EXPECT_THAT(partner.rejected(), ElementsAre("a.edi", "a.edi.reason.txt"));
  theirs.number = 907;
  partner.leaves("mended.edi", theirs.text() + other);  // what was taken stays taken
  EXPECT_THAT(shipments(partner.pull()), SizeIs(1));
}

// Two accounts with ids of their own, one partner's folders.
TEST(Shared, AnInboxIsReadByAllAndEachTakesItsOwn) {
  Partner one(R"("shared-inbox":true)"), two(R"("shared-inbox":true,"sender":"OTHER")");
  two.shares(one);
  std::uint64_t number = 0;
  const auto leave = [&](const std::string& name, const std::string& receiver, const std::string& reference) {
    Theirs theirs;
    theirs.receiver = receiver, theirs.number = ++number;
    theirs.sets = {{"945", advice(reference, {"1Z-" + reference})}};
    one.leaves(name, theirs.text());
  };
  leave("a.edi", "FAIRWAY", "FW-1"), leave("b.edi", "OTHER", "FW-2");
  leave("processing/c.edi", "OTHER", "FW-3"), leave("c.edi", "FAIRWAY", "FW-4");  // the other's in hand has the same name
  EXPECT_THAT(trackings(one.pull()), ElementsAre("FW-1 1Z-FW-1"));
  EXPECT_THAT(one.rejected(), IsEmpty());
  EXPECT_THAT(trackings(two.pull()), ElementsAre("FW-2 1Z-FW-2", "FW-3 1Z-FW-3"));
  EXPECT_THAT(trackings(one.pull()), ElementsAre("FW-4 1Z-FW-4"));
  EXPECT_THAT(one.archived(), SizeIs(4));
  EXPECT_THAT(one.sent(), SizeIs(4));  // an answer to each, from whom it was for
}

TEST(Shared, AFileThatNobodyTakesIsToldOnceAfterADay) {
  Partner partner(R"("shared-inbox":true)");
  Theirs theirs;
  theirs.receiver = "SOMEBODY", theirs.sets = {{"945", advice("FW-1", {"1Z1"})}};
  partner.leaves("a.edi", theirs.text());
  partner.leaves("b.edi", "no EDI at all");
  auto channel = partner.channel();
  partner.host.clock.unix_ms = modified_ms(partner.folder.path / "in/a.edi");
  EXPECT_THAT(channel.pull("shipments").documents<fairway::Notice>(), SizeIs(1));  // of b.edi, which is nobody's
  partner.host.clock.advance(std::chrono::hours(25));
  const auto told = channel.pull("shipments").documents<fairway::Notice>();
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_THAT(told[0].message, AllOf(HasSubstr("a.edi"), HasSubstr("nobody else has taken it")));
  EXPECT_THAT(channel.pull("shipments").documents<fairway::Notice>(), IsEmpty());
  EXPECT_TRUE(fs::exists(partner.folder.path / "in/a.edi"));
}

TEST(Shared, AnOutboxKeepsApartWhatEachHasSent) {
  Partner one, two(R"("sender":"OTHER")");
  two.shares(one);
  ASSERT_TRUE(one.channel().push(std::vector{order("1001")}).results.at(0).accepted());
  ASSERT_TRUE(two.channel().push(std::vector{order("1001")}).results.at(0).accepted());  // another shop's number 1001
  EXPECT_THAT(one.sent(),
              ElementsAre("940_FAIRWAY_20261122T093000Z_000000001.edi", "940_OTHER_20261122T093000Z_000000001.edi"));
}

TEST(Inbox, ABrokenSetIsRefusedAlone) {
  Partner partner;
  Theirs theirs;
  theirs.sets = {
      {"945", advice("FW-1", {"1Z1"})},
      {"945", {"N1*ST*Ada"}},                                                                 // no W06
      {"945", {"W06*F*FW-3*20261123*ND-3", "N1*ST*Ada", "LX*1", "W12*CC*1*1.5**EA**VN*S"}},   // half a unit
      {"945", {"W06*F*FW-4*20261123*ND-4", "N1*ST*Ada*92", "LX*1", "W12*CC*1*1**EA**VN*S"}},  // a slip that does no harm
      {"945", advice("FW-5", {"1Z5"}, "ND-5")}};
  partner.leaves("a.edi", theirs.text());
  const auto pulled = partner.pull();
  EXPECT_THAT(trackings(pulled), ElementsAre("FW-1 1Z1", "FW-4 ", "FW-5 1Z5"));
  EXPECT_THAT(pulled.rejects, SizeIs(2));
  EXPECT_EQ(pulled.rejects.at(0).schema, "shipment/1");
  EXPECT_THAT(pulled.rejects.at(0).raw, StartsWith("ST*945*0002~"));
  EXPECT_THAT(partner.sent_text("997"),
              HasSubstr("AK1*SW*907~AK2*945*0001~AK5*A~AK2*945*0002~AK3*W06*2**3~AK5*R*5~AK2*945*0003~AK5*R*5~"
                        "AK2*945*0004~AK3*N1*3**8~AK4*4**2~AK5*E*5~AK2*945*0005~AK5*A~AK9*P*5*5*3~"));
}

TEST(Inbox, ASetThatWeDoNotTakeIsRefused) {
  Partner partner;
  Theirs theirs;
  theirs.group = "AW";
  theirs.sets = {{"947", {"W15*20261123*A1"}}};
  partner.leaves("a.edi", theirs.text());
  const auto pulled = partner.pull();
  EXPECT_THAT(pulled.rejects, SizeIs(1));
  EXPECT_THAT(partner.sent_text("997"), HasSubstr("AK2*947*0001~AK5*R*1~AK9*R*1*1*0~"));
}

TEST(Inbox, AnswersOnlyWhereItShall) {
  Partner silent(R"("acknowledge":false)"), asked;
  Theirs theirs;
  theirs.sets = {{"945", advice("FW-1", {"1Z1"})}};
  silent.leaves("a.edi", theirs.text());
  silent.pull();
  EXPECT_THAT(silent.sent(), IsEmpty());
  theirs.wants_ta1 = "1";
  asked.leaves("a.edi", theirs.text());
  asked.pull();
  EXPECT_THAT(asked.sent_text("997"), HasSubstr("~TA1*000000907*261122*0930*A*000~GS*FA*"));
}

TEST(Inbox, ABrokenInterchangeThatAsksForATa1GetsOne) {
  Partner partner;
  Theirs theirs;
  theirs.wants_ta1 = "1";
  theirs.sets = {{"945", advice("FW-1", {"1Z1"})}};
  auto text = theirs.text();
  text.replace(text.find("IEA*1*000000907"), 15, "IEA*1*000000906");
  partner.leaves("a.edi", text);
  partner.pull();
  EXPECT_THAT(partner.sent_text("TA1"), HasSubstr("~TA1*000000907*261122*0930*R*001~IEA*0*"));
}

TEST(Stock, IsALevelForEachSkuOfWhichItIsSaid) {
  Partner partner(R"("utc-offset":"-05:00")");
  Theirs theirs;
  theirs.group = "IB";
  theirs.sets = {
      {"846",
       {"BIA*00*MM*INV1*20261122*0930", "N1*WH*North Dock*92*ND01", "LIN*1*VN*SKU-1*UP*012345678905", "QTY*33*120.0*EA",
        "QTY*17*150*EA", "QTY*29*30*EA", "LIN*2*VN*SKU-2", "QTY*17*4*EA", "LIN*3*SK*SKU-3", "QTY*33*-2*EA", "CTT*3"}}};
  partner.leaves("a.edi", theirs.text());
  const auto pulled = partner.pull("stock");
  const auto levels = pulled.documents<fairway::StockLevel>();
  ASSERT_EQ(levels.size(), 2u);  // what is free of SKU-2 is not said, which is not: none
  EXPECT_EQ(levels[0].sku, "SKU-1");
  EXPECT_EQ(levels[0].location, "ND01");
  EXPECT_EQ(levels[0].available, 120);
  EXPECT_EQ(levels[0].on_hand, 150);
  EXPECT_EQ(levels[0].committed, 30);
  EXPECT_EQ(to_text(*levels[0].as_of), "2026-11-22T14:30:00Z");
  EXPECT_EQ(levels[1].available, -2);
}

TEST(Stock, ThatLostALineOnTheWayIsNotTaken) {
  Partner partner;
  Theirs theirs;
  theirs.group = "IB";
  theirs.sets = {{"846", {"BIA*00*MM*INV1*20261122*0930", "LIN*1*VN*SKU-1", "QTY*33*1*EA", "CTT*2"}}};
  partner.leaves("a.edi", theirs.text());
  const auto pulled = partner.pull("stock");
  EXPECT_THAT(pulled.documents<fairway::StockLevel>(), IsEmpty());
  EXPECT_THAT(pulled.rejects, SizeIs(1));
}

TEST(Stock, WhatWasTakenInIsTold) {
  const auto told = [](const Segments& segments) {
    Partner partner;
    Theirs theirs;
    theirs.group = "RE";
    theirs.sets = {{"944", segments}};
    partner.leaves("a.edi", theirs.text());
    return notices(partner.pull()).at(0);
  };
  const auto well = told({"W17*F*20261128*RCV-1*ASN-1", "N1*WH*North", "W07*240*EA**VN*SKU-1", "W14*240*240"});
  EXPECT_EQ(well.severity, "info");
  ASSERT_EQ(well.extra.members.size(), 1U);
  EXPECT_EQ(well.extra.members[0].second,
            R"({"number":"RCV-1","at":"2026-11-28T00:00:00Z","lines":[{"sku":"SKU-1","quantity":240}]})");
  const auto cases = told({"W17*F*20261128*RCV-1*ASN-1", "N1*WH*North", "W07*240*CA**VN*SKU-1", "W14*240*240"});
  EXPECT_THAT(cases.extra.members, IsEmpty()) << "cases are no units";
  const auto odd =
      told({"W17*F*20261128*RCV-1*ASN-1", "N1*WH*North", "W07*236*EA**VN*SKU-1", "W13*4*EA*01", "W14*236*240*4"});
  EXPECT_EQ(odd.severity, "warning");
  EXPECT_THAT(odd.message, AllOf(HasSubstr("236"), HasSubstr("240"), HasSubstr("ASN-1"), HasSubstr("4 were damaged")));
}

}  // namespace
}  // namespace wms_test

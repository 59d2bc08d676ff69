// Shipment confirmations (ORD-9).
#include "carriers.hpp"
#include "fairway/carriers.hpp"
#include "support.hpp"

namespace {

using namespace amazon_test;
using fairway::Shipment;

constexpr const char* kPath = "/orders/v0/orders/111-0000000-0000001/shipmentConfirmation";

Shipment parcel() {
  Shipment shipment;
  shipment.id = "W-1/1", shipment.channel_order_id = "111-0000000-0000001", shipment.package_reference = "1";
  shipment.carrier = "UPS", shipment.service = "Ground", shipment.tracking_number = "1Z0000000000000001";
  shipment.shipped_at = fairway::Time{1'767'220'000'000};
  shipment.lines = {{"11", "SKU-1", 2}, {"12", "SKU-2", 1}, {"11", "SKU-1", 1}};
  return shipment;
}

TEST(Confirm, SendsOnePackageAsAmazonWantsIt) {
  Store store;
  store.expect("POST", kPath).respond(204);
  const auto pushed = store.channel.push(std::vector{parcel()});
  ASSERT_TRUE(pushed.results.at(0).accepted()) << pushed.results[0].why.message;
  EXPECT_EQ(pushed.results[0].remote_id, "1");
  const auto sent = store.sent().at(0);
  EXPECT_EQ(sent.operation, "confirmShipment");
  EXPECT_EQ(header(sent, "content-type"), "application/json");
  EXPECT_EQ(
      sent.body,
      R"({"marketplaceId":"ATVPDKIKX0DER","packageDetail":{"packageReferenceId":"1","carrierCode":"UPS","shippingMethod":"Ground",)"
      R"("trackingNumber":"1Z0000000000000001","shipDate":"2025-12-31T22:26:40Z","orderItems":[{"orderItemId":"11","quantity":3},{"orderItemId":"12","quantity":1}]}})");
}

// A retry edits the package, so it goes out again unchanged, looked up or not.
TEST(Confirm, ARetryIsTheSameRequest) {
  Store store;
  store.expect("POST", kPath).respond(204).times(2);
  EXPECT_TRUE(store.channel.push(std::vector{parcel()}).results[0].accepted());
  EXPECT_TRUE(store.channel.push(std::vector{parcel()}, true).results[0].accepted());
  EXPECT_EQ(store.sent()[0].body, store.sent()[1].body);
}

TEST(Confirm, ADateOfTheFutureBecomesNow) {
  Store store;
  store.expect("POST", kPath).respond(204).times(2);
  Shipment early = parcel(), undated = parcel();
  early.shipped_at = fairway::Time{store.host.clock.unix_ms + 90'000};
  undated.shipped_at.reset();
  store.channel.push(std::vector{early, undated});
  for (const auto& request : store.sent())
    EXPECT_NE(request.body.find(R"("shipDate":"2026-01-01T00:00:00Z")"), std::string::npos);
}

// What Amazon would refuse costs no call, and says which field.
TEST(Confirm, WhatCannotBeConfirmedIsRefusedBeforeSending) {
  struct Case {
    const char* pointer;
    void (*spoil)(Shipment&);
  };
  const Case cases[] = {{"/package_reference", [](Shipment& s) { s.package_reference = "A-1"; }},
                        {"/package_reference", [](Shipment& s) { s.package_reference = "00"; }},
                        {"/tracking_number", [](Shipment& s) { s.tracking_number.clear(); }},
                        {"/carrier", [](Shipment& s) { s.carrier.clear(); }},
                        {"/carrier", [](Shipment& s) { s.carrier = "UP Ground"; }},
                        {"/carrier", [](Shipment& s) { s.carrier = "USP"; }},
                        {"/service", [](Shipment& s) { s.carrier = "Other", s.service.clear(); }},
                        {"/service", [](Shipment& s) { s.service = "UP Ground"; }},
                        {"/lines", [](Shipment& s) { s.lines.clear(); }},
                        {"/lines/1/line_id", [](Shipment& s) { s.lines[1].line_id.clear(); }},
                        {"/lines/0/quantity", [](Shipment& s) { s.lines[0].quantity = 0; }},
                        {"/channel_order_id", [](Shipment& s) { s.channel_order_id.clear(); }}};
  for (const Case& one : cases) {
    Store store;
    Shipment shipment = parcel();
    one.spoil(shipment);
    const auto result = store.channel.push(std::vector{shipment}).results.at(0);
    EXPECT_EQ(result.code, FW_E_REJECTED) << one.pointer;
    EXPECT_EQ(result.why.pointer, one.pointer) << result.why.message;
    EXPECT_TRUE(store.host.http.requests().empty());
  }
}

TEST(Confirm, TheAnswerDecidesWhatTheHostDoes) {
  struct Case {
    int status;
    std::string body;
    fw_rc code;
  };
  const Case cases[] = {{400, refusal("InvalidInput", "The order is already shipped."), FW_E_REJECTED},
                        {404, "", FW_E_REJECTED},
                        {403, refusal("Unauthorized", "Access denied"), FW_E_AUTH},
                        {429, refusal("QuotaExceeded", "x"), FW_E_THROTTLED},
                        {500, "<html>", FW_E_UNAVAILABLE},
                        {503, "", FW_E_UNAVAILABLE}};
  for (const Case& one : cases) {
    Store store;
    store.expect("POST", kPath).respond(one.status, one.body);
    const auto result = store.channel.push(std::vector{parcel()}).results.at(0);
    EXPECT_EQ(result.code, one.code) << one.status;
    if (one.status == 400) { EXPECT_NE(result.why.message.find("already shipped"), std::string::npos); }
  }
  Store silent;
  silent.expect("POST", kPath).fail(FW_E_UNAVAILABLE);
  EXPECT_EQ(silent.channel.push(std::vector{parcel()}).results[0].code, FW_E_UNAVAILABLE);
}

// One parcel's fault is not its neighbours'; a limit is everybody's.
TEST(Confirm, InABatchEachParcelStandsForItself) {
  Store store;
  Shipment bad = parcel(), good = parcel();
  bad.carrier = "Pony Express";
  good.package_reference = "2";
  store.expect("POST", kPath).respond(400, refusal("InvalidInput", "x"));
  store.expect("POST", kPath).respond(204);
  store.expect("POST", kPath).respond(429);
  const auto results = store.channel.push(std::vector{bad, parcel(), good, parcel(), parcel()}).results;
  EXPECT_EQ(results[0].code, FW_E_REJECTED);
  EXPECT_EQ(results[1].code, FW_E_REJECTED);
  EXPECT_TRUE(results[2].accepted());
  EXPECT_EQ(results[3].code, FW_E_THROTTLED);
  EXPECT_EQ(results[4].code, FW_E_THROTTLED);
  EXPECT_EQ(store.sent().size(), 3u) << "nothing is sent after a 429";
}

TEST(Carriers, TheNearestNameIsNamed) {
  struct Case {
    const char *written, *meant;
  };
  const Case cases[] = {
      {"UP Ground", "UPS Ground"}, {"FedX", "FedEx"}, {"Royl Mail", "Royal Mail"}, {"UPSS", "UPS"}, {"Post NLL", "Post NL"}};
  for (const Case& one : cases) {
    try {
      amazon::resolve_carrier(one.written, "");
      ADD_FAILURE() << one.written << " was taken";
    } catch (const fairway::Error& error) {
      EXPECT_EQ(error.code(), FW_E_REJECTED);
      EXPECT_NE(std::string(error.what()).find('"' + std::string(one.meant) + '"'), std::string::npos) << error.what();
    }
  }
}

TEST(Carriers, KnownNamesAndFreeMethodsPass) {
  EXPECT_EQ(amazon::resolve_carrier("UPS", "My Own Overnight").method, "My Own Overnight");
  EXPECT_EQ(amazon::resolve_carrier("UPS", "ground").method, "ground");
  EXPECT_EQ(amazon::resolve_carrier("FedEx", "1Day").method, "1Day") << "no slip of 2Day";
  const auto both = amazon::resolve_carrier("UPS Ground", "");
  EXPECT_EQ(both.code, "UPS");
  EXPECT_EQ(both.method, "UPS Ground");
  const auto other = amazon::resolve_carrier("Other", "Pony Express");
  EXPECT_EQ(other.code, "Other");
  EXPECT_EQ(other.name, "Pony Express");
}

// SHP-2: whatever a warehouse calls a carrier, Amazon is told its own name for it.
TEST(Carriers, EverySidesNameBecomesAmazons) {
  struct Case {
    const char *written, *service, *code, *method;
  };
  const Case cases[] = {{"UPSN", "03", "UPS", "Ground"},
                        {"ups", "", "UPS", ""},
                        {"United Parcel Service", "02", "UPS", "2nd Day Air"},
                        {"FDEG", "GROUND_HOME_DELIVERY", "FedEx", "Home Delivery"},
                        {"Fed-Ex", "FedEx 2Day", "FedEx", "FedEx 2Day"},
                        {"PostNL", "", "Post NL", ""},
                        {"DHL PAKET", "V01PAK", "DHL-Paket", "Paket"},
                        {"Evri", "", "Hermes UK", ""},
                        {"Purolator", "PurolatorGround", "PUROLATOR", "Ground"},
                        {"royal  mail", "Tracked 24", "Royal Mail", "Tracked 24"},
                        {"ODFL", "", "Old Dominion", ""},
                        {"ups ground", "", "UPS", "UPS Ground"},
                        {"UPS", "99", "UPS", "99"}};
  for (const Case& one : cases) {
    const auto carrier = amazon::resolve_carrier(one.written, one.service);
    EXPECT_EQ(carrier.code, one.code) << one.written;
    EXPECT_EQ(carrier.method, one.method) << one.written;
    EXPECT_EQ(carrier.name, "");
  }
}

// Each carrier of the SDK's table has a name at Amazon, spelt as Amazon spells it: what it is called resolves to itself.
TEST(Carriers, NoKnownCarrierIsUnknownToAmazon) {
  for (const auto& carrier : fairway::kKnownCarriers) {
    const auto code = amazon::resolve_carrier(std::string(carrier.name), "").code;
    EXPECT_EQ(amazon::resolve_carrier(code, "").code, code) << carrier.name;
    const bool again = fairway::any_of_list(
        carrier.also, [&](std::string_view other) { return amazon::resolve_carrier(std::string(other), "").code != code; });
    EXPECT_FALSE(again) << carrier.name << " is another carrier by another name";
  }
}

// Not even a page of text as a carrier may take long.
TEST(Carriers, ALongTextIsAnsweredAtOnce) {
  EXPECT_THROW(amazon::resolve_carrier(std::string(1'000'000, 'x'), ""), fairway::Error);
}

}  // namespace

// Cancellations of fulfilment orders at Amazon (ORD-7, ORD-10).
#include "mcf_support.hpp"

namespace {

using namespace amazon_test;
using fairway::Cancellation;

Cancellation mcf_cancellation() {
  Cancellation one;
  one.reference = one.fulfilment_id = "R-1001";
  return one;
}

TEST(McfCancel, WhatIsNotPackedYetIsCancelled) {
  McfStore store;
  store.show().respond(200, mcf_shown("Planning"));
  store.expect("PUT", std::string(kMcfOrder) + "/cancel").respond(200, "{}");
  EXPECT_TRUE(store.channel.push(std::vector{mcf_cancellation()}).results.at(0).accepted());
  EXPECT_EQ(store.sent().back().operation, "cancelFulfillmentOrder");
  EXPECT_TRUE(store.sent().back().body.empty());
}

TEST(McfCancel, TooLateSaysAsWhatAmazonHasIt) {
  McfStore store;
  store.show().respond(200, mcf_shown("Processing")).times(2);
  store.expect("PUT", std::string(kMcfOrder) + "/cancel").respond(400, refusal("InvalidInput", "cannot be cancelled"));
  const auto late = store.channel.push(std::vector{mcf_cancellation()}).results.at(0);
  EXPECT_EQ(late.code, FW_E_REJECTED);
  EXPECT_NE(late.why.message.find("too late: Amazon has order R-1001 as Processing"), std::string::npos);
  EXPECT_EQ(late.why.pointer, "") << "/reference would say that it never arrived";

  store.show().respond(200, mcf_shown("Complete"));
  EXPECT_EQ(store.channel.push(std::vector{mcf_cancellation()}).results.at(0).code, FW_E_REJECTED);
}

TEST(McfCancel, AnOrderThatNeverArrivedIsSaidToBeUnknown) {
  McfStore store;
  store.show().respond(404, refusal("NotFound", "no such order"));
  const auto result = store.channel.push(std::vector{mcf_cancellation()}).results.at(0);
  EXPECT_EQ(result.code, FW_E_REJECTED);
  EXPECT_EQ(result.why.pointer, "/reference");
}

// A retry after a lost answer, and an order that Amazon gave up meanwhile.
TEST(McfCancel, WhatShipsNothingAnyMoreIsDone) {
  for (const char* status : {"Cancelled", "CANCELLED", "Unfulfillable", "Invalid"}) {
    McfStore store;
    store.show().respond(200, mcf_shown(status));
    EXPECT_TRUE(store.channel.push(std::vector{mcf_cancellation()}, true).results.at(0).accepted()) << status;
  }
  McfStore store;
  store.show().respond(200, mcf_shown("Received"));
  store.expect("PUT", std::string(kMcfOrder) + "/cancel").respond(400, refusal("InvalidInput", "it is cancelled"));
  store.show().respond(200, mcf_shown("Cancelled"));
  EXPECT_TRUE(store.channel.push(std::vector{mcf_cancellation()}).results.at(0).accepted());
}

TEST(McfCancel, APartIsRefused) {
  McfStore store;
  Cancellation partly = mcf_cancellation();
  partly.lines = {{"line-11", "SKU-1", 1}};
  EXPECT_EQ(store.channel.push(std::vector{partly}).results.at(0).why.pointer, "/lines");
}

}  // namespace

// An order as JSON of Orders 2026-01-01, with the datasets asked for.
#pragma once
#include "host/sandbox/amazon/shapes.hpp"
#include "host/sandbox/json_out.hpp"

namespace fairway::sandbox {

// includedData, in the model's order.
enum Dataset : unsigned {
  kBuyer = 1,
  kRecipient = 2,
  kProceeds = 4,
  kExpense = 8,
  kPromotion = 16,
  kCancellation = 32,
  kFulfillment = 64,
  kPackages = 128,
  kTax = 256,
  kPayment = 512,
  kFulfillmentOrders = 1024,
};
constexpr std::string_view kDatasets =
    "BUYER RECIPIENT PROCEEDS EXPENSE PROMOTION CANCELLATION FULFILLMENT PACKAGES TAX PAYMENT FULFILLMENT_ORDERS";
// "BUYER,PACKAGES" as bits; unknown names are passed over (the rules have refused them).
unsigned datasets_of(std::string_view csv);

void render_order(JsonOut& out, const Order& order, unsigned datasets, Instant now);

}  // namespace fairway::sandbox

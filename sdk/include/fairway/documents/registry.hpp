// From a schema id to the type of its documents.
#pragma once
#include <string_view>

#include "fairway/documents.hpp"

namespace fairway {

template <class... D>
struct TypeList {};

// Every document that has a schema id.
using DocumentTypes = TypeList<Order, OrderId, OrderAck, FulfilmentOrder, Shipment, Cancellation, OrderCancellation,
                               StockLevel, Listing, ListingChange, ListingBulkChange, ListingVerdict, ListingShown, Product,
                               Notice, ShippingQuestion, Account, PolicyQuestion, ListingFileQuestion>;

template <class F, class... D>
void each_document_type(F&& f, TypeList<D...>) {
  (f.template operator()<D>(), ...);
}
template <class F>
void each_document_type(F&& f) {
  each_document_type(f, DocumentTypes{});
}

// Calls f.operator()<D>() for the document type D of `schema`; false, and no call, when there is none.
//   with_document_type(schema, [&]<class D>() { … from_json<D>(body) … });
template <class F>
bool with_document_type(std::string_view schema, F&& f) {
  bool found = false;
  each_document_type([&]<class D>() {
    if (found || schema != D::kSchema) return;
    found = true;
    f.template operator()<D>();
  });
  return found;
}

}  // namespace fairway

// The usual idempotency keys: the same document again has the same key, news has another.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "fairway/documents.hpp"
#include "fairway/json.hpp"

namespace fairway {

// 64 bits of FNV-1a in hexadecimal: tells versions of one document apart, guards nothing.
inline std::string content_hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ull;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
  std::string hex(16, '0');
  for (std::size_t i = 16; i-- > 0; hash >>= 4) hex[i] = "0123456789abcdef"[hash & 15];
  return hex;
}

// By its last change where the channel tells it, else by its content.
inline std::string document_key(const Order& order) {
  return order.channel_order_id + '@' + (order.updated_at ? to_text(*order.updated_at) : content_hash(to_json(order)));
}
inline std::string document_key(const OrderId& order) {
  return order.channel_order_id + '@' + (order.updated_at ? to_text(*order.updated_at) : std::string("?"));
}
inline std::string document_key(const Shipment& shipment) { return shipment.id + '@' + content_hash(to_json(shipment)); }
inline std::string document_key(const StockLevel& level) { return level.sku + '@' + content_hash(to_json(level)); }
inline std::string document_key(const Listing& listing) { return listing.sku + '@' + content_hash(to_json(listing)); }
inline std::string document_key(const ListingChange& change) { return change.sku + '@' + content_hash(to_json(change)); }
inline std::string document_key(const ListingBulkChange& one) { return document_key(one.change); }
inline std::string document_key(const ListingVerdict& verdict) { return verdict.submission + '@' + verdict.sku; }
inline std::string document_key(const ListingShown& shown) { return shown.sku + '@' + content_hash(to_json(shown)); }
inline std::string document_key(const Product& product) { return product.product_id + '@' + content_hash(to_json(product)); }
inline std::string document_key(const Notice& notice) { return notice.kind + '@' + content_hash(to_json(notice)); }
inline std::string document_key(const FulfilmentOrder& order) { return order.reference; }
inline std::string document_key(const Cancellation& cancellation) { return cancellation.reference + "/cancel"; }
// An order may give up one line after the other.
inline std::string document_key(const OrderCancellation& one) {
  return one.channel_order_id + "/cancel@" + content_hash(to_json(one.lines));
}
inline std::string document_key(const OrderAck& ack) { return ack.channel_order_id + "/ack"; }

}  // namespace fairway

// Whether what a shop hands in is an order that can be shipped: pure, and everything that is wrong with it at once.
#pragma once
#include "fairway/documents/order.hpp"
#include "host/config/snapshot.hpp"

namespace fairway::flows {

struct WrongPlace {
  std::string pointer, message;  // JSON pointer into the body; never a value of it, which may be personal
};

// By what a later post is compared with it. Both tell who the buyer is to whoever guesses: they are kept sealed with the order.
struct PostedContent {
  std::string hash;       // of what it says: layout and order of members do not count
  std::string body_hash;  // of its bytes, which stay the same where a later version reads or writes an order otherwise
  bool same(const PostedContent& other) const { return hash == other.hash || body_hash == other.body_hash; }
};

struct PostedOrder {
  Order order;  // complete, with what is left out filled in; good only where nothing is wrong
  PostedContent content;
  std::vector<WrongPlace> wrong;  // at most kMostWrong
};
inline constexpr std::size_t kMostWrong = 50;

// Left out: `status` is unshipped, `fulfilled_by` is merchant, a line's `id` is its place from 1, `store` is this one. Members
// that order/1 does not know are kept only where they are sealed as personal data (of ship_to, buyer and lines).
PostedOrder read_posted(const std::string& body, const config::Store& store);

// Why the store's `orders` block would pass it over, as a place in the body; nothing where it is taken on. `start` does not
// count: what a shop hands in now is meant for us, whenever it was bought.
std::optional<WrongPlace> why_passed_over(const Order& order, const config::Store& store, const config::SkuTable* skus,
                                          Instant now);

}  // namespace fairway::flows

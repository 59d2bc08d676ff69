// Pieces that several documents share.
#pragma once
#include <boost/describe.hpp>
#include <optional>

#include "fairway/types.hpp"

namespace fairway {

BOOST_DESCRIBE_STRUCT(Money, (), (amount, currency))

// Country and state stay readable for routing and replay; the rest is about a person.
struct Address {
  Pii name, company, line1, line2, line3, city, postal_code, phone, email;
  std::string state;    // as the channel writes it
  std::string country;  // ISO 3166-1 alpha-2
  std::string type;     // residential | commercial | pickup-point, empty when not told
  Extra extra;
};
BOOST_DESCRIBE_STRUCT(Address, (),
                      (name, company, line1, line2, line3, city, postal_code, phone, email, state, country, type, extra))

// Which line of an order and how many units of it.
struct LineQuantity {
  std::string line_id, sku;
  std::int64_t quantity = 0;
};
BOOST_DESCRIBE_STRUCT(LineQuantity, (), (line_id, sku, quantity))

}  // namespace fairway

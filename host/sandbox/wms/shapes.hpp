// Warehouse orders, shipments and stock as the sandbox keeps them.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/clock.hpp"

namespace fairway::sandbox {

enum class WmsStatus { received, accepted, exception, picking, partially_shipped, shipped, cancelled };
std::string_view name_of(WmsStatus status);

struct WmsLine {
  std::string line_id, sku;
  std::int64_t quantity = 0, shipped = 0;
};

struct WmsOrder {
  std::string id, depositor, client, reference, warehouse, method;
  std::string members;  // what was sent, as JSON without the outer braces
  std::vector<WmsLine> lines;
  WmsStatus status = WmsStatus::received;
  std::string exception;
  Instant modified;
  std::uint64_t number = 0, version = 1;  // the version is the ETag
};

struct WmsShipment {
  std::string id, order_id, reference;
  Instant shipped;
  std::uint64_t number = 0;
  std::string json;
};

struct WmsStock {
  std::int64_t on_hand = 0, committed = 0;
  Instant changed;
};

// By warehouse and SKU.
using WmsShelf = std::map<std::pair<std::string, std::string>, WmsStock>;

struct Depositor {
  struct Key {
    Instant at;
    std::uint64_t number = 0;
    WmsOrder* order = nullptr;
    bool operator<(const Key& other) const { return std::tie(at, number) < std::tie(other.at, other.number); }
  };
  std::unordered_map<std::string, WmsOrder*> by_reference;
  std::set<Key> by_modified;
  std::vector<WmsShipment> shipments;  // oldest first
  WmsShelf stock;
  std::vector<const WmsShelf::value_type*> rows;  // in the order in which they came, so that a cursor holds its place
  std::set<std::string> clients;                  // who acted for it
};

}  // namespace fairway::sandbox

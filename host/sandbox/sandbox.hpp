// The sandbox: a stateful twin of Amazon's SP-API and of the example 3PL, for trying a configuration and for tests.
// README.md describes the control plane; `control` is the same without HTTP.
#pragma once
#include <memory>
#include <string>

#include "host/base/clock.hpp"
#include "host/base/json.hpp"
#include "host/sandbox/amazon/amazon.hpp"
#include "host/sandbox/faults.hpp"
#include "host/sandbox/journal.hpp"
#include "host/sandbox/settings.hpp"
#include "host/sandbox/wms/wms.hpp"

namespace fairway::sandbox {

struct Options {
  std::string amazon = "127.0.0.1:9300";  // port 0: any free one
  std::string wms = "127.0.0.1:4010";
  std::uint64_t seed = 1;
  std::string x12, csv;  // folders of warehouses that exchange files; empty: there is none
  std::string models;    // a folder of Amazon's public models; empty: only the compact rules
  Settings settings;
  Clock* clock = nullptr;  // what time is based on; null: the system's. Must outlive the sandbox
};

struct Ports {
  std::uint16_t amazon = 0;
  std::uint16_t wms = 0;
};

// A steady stream of new orders.
struct FlowSpec {
  OrderSpec order;         // count is ignored
  double per_minute = 60;  // of real or virtual time, not scaled
};

// start() and stop() from one thread; everything else from any.
class Sandbox {
 public:
  explicit Sandbox(Options options);
  ~Sandbox();
  // CONFIG where an address is taken or the models are not there. After stop() it goes on where it was, on the same ports.
  Status start();
  void stop();  // connections end; what is due waits
  Ports ports() const;
  std::string amazon_url() const;  // http://127.0.0.1:port
  std::string wms_url() const;

  // The control plane: control("POST", "orders", {…}). `what` may carry a query: "journal?kind=confirmation".
  Result<json::value> control(std::string_view method, std::string_view what, const json::value& body = {});

  Result<std::vector<std::string>> inject(const OrderSpec& spec);
  Status list(const ListingSpec& spec);
  Status make_up_listings(const std::string& seller, std::string_view marketplace, std::uint64_t count,
                          std::uint64_t seed = 1);
  Result<std::size_t> ship(const ShipSpec& spec = {});
  void set_stock(const std::string& depositor, const std::string& warehouse, const std::string& sku, std::int64_t on_hand);
  std::uint64_t fault(Fault fault);
  void clear_faults();
  void advance(Millis by);
  void freeze(bool frozen);
  Instant now() const;
  Settings settings() const;
  void set(const Settings& settings);
  void flow(const FlowSpec& spec);                               // per_minute 0 ends the seller's flow
  std::vector<Entry> journal(std::string_view kind = {}) const;  // all kinds where empty
  std::vector<Violation> violations() const;
  json::object state() const;
  void reset();  // orders, listings, shipments, feeds, tokens, faults, flows, journal; not the settings or the time

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fairway::sandbox

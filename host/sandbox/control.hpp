// The control plane: JSON in, JSON out, the same on both ports and in process.
#pragma once
#include "host/sandbox/amazon/amazon.hpp"
#include "host/sandbox/files/warehouse.hpp"
#include "host/sandbox/flow.hpp"
#include "host/sandbox/shop.hpp"
#include "host/sandbox/wms/wms.hpp"

namespace fairway::sandbox {

class Control {
 public:
  // `files`: the warehouses that exchange files, which outlive this.
  Control(World& world, Amazon& amazon, Wms& wms, Shop& shop, Flows& flows, std::vector<FileWarehouse*> files)
      : world_(world), amazon_(amazon), wms_(wms), shop_(shop), flows_(flows), files_(std::move(files)) {}
  // `what` is the path after /control/. INVALID for a wrong body, UNSUPPORTED for an unknown path.
  Result<json::value> run(std::string_view method, std::string_view what, const Pairs& query, const json::value& body);
  Response answer(const Request& request);
  json::object state() const;
  void reset();

 private:
  Result<json::value> orders(const json::value& body);
  Result<json::value> order(const std::string& id, const json::value& body);
  Result<json::value> listings(const json::value& body);
  Result<json::value> listing_issues(const json::value& body);
  Result<json::value> ship(const json::value& body);
  Result<json::value> stock(const json::value& body);
  Result<json::value> fba_stock(const json::value& body);
  Result<json::value> mcf(const std::string& reference, const json::value& body);
  Result<json::value> mcf_order(const std::string& reference);
  Result<json::value> exception(const json::value& body);
  Result<json::value> shop_orders(const json::value& body);
  Result<json::value> file_warehouse(std::string_view method, std::string_view what, const json::value& body);
  Result<json::value> add_faults(const json::value& body);
  Result<json::value> clock(const json::value& body);
  Result<json::value> settings(const json::value& body);
  Result<json::value> flow(const json::value& body);
  Result<json::value> sellers(const json::value& body);
  Result<json::value> tokens(const json::value& body);
  json::value journal(const Pairs& query) const;
  json::value violations(const Pairs& query) const;
  json::value clock_state() const;

  World& world_;
  Amazon& amazon_;
  Wms& wms_;
  Shop& shop_;
  Flows& flows_;
  std::vector<FileWarehouse*> files_;
};

}  // namespace fairway::sandbox

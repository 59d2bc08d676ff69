// The warehouse that exchanges CSV files with the columns that wms-csv has by default: ord_* and can_* in, shp_* and inv_* out.
// One depositor, without a name.
#pragma once
#include "host/sandbox/files/warehouse.hpp"

namespace fairway::sandbox {

class CsvWarehouse final : public FileWarehouse {
 public:
  CsvWarehouse(World& world, std::filesystem::path folder) : FileWarehouse(world, "csv", std::move(folder)) {}
  ~CsvWarehouse() override { stop(); }

 protected:
  void read(const DroppedFile& file) override;
  void tell(const FileOrder& order, const FileShipment& shipment) override;
  void tell_stock(const std::string& depositor, const Shelf& shelf) override;
  Status tell_receipt(const std::string& depositor, const Receipt& receipt) override;
  void forget() override { contents_.clear(); }

 private:
  void send(const char* operation, const char* kind, const std::string& rows);

  std::set<std::string> contents_;  // hashes of whole files
  std::uint64_t sent_ = 0;
};

// RFC 4180: rows of cells, the empty line at the end left out.
std::vector<std::vector<std::string>> read_csv(std::string_view text);

}  // namespace fairway::sandbox

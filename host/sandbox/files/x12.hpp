// The warehouse that speaks X12: 940 in; 997 and TA1 in answer; 945, 846 and 944 out. A depositor is the ISA06 that its
// orders come from; what it gets has the ids the other way round, so several may share the folder.
#pragma once
#include "host/sandbox/files/warehouse.hpp"
#include "host/sandbox/files/x12_text.hpp"

namespace fairway::sandbox {

class X12Warehouse final : public FileWarehouse {
 public:
  X12Warehouse(World& world, std::filesystem::path folder) : FileWarehouse(world, "x12", std::move(folder)) {}
  ~X12Warehouse() override { stop(); }

 protected:
  void read(const DroppedFile& file) override;
  void tell(const FileOrder& order, const FileShipment& shipment) override;
  void tell_stock(const std::string& depositor, const Shelf& shelf) override;
  Status tell_receipt(const std::string& depositor, const Receipt& receipt) override;
  void forget() override { depositors_.clear(), contents_.clear(); }

 private:
  // Who they are and who we are to them, by their last file.
  struct Known {
    X12Party they, we;
    char usage = 'P';
    std::string sku_qualifier = "VN", warehouse = "SANDBOX";
    std::uint64_t number = 0;              // of our last interchange
    std::set<std::string> seen;            // their ISA13
    std::map<std::string, X12Segment> to;  // reference -> N1*ST of its order
  };
  // What a 997 says of a set of theirs.
  struct Judged {
    std::string control;
    std::vector<X12Segment> notes;  // AK3, AK4
    std::string code;               // AK502; empty: accepted
  };

  void read(const DroppedFile& file, const X12Interchange& interchange);
  std::vector<X12Segment> judge(const std::string& depositor, const X12Group& group, std::vector<const X12Set*>& good);
  Judged judge(const std::string& depositor, const X12Set& set);
  void act(const std::string& depositor, const X12Set& set, const std::string& file);
  void hear(const std::string& depositor, const X12Group& group);
  Status send(const std::string& depositor, const std::string& set, const std::string& group,
              const std::vector<X12Segment>& segments);
  std::uint64_t next_number(Known& known) const;
  std::vector<X12Segment> advice(const Known& known, const FileOrder& order, const FileShipment& shipment) const;

  std::map<std::string, Known> depositors_;
  std::set<std::string> contents_;  // hashes of whole files
};

// What is wrong with a 940, as the AK3 and AK4 of a 997; none: nothing.
std::vector<X12Segment> faults_of_940(const X12Set& set);

}  // namespace fairway::sandbox

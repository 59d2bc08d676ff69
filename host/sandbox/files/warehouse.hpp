// A warehouse that exchanges files with its clients: what it has of orders and stock, and when it ships. How it says so is
// written by what derives from it: X12 (x12.hpp) or CSV (csv.hpp).
#pragma once
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "host/sandbox/files/folder.hpp"
#include "host/sandbox/side.hpp"

namespace fairway::sandbox {

struct FileLine {
  std::string id, sku;
  std::int64_t quantity = 0, shipped = 0;
};

struct FileOrder {
  std::string depositor, reference, service, scac;
  std::string return_to;  // on one line; empty: nobody said
  std::vector<FileLine> lines;
  enum class State { open, shipped, closed, cancelled } state = State::open;  // closed: the rest never ships
  std::uint64_t shipments = 0;
};
const char* name_of(FileOrder::State state);

// What leaves at once: a parcel's units by the number of their line.
struct FileParcel {
  std::string tracking;
  std::map<std::size_t, std::int64_t> units;
};
struct FileShipment {
  std::string id, carrier, service, tracking_in;
  Instant at;
  std::vector<FileParcel> parcels;
  bool rest_follows = false;
};

// What the control plane ships (POST files' ship). Empty texts are made up.
struct FileShipSpec {
  std::string order, depositor;       // empty: any
  bool partial = false, cut = false;  // one unit less than all, of which the rest follows, or never ships
  bool nothing = false;               // the order is closed, and nothing of it shipped
  bool no_tracking = false;
  std::int64_t over = 0;                 // units more of the last line than were ordered
  std::int64_t parcels = 1, copies = 1;  // copies: told so often, each time as if for the first
  std::string carrier, service, tracking, tracking_in;
};

// The folder is looked at five times a second of real time; all else follows the sandbox's clock. Any thread.
class FileWarehouse {
 public:
  FileWarehouse(World& world, std::string side, std::filesystem::path folder);
  virtual ~FileWarehouse() = default;
  FileWarehouse(const FileWarehouse&) = delete;
  FileWarehouse& operator=(const FileWarehouse&) = delete;

  Status start();
  void stop();  // before the end of what derives from this
  const std::string& side() const { return side_; }

  // The control plane's half: "ship", "stock", "receipt", "orders".
  Result<json::value> control(std::string_view method, std::string_view what, const json::value& body);
  json::object counts() const;
  void clear();

 protected:
  struct Stock {
    std::int64_t on_hand = 0, committed = 0;
  };
  using Shelf = std::map<std::string, Stock>;  // by SKU
  struct Receipt {
    std::string delivery;
    struct Row {
      std::string sku;
      std::int64_t quantity = 0, damaged = 0;
    };
    std::vector<Row> rows;
  };

  // All of these are called with the lock held.
  virtual void read(const DroppedFile& file) = 0;
  virtual void tell(const FileOrder& order, const FileShipment& shipment) = 0;
  virtual void tell_stock(const std::string& depositor, const Shelf& shelf) = 0;
  virtual Status tell_receipt(const std::string& depositor, const Receipt& receipt) = 0;
  virtual void forget() {}

  // False: it was known, and nothing was done.
  bool take_on(FileOrder order, const std::string& file);
  void cancel(const std::string& depositor, const std::string& reference, const std::string& file);
  // Puts a file for the client, as the faults of `operation` want it.
  void leave(const std::string& operation, const std::string& depositor, const std::string& name, std::string bytes);
  void note(std::string kind, const std::string& depositor, const std::string& order, std::string item,
            json::object detail = {});
  void violate(const std::string& operation, std::string field, std::string message);

  World& world_;

 private:
  FileOrder* find(const std::string& depositor, const std::string& reference);
  Stock& stock_of(const FileOrder& order, const FileLine& line);
  void watch();
  void look();
  void schedule(const FileOrder& order);
  void ship_due(const std::string& depositor, const std::string& reference, bool last);
  void ship(FileOrder& order, const std::vector<std::int64_t>& units, const FileShipSpec& spec);
  FileShipment packed(const FileOrder& order, const std::vector<std::int64_t>& units, const FileShipSpec& spec) const;
  void schedule_stock(const std::string& depositor);
  Result<json::value> ship_all(const json::value& body);
  Result<json::value> set_stock(const json::value& body);
  Result<json::value> receive(const json::value& body);
  json::value list() const;

  const std::string side_;
  Folder folder_;
  mutable std::mutex mutex_;  // over everything below
  std::deque<FileOrder> orders_;
  std::map<std::pair<std::string, std::string>, FileOrder*> by_reference_;
  std::map<std::string, Shelf> shelves_;                // by depositor
  std::uint64_t shipments_ = 0, files_ = 0, life_ = 0;  // life_: what was due before clear() is not done
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace fairway::sandbox

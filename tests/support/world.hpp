// Sandbox, configuration and host, together: what an end-to-end test starts from. Real processes, sockets, files and time;
// tests wait for conditions, never for moments.
#pragma once
#include <functional>
#include <memory>

#include "host/base/json.hpp"
#include "host/sandbox/sandbox.hpp"
#include "tests/support/process.hpp"

namespace fairway::testing {

struct WorldOptions {
  std::uint64_t seed = 1;
  int accounts = 1;  // acme1, acme2 …, each with its own seller SELLER1 … and the warehouse `west`
  std::string orders = "every: 1s, start: open-orders";     // of every store's orders block
  std::string account_extra;                                // further lines of every account file
  std::string host_extra;                                   // further lines of fairway.yaml
  std::string warehouse_extra;                              // further settings of the warehouse, ", name: value"
  bool files = false;                                       // the sandbox also exchanges files, in data/edi and data/csv
  std::filesystem::path binary = FAIRWAY_BINARY;            // what is started as the host
  std::vector<std::string> serve;                           // further arguments of it
  std::string shipments_every = "1s", stock_every = "30s";  // of every warehouse
  std::string rules =
      "- { category: Expedited, service: UPS 2nd Day Air }\n      - { method: Standard, service: UPS Ground }";
  sandbox::Settings settings = fast();
  static sandbox::Settings fast();  // everything as in real life, 5000 times as fast
};

class World {
 public:
  explicit World(const WorldOptions& options = {});
  ~World();

  sandbox::Sandbox& sandbox() { return *sandbox_; }
  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path config() const { return folder_ / "config"; }
  std::filesystem::path data() const { return folder_ / "data"; }
  static std::string seller(int account) { return "A" + std::to_string(account) + "TESTSELLER"; }

  // Starts the host and waits until it is ready; false where it ended or was not ready in time.
  bool start(std::chrono::milliseconds most = std::chrono::seconds(60));
  void spawn();  // the same without waiting
  bool await_ready(std::chrono::milliseconds most);
  Process& host() { return *host_; }
  void kill() { host_->kill(); }
  int stop();  // SIGTERM; the exit code

  // REST with the admin token; null where no answer came.
  json::value get(const std::string& path);
  json::value post(const std::string& path, const json::value& body = json::object());
  Ran fairway(std::vector<std::string> arguments);                // the CLI with --config and --data
  std::map<std::string, int> states(const std::string& account);  // orders by state
  json::value order(const std::string& account, const std::string& channel_order_id);
  std::vector<std::string> inject(int account, int count, const std::function<void(sandbox::OrderSpec&)>& shape = {});
  std::string log() const;  // what the host printed

 private:
  void write_config();
  json::value call(const std::string& method, const std::string& path, const std::string& body);

  WorldOptions options_;
  std::filesystem::path folder_;
  std::unique_ptr<sandbox::Sandbox> sandbox_;
  std::unique_ptr<Process> host_;
  int port_ = 0;
};

// Looks again until `condition` holds; false after `most`.
bool until(const std::function<bool()>& condition, std::chrono::milliseconds most);

void write_file(const std::filesystem::path& file, const std::string& text);

}  // namespace fairway::testing

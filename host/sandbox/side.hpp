// One side of the sandbox: a remote system. A request passes, in this order: the operation's table, sign-in, faults, rate,
// rules, the operation itself, faults once more.
#pragma once
#include <map>
#include <mutex>

#include "host/sandbox/buckets.hpp"
#include "host/sandbox/faults.hpp"
#include "host/sandbox/http.hpp"
#include "host/sandbox/journal.hpp"
#include "host/sandbox/models.hpp"
#include "host/sandbox/rules.hpp"
#include "host/sandbox/settings.hpp"
#include "host/sandbox/timeline.hpp"

namespace fairway::sandbox {

// What both sides share. The members lock themselves.
struct World {
  World(Clock& base, std::uint64_t the_seed, Settings start)
      : timeline(base), settings(start), faults(the_seed), seed(the_seed) {}
  Timeline timeline;
  SettingsBox settings;
  Journal journal;
  Violations violations;
  Faults faults;
  const std::uint64_t seed;
  std::unique_ptr<Models> models;  // null: only the compact rules
};

struct Call {
  const Request& request;
  const Operation& operation;
  std::vector<std::string> path;  // the values of {…}
  Instant now;
  Settings settings;
  std::string account{};  // seller id, or the warehouse's client
  json::value body{};     // of operations with a JSON body
  Strikes strikes{};
};

class Side {
 public:
  explicit Side(World& world) : world_(world) {}
  virtual ~Side() = default;
  Side(const Side&) = delete;
  Side& operator=(const Side&) = delete;

  Response answer(const Request& request);  // any thread
  json::object request_counts() const;      // operation -> status -> count
  void forget_counts();

 protected:
  virtual std::string_view name() const = 0;
  virtual std::span<const Operation> operations() const = 0;
  virtual std::string fault_account(const Call& call) const { return call.account; }
  // Fills call.account; an answer where sign-in fails.
  virtual std::optional<Response> sign_in(Call& call) = 0;
  virtual std::optional<Response> throttle(Call& call) = 0;
  // Rules that concern all operations of the side.
  virtual void check(const Call& call, std::vector<Problem>& problems) const = 0;
  virtual Response serve(std::size_t operation, Call& call) = 0;
  virtual Response refusal(const Call* call, int status, std::string_view message, std::span<const Problem> problems) = 0;
  virtual Response token_refusal(const Call& call, bool expired) = 0;
  virtual void finish(const Call& call, Response& response) { static_cast<void>(call), static_cast<void>(response); }

  void violate(std::string_view operation, std::string_view source, std::string field, std::string message);

  World& world_;

 private:
  Response process(std::size_t operation, Call& call);
  std::optional<Response> fault_before(Call& call);
  void fault_after(const Call& call, Response& response);
  std::optional<Response> check_request(Call& call);
  void count(std::string_view operation, int status);

  mutable std::mutex counts_mutex_;
  std::map<std::string, std::map<int, std::int64_t>, std::less<>> counts_;
};

}  // namespace fairway::sandbox

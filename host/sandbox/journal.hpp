// What clients did to the sandbox: every request that had an effect, and every one that broke a rule.
#pragma once
#include <deque>
#include <mutex>
#include <string>

#include "host/base/clock.hpp"
#include "host/base/json.hpp"

namespace fairway::sandbox {

struct Entry {
  std::uint64_t sequence = 0;  // counts from 1 and never goes back within one run
  Instant at;
  std::string side;  // amazon, wms, x12, csv
  std::string
      kind;  // confirmation, confirmation_edit, acknowledgement, cancellation, feed; create, duplicate, cancel, webhook,
             // shipment, delivery
  std::string account;  // seller id or depositor
  std::string order;    // Amazon order id or warehouse reference
  std::string item;     // package reference, feed id, warehouse order id, shipment id
  json::object detail;
};

struct Violation {
  std::uint64_t sequence = 0;
  Instant at;
  std::string side;
  std::string operation;  // "" where the path is unknown
  std::string source;     // "rules", "model" (request against Amazon's model), "answer" (our own answer against it)
  std::string field;
  std::string message;
};

json::object describe(const Entry& entry);
json::object describe(const Violation& violation);

// Any thread.
template <class T>
class Log {
 public:
  void add(T item) {
    std::scoped_lock lock(mutex_);
    item.sequence = ++last_;
    items_.push_back(std::move(item));
  }
  template <class Keep>
  std::vector<T> select(Keep keep) const {
    std::scoped_lock lock(mutex_);
    std::vector<T> out;
    for (const auto& item : items_)
      if (keep(item)) out.push_back(item);
    return out;
  }
  std::vector<T> all() const {
    return select([](const T&) { return true; });
  }
  std::size_t size() const {
    std::scoped_lock lock(mutex_);
    return items_.size();
  }
  void clear() {
    std::scoped_lock lock(mutex_);
    items_.clear();
  }

 private:
  mutable std::mutex mutex_;
  std::deque<T> items_;
  std::uint64_t last_ = 0;
};

using Journal = Log<Entry>;
using Violations = Log<Violation>;

}  // namespace fairway::sandbox

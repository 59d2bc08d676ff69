// What may be changed while the sandbox runs (POST /control/settings). Durations are those of real life; `scale` says
// how many times faster the sandbox lives: delays and the lag are divided by it, rates multiplied. 0: no delay, no limit.
#pragma once
#include <mutex>
#include <string>

#include "host/base/clock.hpp"
#include "host/base/json.hpp"

namespace fairway::sandbox {

struct Settings {
  double scale = 1;
  bool rates = true;                          // token buckets; off answers everything at once
  Millis lag = std::chrono::minutes(2);       // a change is found by searchOrders only after this
  Millis token_life = std::chrono::hours(1);  // LWA access tokens; not scaled
  Millis wms_token_life = std::chrono::minutes(30);
  Millis feed_queue = std::chrono::seconds(20);    // IN_QUEUE, then
  Millis feed_work = std::chrono::seconds(40);     // IN_PROGRESS
  Millis report_queue = std::chrono::seconds(20);  // IN_QUEUE, then
  Millis report_work = std::chrono::seconds(60);   // IN_PROGRESS
  Millis report_lag = std::chrono::minutes(30);    // a change is in a report only after this
  Millis listing_lag = std::chrono::minutes(2);    // an accepted change of a listing is shown only after this
  std::string report_charset;                      // of listings: UTF-8, Cp1252, Shift_JIS; empty: the marketplace's
  std::string report_headers;                      // their language: en, de, ja; empty: as asked, or the marketplace's
  std::string report_without, report_with;         // columns that they lack, or have besides, with commas between
  Millis pending_for = std::chrono::minutes(30);   // an order injected as PENDING becomes UNSHIPPED after this
  bool auto_ship = true;                           // the warehouse ships by itself
  Millis accept_delay = std::chrono::seconds(5);   // received -> accepted
  Millis ship_delay = std::chrono::minutes(30);    // accepted -> shipped, each order between half and the whole of it
  double partial_share = 0.15;                     // of orders of two units or more that leave in two shipments
  int duplicate_status = 0;                        // 409 or 422; 0: some so, some so
  std::int64_t default_stock = 1000;               // of a SKU the warehouse is asked about for the first time
  std::int64_t wms_per_minute = 1200;              // per client; 0: no limit
  std::int64_t wms_page = 100;

  Millis paced(Millis real_life) const {
    return scale > 0 ? Millis(static_cast<std::int64_t>(static_cast<double>(real_life.count()) / scale)) : Millis(0);
  }
};

// Any thread.
class SettingsBox {
 public:
  explicit SettingsBox(Settings value) : value_(value) {}
  Settings get() const {
    std::scoped_lock lock(mutex_);
    return value_;
  }
  void set(const Settings& value) {
    std::scoped_lock lock(mutex_);
    value_ = value;
  }

 private:
  mutable std::mutex mutex_;
  Settings value_;
};

json::object describe(const Settings& settings);
// Takes over the members that are there; INVALID for an unknown member or a wrong kind. Durations: "90s", "2m", or ms.
Result<Settings> amended(Settings settings, const json::object& changes);
// "90s" or a number of milliseconds.
std::optional<Millis> duration_of(const json::value& value);

}  // namespace fairway::sandbox

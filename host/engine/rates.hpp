// All rate buckets of the host: which ones a request needs, by the manifest's rate plan, and their life across restarts.
#pragma once
#include <map>
#include <mutex>

#include "host/engine/bucket.hpp"
#include "host/engine/current_catalogue.hpp"
#include "host/plugins/channel.hpp"
#include "host/storage/database.hpp"

namespace fairway::engine {

class Rates {
 public:
  using Request = plugins::Services::PermitRequest;
  using Report = plugins::Services::RateReport;

  // `clean`: the last host stored its levels at its end. Else every bucket starts with one token.
  Rates(const CurrentCatalogue& catalogue, const Clock& clock, bool clean)
      : catalogue_(catalogue), clock_(clock), clean_(clean) {}

  Status load(storage::Transaction& tx);
  Status store(storage::Transaction& tx);  // all levels and learned rates; forgets what was not used for 30 days

  // A permit of the operation's bucket and of the application's: both or none. An operation without a plan is free.
  // [any thread]
  Millis permit(const Request& request);
  void report(const Report& report);

  struct Level {
    std::string key;
    double level, burst, rate;
  };
  std::vector<Level> levels();

 private:
  struct Stored {
    double level, rate;
    Instant at;
  };
  struct Plan {
    std::string key;
    double rate, burst;
    bool learns;
  };
  static std::vector<Plan> plans(const Rate& rate, const Request& request);
  std::shared_ptr<const Rate> rate_of(const Request& request) const;
  Bucket& bucket(const Plan& plan, Millis steady, Instant now);

  const CurrentCatalogue& catalogue_;
  const Clock& clock_;
  const bool clean_;
  std::mutex mutex_;
  std::map<std::string, Bucket> buckets_;
  std::map<std::string, Stored> stored_;  // of buckets not asked for yet
};

}  // namespace fairway::engine

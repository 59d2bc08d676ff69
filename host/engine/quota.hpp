// Whether the intervals of a configuration fit the rate plans of the remotes. The buckets hold back what is too often
// anyway; who reads this knows it before orders come late.
#pragma once
#include "host/base/catalogue.hpp"
#include "host/config/snapshot.hpp"

namespace fairway::engine {

// Warnings, one for each bucket that the intervals ask more of than it gives in the long run, at the place of the shortest
// interval: "us-main needs 143 % of searchOrders; feasible interval 180 s". All stores that share the bucket are named.
//
// What is counted: the recurring pulls of enabled stores and of warehouses, each as one call an interval, that is, with all
// that is new on one page; what stores share is pulled once (Stream::shared_by), and a bucket is one value of Rate::scope,
// or of application_scope over all accounts. Not counted: calls that orders cause (acknowledgements, confirmations), and
// remotes on this machine, which are not those that the rate plans speak of.
config::Findings quota(const config::Snapshot& snapshot, const Catalogue& catalogue);

// The same for one snapshot after the other, at the cost of what changed: an account that is the same value is not looked at
// again, and only buckets that a changed one uses, or used, are weighed. For one catalogue; one thread at a time.
class QuotaMemory {
 public:
  QuotaMemory();
  ~QuotaMemory();
  QuotaMemory(const QuotaMemory&) = delete;
  QuotaMemory& operator=(const QuotaMemory&) = delete;

  config::Findings weigh(const config::Snapshot& snapshot, const Catalogue& catalogue);
  void clear();  // before another catalogue

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fairway::engine

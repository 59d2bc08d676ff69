// One batch of one group: claim its due jobs, run the flow, settle what the flow left unsettled. Threads are the runner's.
#pragma once
#include <map>
#include <mutex>

#include "host/engine/log.hpp"
#include "host/flows/flow.hpp"

namespace fairway::engine {

using FlowTable = std::map<std::string, flows::Flow>;  // by job kind

class Batches {
 public:
  // Makes the context of a batch: with the snapshot that is current then.
  using ContextSource = std::function<flows::Context()>;
  Batches(const FlowTable& flows, ContextSource context, Log log)
      : flows_(flows), context_(std::move(context)), log_(std::move(log)) {}

  struct End {
    std::optional<Instant> next;  // when the group is due again
    std::size_t jobs = 0;         // claimed
    bool fenced = false;          // another host owns the database: claim no more
  };
  // `words_known` is called right before the next due time is read: what was said before stands in the database. Never throws.
  End run(const ledger::Group& group, const std::function<void()>& words_known);
  bool knows(const std::string& kind) const { return flows_.count(kind) != 0; }

 private:
  struct Unsettled {
    std::vector<ledger::Job> jobs;
    std::vector<ledger::Outcome> outcomes;
  };
  Result<std::vector<ledger::Job>> claim(flows::Context& context, const ledger::Group& group, std::size_t most);
  Status settle_left(flows::Context& context, const ledger::Group& group);
  void remember(const ledger::Group& group, const std::vector<ledger::Job>& jobs, const Status& status);
  void report(flows::Context& context, const ledger::Group& group, std::size_t jobs, const Status& status, Millis took);

  const FlowTable& flows_;
  ContextSource context_;
  Log log_;
  std::mutex mutex_;
  std::map<ledger::Group, Unsettled> unsettled_;  // of each group the last batch, until it is known to be settled
};

}  // namespace fairway::engine

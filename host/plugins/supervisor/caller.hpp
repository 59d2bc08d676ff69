// One call on the caller's thread: picks the worker, waits, enforces the deadline, reads how it ended.
#pragma once
#include <functional>

#include "host/plugins/supervisor/home.hpp"

namespace fairway::plugins {

struct Outcome {
  Status status;
  std::vector<Failure> findings;
  std::vector<StateWrite> state;
  std::string tail;        // the verb's own fields
  bool in_plugin = false;  // the plugin had the call in hand when its worker died
  bool by_itself = false;  // the worker ended it, and lived
};

class Caller {
 public:
  using OnLetter = std::function<void(const Letter&, Generation&, const Pending&)>;
  Caller(Shop& shop, PluginHome& home) : shop_(shop), home_(home) {}

  // `record`: none for validate. `on_letter` sees all but the end.
  Outcome run(const std::shared_ptr<const InstanceRecord>& record, Verb verb, const std::string& fields,
              const CallOptions& options, const OnLetter& on_letter);

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Started {
    std::shared_ptr<Generation> worker;
    std::shared_ptr<Pending> call;
  };
  Result<Started> start(Keeper& keeper, const std::shared_ptr<const InstanceRecord>& record, Verb verb,
                        const std::string& fields, const CallOptions& options, Time deadline);
  Outcome attend(const Started& started, const CallOptions& options, Time deadline, const OnLetter& on_letter);
  Outcome run_in(Edition& edition, const std::shared_ptr<const InstanceRecord>& record, Verb verb, const std::string& fields,
                 const CallOptions& options, Time deadline, const OnLetter& on_letter);
  Outcome run_in(Edition& edition, Keeper& keeper, const std::shared_ptr<const InstanceRecord>& record, Verb verb,
                 const std::string& fields, const CallOptions& options, Time deadline, const OnLetter& on_letter);
  Millis escalate(Generation& worker, const Pending& call, std::uint8_t& level) const;
  void abandon(const Started& started);

  Shop& shop_;
  PluginHome& home_;
};

}  // namespace fairway::plugins

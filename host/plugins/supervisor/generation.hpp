// One life of a worker: its stream, the calls in its hands, and who is to blame when it ends.
#pragma once
#include <functional>
#include <unordered_map>
#include <unordered_set>

#include "host/plugins/supervisor/calls.hpp"
#include "host/plugins/supervisor/launch.hpp"
#include "host/plugins/wire/handshake.hpp"
#include "host/plugins/wire/wire.hpp"

namespace fairway::plugins {

class Generation {
 public:
  // What a worker says apart from a call's own letters: questions to the host, log lines. On the reading thread.
  using Aside = std::function<void(Generation&, const std::shared_ptr<Pending>&, const Frame&)>;

  Generation(Launched launched, bool quarantine)
      : wire(launched.socket.release()),
        page_(std::move(launched.page)),
        subject_(std::move(launched.subject)),
        quarantine_(quarantine) {}

  Result<WorkerHello> greet(const HostHello& hello);  // [reader] at most 10 s
  void read(const Aside& aside);                      // [reader] until the stream ends
  // [reader] Waits for the end, tells every call its fate, `first` before that.
  Ending bury(const std::function<void(const Ending&)>& first = nullptr);

  // [any] Registers the call and sends it, its instance before it if this worker does not know it. False: already dead.
  bool begin(const std::shared_ptr<Pending>& call, const std::string& payload);
  void cancel(const Pending& call, std::uint8_t level);                    // [any]
  void close(std::uint64_t instance);                                      // [any]
  void convict(const Pending& call);                                       // [any] kills the worker for it
  void kill();                                                             // [any] nobody's fault
  std::shared_ptr<const InstanceRecord> instance(std::uint64_t id) const;  // of a log line

  std::vector<std::shared_ptr<Pending>> in_hand() const;
  bool idle() const;
  bool served_any() const noexcept { return served_.load(); }
  int pid() const noexcept { return subject_->pid(); }

  Wire wire;

 private:
  Death fate(const Pending& call, const Ending& ending) const;
  bool running(std::uint64_t call) const noexcept;

  const std::shared_ptr<MappedPage> page_;
  const std::shared_ptr<Subject> subject_;
  const bool quarantine_;
  mutable std::mutex mutex_;
  std::unordered_map<std::uint64_t, std::shared_ptr<Pending>> calls_;
  std::unordered_map<std::uint64_t, std::shared_ptr<const InstanceRecord>> opened_;
  std::uint64_t convicted_ = 0;
  bool killed_ = false, dead_ = false;
  std::atomic<bool> served_{false};
};

}  // namespace fairway::plugins

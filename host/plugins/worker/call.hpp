// A call while it runs in the worker: its end of fw_call, its questions to the host, its buffered state.
#pragma once
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "host/plugins/worker/link.hpp"

namespace fairway::plugins {

// Something that blocks outside of our sight and that a cancellation has to cut short: a socket.
class Interruptible {
 public:
  virtual ~Interruptible() = default;
  virtual void cancelled(std::uint8_t level) = 0;  // [any]
};

class Call {
 public:
  Call(Link& link, std::uint64_t id, CallHead head);
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  const fw_call* raw() const noexcept { return &raw_; }
  static Call& of(const fw_call* raw) noexcept { return *static_cast<Call*>(raw->ctx); }
  const CallHead& head() const noexcept { return head_; }
  std::uint64_t id() const noexcept { return id_; }
  Link& link() noexcept { return link_; }

  // Either of the two, once: a call that waits behind others can be taken back, one that began cannot.
  bool begin() noexcept { return take_over(Stage::begun); }
  bool withdraw() noexcept { return take_over(Stage::withdrawn); }

  void cancel(std::uint8_t level);  // [any] levels only rise
  bool cancelled() const noexcept;  // by the host or by the deadline
  bool cut() const noexcept { return level_.load() >= kCancelHard; }
  Millis remaining() const;
  bool sleep(Millis time);             // false when cut short by cancellation or the deadline
  void watch(Interruptible* blocked);  // null: no longer

  // Asks the host and waits. Cut short at `level` with CANCELLED; the answer that comes later is dropped.
  Result<std::string> ask(Kind kind, const std::function<void(Writer&)>& fields, std::uint8_t level = kCancelHard);
  void answered(std::string_view body);  // [any] a frame with question, status, fields

  void said(const fw_error& error);  // what the plugin passed to fail()
  fw_rc refused(Failure failure);    // a host service failed; it is the cause if the plugin names none
  Status outcome(fw_rc code) const;  // the first finding with that code, else the service's failure
  const std::vector<Failure>& findings() const noexcept { return findings_; }  // after the call

  std::map<std::string, StateWrite> state;  // [channel] by key: written, not yet committed

 private:
  enum class Stage : std::uint8_t { queued, begun, withdrawn };
  bool take_over(Stage stage) noexcept {
    auto queued = Stage::queued;
    return stage_.compare_exchange_strong(queued, stage);
  }

  Link& link_;
  std::uint64_t id_;
  CallHead head_;
  std::atomic<Stage> stage_{Stage::queued};
  Millis deadline_;
  fw_call raw_;

  std::atomic<std::uint8_t> level_{0};
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  Interruptible* blocked_ = nullptr;
  std::uint32_t question_ = 0;
  std::optional<std::string> answer_;
  std::vector<Failure> findings_;
  std::optional<Failure> service_;
};

}  // namespace fairway::plugins

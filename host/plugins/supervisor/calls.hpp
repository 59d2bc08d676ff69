// A call as the host sees it, from the caller's thread to the worker and back.
#pragma once
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "host/plugins/wire/frames.hpp"

namespace fairway::plugins {

// An instance as handles share it. `id` is never used again.
struct InstanceRecord {
  std::uint64_t id = 0;
  ChannelSpec spec;
  std::string settings;  // as JSON text
};

// How a call ended that its worker did not end.
struct Death {
  Failure failure;
  bool in_plugin = false;  // the plugin had it: effects outside are possible
  bool suspect = false;    // it may be what killed the worker
};

struct Letter {
  Kind kind;
  std::string body;
};

class Pending {
 public:
  Pending(std::uint64_t call, std::shared_ptr<const InstanceRecord> of, Verb of_verb, const CallOptions& options)
      : id(call), instance(std::move(of)), verb(of_verb), interactive(options.interactive), trace(options.trace) {}

  const std::uint64_t id;
  const std::shared_ptr<const InstanceRecord> instance;  // none for validate
  const Verb verb;
  const bool interactive;
  const std::string trace;

  void deliver(Kind kind, std::string_view body) {  // [reader]
    {
      std::scoped_lock lock(mutex_);
      ended_ = ended_ || kind == Kind::end;
      inbox_.push_back({kind, std::string(body)});
    }
    wake_.notify_one();  // unlocked: else the caller wakes only to wait for the lock, a tenth of a short call
  }
  void die(Death death) {  // [reader]
    std::scoped_lock lock(mutex_);
    death_ = std::move(death);
    wake_.notify_one();
  }
  // The next letter; none when `until` passed or the call died. Letters that came before the death come first.
  std::optional<Letter> next(std::chrono::steady_clock::time_point until) {
    std::unique_lock lock(mutex_);
    wake_.wait_until(lock, until, [&] { return !inbox_.empty() || death_; });
    if (inbox_.empty()) return std::nullopt;
    auto letter = std::move(inbox_.front());
    inbox_.pop_front();
    return letter;
  }
  std::optional<Death> death() const {
    std::scoped_lock lock(mutex_);
    return inbox_.empty() ? death_ : std::nullopt;
  }
  bool over() const {
    std::scoped_lock lock(mutex_);
    return ended_ || death_;
  }

  // Leases of tokens that the worker holds for this call, by scope.
  std::map<std::string, std::int64_t> take_leases() {
    std::scoped_lock lock(mutex_);
    return std::exchange(leases_, {});
  }
  void lease(const std::string& scope, std::optional<std::int64_t> version) {
    std::scoped_lock lock(mutex_);
    if (version) leases_[scope] = *version;
    else leases_.erase(scope);
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Letter> inbox_;
  std::optional<Death> death_;
  bool ended_ = false;
  std::map<std::string, std::int64_t> leases_;
};

}  // namespace fairway::plugins

#include "host/plugins/supervisor/generation.hpp"

#include <sys/socket.h>
#include <sys/time.h>

namespace fairway::plugins {
namespace {

void read_timeout(int fd, Millis timeout) {
  const timeval value{timeout.count() / 1000, (timeout.count() % 1000) * 1000};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &value, sizeof value);
}

bool is_letter(Kind kind) {
  switch (kind) {
    case Kind::documents:
    case Kind::reject:
    case Kind::progress:
    case Kind::checkpoint:
    case Kind::pushed:
    case Kind::end: return true;
    default: return false;
  }
}

}  // namespace

Result<WorkerHello> Generation::greet(const HostHello& hello) {
  constexpr Millis kPatience{10000};
  Result<WorkerHello> answer = fail(FW_E_UNAVAILABLE, "the worker ended before it said anything");
  read_timeout(wire.fd(), kPatience);
  if (wire.send(Kind::hello, 0, to_text(hello)))
    wire.receive([&](const Frame& frame) { answer = read_worker_hello(frame.body); });
  read_timeout(wire.fd(), Millis(0));
  if (answer && !answer->refused.empty()) return fail(FW_E_UNSUPPORTED, answer->refused);
  return answer;
}

void Generation::read(const Aside& aside) {
  const auto take = [&](const Frame& frame) {
    std::shared_ptr<Pending> call;
    if (frame.call != 0) {
      std::scoped_lock lock(mutex_);
      const auto found = calls_.find(frame.call);
      if (found == calls_.end()) return;
      call = found->second;
      if (frame.kind == Kind::end) calls_.erase(found);
    }
    if (call && is_letter(frame.kind)) call->deliver(frame.kind, frame.body);
    else aside(*this, call, frame);
    if (frame.kind == Kind::end) aside(*this, call, frame);
  };
  while (wire.receive(take)) continue;
}

bool Generation::begin(const std::shared_ptr<Pending>& call, const std::string& payload) {
  {
    std::scoped_lock lock(mutex_);
    if (dead_) return false;
    calls_.emplace(call->id, call);
    const auto& record = call->instance;
    if (record && opened_.emplace(record->id, record).second) {
      Writer open;
      write(open, OpenInstance{record->spec.scope, record->spec.lane, record->settings, record->spec.secrets});
      wire.send(Kind::open, record->id, open.view());  // under the lock: nobody's call may come before it
    }
  }
  served_.store(true, std::memory_order_relaxed);
  wire.send(Kind::call, call->id, payload);  // where this fails, the reader sees the end too and buries the call
  return true;
}

void Generation::cancel(const Pending& call, std::uint8_t level) {
  Writer out;
  out.put(level);
  wire.send(Kind::cancel, call.id, out.view());
}

void Generation::close(std::uint64_t instance) {
  std::scoped_lock lock(mutex_);
  if (opened_.erase(instance) > 0 && !dead_) wire.send(Kind::close, instance, {});
}

std::shared_ptr<const InstanceRecord> Generation::instance(std::uint64_t id) const {
  std::scoped_lock lock(mutex_);
  const auto found = opened_.find(id);
  return found == opened_.end() ? nullptr : found->second;
}

void Generation::convict(const Pending& call) {
  {
    std::scoped_lock lock(mutex_);
    if (!calls_.contains(call.id) || convicted_ != 0) return;
    convicted_ = call.id;
  }
  subject_->kill();
}

void Generation::kill() {
  {
    std::scoped_lock lock(mutex_);
    killed_ = true;
  }
  subject_->kill();
}

std::vector<std::shared_ptr<Pending>> Generation::in_hand() const {
  std::vector<std::shared_ptr<Pending>> out;
  std::scoped_lock lock(mutex_);
  for (const auto& [id, call] : calls_) out.push_back(call);
  return out;
}

bool Generation::idle() const {
  std::scoped_lock lock(mutex_);
  return calls_.empty();
}

Ending Generation::bury(const std::function<void(const Ending&)>& first) {
  wire.close();
  const auto ending = subject_->wait();
  if (first) first(ending);
  std::unordered_map<std::uint64_t, std::shared_ptr<Pending>> calls;
  {
    std::scoped_lock lock(mutex_);
    dead_ = true;
    calls.swap(calls_);
  }
  for (const auto& [id, call] : calls) call->die(fate(*call, ending));
  return ending;
}

bool Generation::running(std::uint64_t call) const noexcept {
  const auto& places = (*page_)->running;
  return std::any_of(places.begin(), places.end(), [&](const auto& place) { return place.load() == call; });
}

Death Generation::fate(const Pending& call, const Ending& ending) const {
  const auto& page = **page_;
  const bool in_plugin = running(call.id);
  const auto fault = page.fault.load();
  const auto faulted = page.faulted_call.load();
  if (convicted_ == call.id && !in_plugin)
    return {{FW_E_UNAVAILABLE, "its worker did not react any more and was killed"}, false};
  if (convicted_ == call.id)
    return {{FW_E_INTERNAL, "it did not end after its deadline and ignored being cancelled; its worker was killed"}, true};
  if (killed_) return {{FW_E_CANCELLED, "its worker was ended by the host"}, in_plugin};
  if (fault != Fault::none && faulted == call.id)
    return {{FW_E_INTERNAL, fault == Fault::signal
                                ? fmt::format("the worker crashed (signal {}) during this call", page.signal.load())
                                : "the plugin ended its process during this call"},
            true};
  const bool cause_known = (convicted_ != 0 && running(convicted_)) || (fault != Fault::none && faulted != 0);
  if (cause_known || !in_plugin) return {{FW_E_CANCELLED, "the worker was restarted because of another call"}, in_plugin};
  if (quarantine_)
    return {{FW_E_INTERNAL, fmt::format("alone in its worker, this call ended it again ({}): convicted", ending.text())},
            true};
  return {{FW_E_UNAVAILABLE, fmt::format("the worker died ({}); this call is a suspect", ending.text())}, true, true};
}

}  // namespace fairway::plugins

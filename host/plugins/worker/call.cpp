#include "host/plugins/worker/call.hpp"

#include "host/base/text.hpp"

namespace fairway::plugins {
namespace {

constexpr std::size_t kFindings = 1000;  // of one call

Failure cancelled_failure() { return {FW_E_CANCELLED, "the host asked to stop"}; }

fw_rc known(fw_rc code) noexcept { return code < FW_OK && code >= FW_E_INTERNAL ? code : FW_E_INTERNAL; }

}  // namespace

Call::Call(Link& link, std::uint64_t id, CallHead head)
    : link_(link), id_(id), head_(std::move(head)), deadline_(link.clock.steady() + head_.deadline) {
  raw_.ctx = this;
  raw_.fail = [](const fw_call* call, const fw_error* error) {
    if (error) of(call).said(*error);
  };
  raw_.cancelled = [](const fw_call* call) -> std::int32_t { return of(call).cancelled() ? 1 : 0; };
  raw_.remaining_ms = [](const fw_call* call) -> std::int64_t { return of(call).remaining().count(); };
  raw_.trace_id = [](const fw_call* call) { return plugins::raw(of(call).head_.trace); };
}

void Call::cancel(std::uint8_t level) {
  std::scoped_lock lock(mutex_);
  if (level_.load() >= level) return;
  level_.store(level);
  if (blocked_) blocked_->cancelled(level);
  wake_.notify_all();
}

bool Call::cancelled() const noexcept { return level_.load() >= kCancel || remaining() <= Millis(0); }

Millis Call::remaining() const { return deadline_ - link_.clock.steady(); }

bool Call::sleep(Millis time) {
  const auto until = std::min(link_.clock.steady() + time, deadline_);
  std::unique_lock lock(mutex_);
  while (level_.load() < kCancel) {
    const auto left = until - link_.clock.steady();
    if (left <= Millis(0)) return remaining() > Millis(0);
    wake_.wait_for(lock, left);
  }
  return false;
}

void Call::watch(Interruptible* blocked) {
  std::scoped_lock lock(mutex_);
  blocked_ = blocked;
  if (blocked && level_.load() >= kCancel) blocked->cancelled(level_.load());
}

Result<std::string> Call::ask(Kind kind, const std::function<void(Writer&)>& fields, std::uint8_t level) {
  if (id_ == 0) return fairway::fail(FW_E_UNSUPPORTED, "not while the channel is stopped");
  if (level_.load() >= level) return fairway::fail(cancelled_failure());
  Writer out;
  {
    std::scoped_lock lock(mutex_);
    answer_.reset();
    out.put(++question_);
  }
  fields(out);
  if (!link_.wire.send(kind, id_, out.view())) return fairway::fail(cancelled_failure());
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [&] { return answer_ || level_.load() >= level; });
  if (!answer_) {
    ++question_;
    return fairway::fail(cancelled_failure());
  }
  Reader in(*answer_);
  in.get<std::uint32_t>();
  if (auto status = read_status(in); !status) return fairway::fail(status.error());
  auto rest = in.string();
  if (!in.ok()) return fairway::fail(FW_E_INTERNAL, "the host's answer is cut off");
  return rest;
}

void Call::answered(std::string_view body) {
  Reader in(body);
  const auto question = in.get<std::uint32_t>();
  std::scoped_lock lock(mutex_);
  if (question != question_) return;
  answer_ = std::string(body);
  wake_.notify_all();
}

void Call::said(const fw_error& error) {
  Failure failure{known(error.code), link_.masker.mask(printable(view(error.message), 2000)),
                  std::string(view(error.pointer)),
                  Millis(FW_HAS(&error, retry_after_ms) ? std::max<std::int64_t>(error.retry_after_ms, 0) : 0)};
  std::scoped_lock lock(mutex_);
  if (findings_.size() < kFindings) findings_.push_back(std::move(failure));
}

fw_rc Call::refused(Failure failure) {
  failure.message = link_.masker.mask(failure.message);
  const auto code = failure.code;
  std::scoped_lock lock(mutex_);
  service_ = std::move(failure);
  return code;
}

Status Call::outcome(fw_rc code) const {
  if (code >= FW_OK) return {};
  const auto kept = known(code);
  std::scoped_lock lock(mutex_);
  for (const auto& finding : findings_)
    if (finding.code == kept) return fairway::fail(finding);
  if (service_ && service_->code == kept) return fairway::fail(*service_);
  return fairway::fail(
      kept, code == kept ? "the plugin gave no reason" : fmt::format("the plugin ended with the unknown code {}", code));
}

}  // namespace fairway::plugins

#include "host/plugins/supervisor/answerer.hpp"

#include "host/base/text.hpp"

namespace fairway::plugins {
namespace {

spdlog::level::level_enum level_of(std::int32_t level) {
  switch (level) {
    case FW_LOG_DEBUG: return spdlog::level::debug;
    case FW_LOG_INFO: return spdlog::level::info;
    case FW_LOG_WARN: return spdlog::level::warn;
    default: return spdlog::level::err;
  }
}

const char* level_name(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::debug: return "debug";
    case spdlog::level::info: return "info";
    case spdlog::level::warn: return "warn";
    default: return "error";
  }
}

Services::PermitRequest permit_request(const Pending& call, std::string operation) {
  return {call.instance->spec.plugin, std::move(operation), call.instance->spec.facts, call.interactive};
}

void reply(Generation& to, const Pending& call, std::uint32_t question, const Result<std::string>& answer) {
  Writer out;
  out.put(question);
  write(out, answer ? Status() : Status(fail(answer.error())));
  out.text(answer ? std::string_view(*answer) : "");
  to.wire.send(Kind::answer, call.id, out.view());
}

}  // namespace

void Helpers::submit(std::function<void()> task) {
  {
    std::scoped_lock lock(mutex_);
    if (stopping_) return;
    tasks_.push_back(std::move(task));
    if (idle_ < tasks_.size() && threads_.size() < kThreads) threads_.emplace_back([this] { run(); });
  }
  wake_.notify_one();
}

void Helpers::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_;
    wake_.wait(lock, [&] { return stopping_ || !tasks_.empty(); });
    --idle_;
    if (tasks_.empty()) return;
    const auto task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    task();
    lock.lock();
  }
}

void Helpers::stop() {
  std::vector<std::thread> threads;
  {
    std::scoped_lock lock(mutex_);
    stopping_ = true;
    threads.swap(threads_);
  }
  wake_.notify_all();
  for (auto& thread : threads) thread.join();
}

void Answerer::take(const std::shared_ptr<Generation>& from, const std::shared_ptr<Pending>& call, const Frame& frame) {
  if (frame.kind == Kind::log) return write_log(*from, frame);
  if (!call || !call->instance) return;
  if (frame.kind == Kind::end) return release_leases(call);
  Reader in(frame.body);
  if (frame.kind == Kind::permit) return permit(*from, *call, in);
  if (frame.kind == Kind::rate) return rate(*call, in);
  helpers_.submit(
      [this, from, call, kind = frame.kind, body = std::string(frame.body)] { ask_services(*from, *call, kind, body); });
}

void Answerer::write_log(const Generation& from, const Frame& frame) {
  Reader in(frame.body);
  const auto instance = from.instance(in.get<std::uint64_t>());
  const auto level = level_of(in.get<std::int32_t>());
  const auto trace = printable(in.text());
  const auto message = printable(personal_.mask(in.text()), 8000);
  if (!instance) return log_->log(level, "[plugin {}] {}", trace, message);
  const auto& spec = instance->spec;
  log_->log(level, "[{} {} {} {}] {}", spec.plugin, spec.scope, spec.lane, trace, message);
  lines_.add(spec.plugin, {0, clock_.now(), level_name(level), spec.scope, spec.lane, trace, message});
}

void Answerer::permit(Generation& from, const Pending& call, Reader& in) {
  const auto question = in.get<std::uint32_t>();
  const auto wait = services_.permit(permit_request(call, in.string()));
  Writer out;
  out.put(std::int64_t{wait.count()});
  reply(from, call, question, out.take());
}

void Answerer::rate(const Pending& call, Reader& in) {
  Services::RateReport report;
  report.of = permit_request(call, in.string());
  const bool has_rate = in.get<std::uint8_t>() != 0;
  const auto rate = in.get<double>();
  if (has_rate) report.rate = rate;
  report.throttled = in.get<std::uint8_t>() != 0;
  report.retry_after = Millis(in.get<std::int64_t>());
  services_.rate(report);
}

void Answerer::ask_services(Generation& from, Pending& call, Kind kind, const std::string& body) {
  Reader in(body);
  const auto question = in.get<std::uint32_t>();
  reply(from, call, question, answer(call, kind, in));
  if (call.over()) {  // it ended while this was on its way: nobody is left to use a lease
    for (const auto& [scope, version] : call.take_leases()) services_.token_failed(call.instance->spec, scope, version);
  }
}

Result<std::string> Answerer::answer(Pending& call, Kind kind, Reader& in) {
  const auto& spec = call.instance->spec;
  switch (kind) {
    case Kind::state_get: return services_.state_get(spec.scope, in.string());
    case Kind::numbers: return numbers(spec.plugin, in);
    case Kind::token: return token(call, in);
    case Kind::token_put: return token_put(call, in);
    case Kind::token_refused: {
      const auto scope = in.string();
      services_.token_refused(spec, scope, in.string());
      return std::string();
    }
    case Kind::token_failed: {
      const auto scope = in.string();
      services_.token_failed(spec, scope, in.get<std::int64_t>());
      call.lease(scope, std::nullopt);
      return std::string();
    }
    default: return fail(FW_E_UNSUPPORTED, "this host does not know the question");
  }
}

Result<std::string> Answerer::numbers(const std::string& plugin, Reader& in) {
  const auto sequence = in.string();
  const auto first = services_.numbers(plugin, sequence, in.get<std::uint64_t>());
  if (!first) return fail(first.error());
  Writer out;
  out.put(*first);
  return out.take();
}

Result<std::string> Answerer::token(Pending& call, Reader& in) {
  const auto scope = in.string();
  const auto holder =
      fmt::format("{}/{}/{}#{}", call.instance->spec.plugin, call.instance->spec.scope, call.instance->spec.lane, call.id);
  const auto token = services_.token(call.instance->spec, scope, holder);
  if (!token) return fail(token.error());
  if (token->kind == Services::TokenAnswer::Kind::refresh) call.lease(scope, token->version);
  Writer out;
  out.put(static_cast<std::uint8_t>(token->kind)).text(token->text).put(token->version);
  return out.take();
}

Result<std::string> Answerer::token_put(Pending& call, Reader& in) {
  const auto scope = in.string();
  const auto version = in.get<std::int64_t>();
  const auto access = in.string();
  const auto refresh = in.string();
  const Millis ttl(in.get<std::int64_t>());
  auto kept = services_.token_put(call.instance->spec, scope, version, access, refresh, ttl);
  call.lease(scope, std::nullopt);
  return kept;
}

void Answerer::release_leases(const std::shared_ptr<Pending>& call) {
  auto leases = call->take_leases();
  if (leases.empty()) return;
  helpers_.submit([this, call, leases = std::move(leases)] {
    for (const auto& [scope, version] : leases) services_.token_failed(call->instance->spec, scope, version);
  });
}

}  // namespace fairway::plugins

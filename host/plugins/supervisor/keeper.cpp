#include "host/plugins/supervisor/keeper.hpp"

#include "host/base/text.hpp"

namespace fairway::plugins {
namespace {

constexpr int kFreeTries = 3;  // starts without a call before it is waited in between
constexpr Millis kLongestBackoff{60000};
constexpr Millis kLookAgain{20};  // at a clock that may be a virtual one, while backing off

void wait_idle(const Generation& worker, std::chrono::steady_clock::time_point until) {
  while (!worker.idle() && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(Millis(2));
}

void cancel_in_hand(Generation& worker, std::uint8_t level) {
  for (const auto& call : worker.in_hand()) worker.cancel(*call, level);
}

Millis backoff_after(int failed_starts) {
  const int doublings = std::min(failed_starts - kFreeTries, 6);
  return std::min(Millis(1000 << std::max(doublings, 0)), kLongestBackoff);
}

}  // namespace

Keeper::Keeper(Shop& shop, const PluginFile& plugin, std::shared_ptr<ErrorLog> errors, bool quarantine,
               std::function<void(const std::string&)> crashed)
    : shop_(shop), plugin_(plugin), errors_(std::move(errors)), quarantine_(quarantine), crashed_(std::move(crashed)) {}

Result<std::shared_ptr<Generation>> Keeper::worker(Millis timeout) {
  std::unique_lock lock(mutex_);
  if (!thread_.joinable() && !stopping_) {
    state_ = State::starting;
    thread_ = std::thread([this] { run(); });
  }
  changed_.wait_for(lock, timeout, [&] { return stopping_ || state_ != State::starting; });
  if (stopping_) return fail(FW_E_CANCELLED, "the host is stopping");
  if (state_ == State::running) return generation_;
  if (state_ == State::starting)
    return fail(FW_E_UNAVAILABLE, fmt::format("the worker of {} did not start in time", plugin_.description.name));
  return fail(FW_E_UNAVAILABLE, fmt::format("the worker of {} does not start: {}", plugin_.description.name, last_error_),
              {}, std::max(retry_at_ - shop_.clock.now(), Millis(1)));
}

std::shared_ptr<Generation> Keeper::living() const {
  std::scoped_lock lock(mutex_);
  return generation_;
}

bool Keeper::stopping() const {
  std::scoped_lock lock(mutex_);
  return stopping_;
}

void Keeper::run() {
  while (!stopping()) {
    const auto lived = live();
    std::unique_lock lock(mutex_);
    if (stopping_) break;
    if (!lived) last_error_ = lived.error().message;
    const bool refused = !lived && lived.error().code == FW_E_UNSUPPORTED;
    state_ = State::starting;
    if (failed_starts_ < kFreeTries && !refused) continue;
    const auto wait = refused ? kLongestBackoff : backoff_after(failed_starts_);
    lock.unlock();
    pause(wait, refused ? State::refused : State::backoff);
  }
  std::scoped_lock lock(mutex_);
  state_ = State::stopped;
  changed_.notify_all();
}

void Keeper::pause(Millis time, State state) {
  std::unique_lock lock(mutex_);
  retry_at_ = shop_.clock.now() + time;
  state_ = state;
  changed_.notify_all();
  shop_.log->warn("[{}] worker does not start, next try in {}: {}", plugin_.description.name, format_duration(time),
                  printable(last_error_));
  while (!stopping_ && shop_.clock.now() < retry_at_) changed_.wait_for(lock, kLookAgain);
  state_ = State::starting;
}

Status Keeper::live() {
  auto started = start();
  if (!started) {
    ++failed_starts_;
    return fail(started.error());
  }
  const auto generation = *started;
  {
    std::scoped_lock lock(mutex_);
    generation_ = generation;
    state_ = State::running;
    changed_.notify_all();
    if (stopping_) generation->kill();
  }
  generation->read([&](Generation&, const std::shared_ptr<Pending>& call, const Frame& frame) {
    shop_.answerer.take(generation, call, frame);
  });
  const auto in_hand = generation->in_hand();
  {
    std::scoped_lock lock(mutex_);
    generation_ = nullptr;
    state_ = State::starting;
    changed_.notify_all();
  }
  const auto ending = generation->bury([&](const Ending& how) {
    if (crashed_ && !stopping()) crashed_("its worker ended with " + how.text());
  });
  for (const auto& call : in_hand) shop_.answerer.release_leases(call);
  std::scoped_lock lock(mutex_);
  failed_starts_ = generation->served_any() ? 0 : failed_starts_ + 1;
  if (stopping_) return {};
  last_error_ = "the worker ended with " + ending.text();
  shop_.log->error("[{}] {}, {} calls were in hand", plugin_.description.name, last_error_, in_hand.size());
  return fail(FW_E_UNAVAILABLE, last_error_);
}

Result<std::shared_ptr<Generation>> Keeper::start() {
  auto launched = shop_.launcher->launch(plugin_);
  if (!launched) return fail(launched.error());
  if (launched->errors)
    shop_.attendant.read_lines(std::move(launched->errors),
                               [errors = errors_](std::string_view line) { errors->take(line); });
  auto generation = std::make_shared<Generation>(std::move(*launched), quarantine_);
  HostHello hello;
  hello.memory_limit_mb = shop_.options.memory_limit_mb;
  hello.plugin = plugin_.description.name;
  if (const auto tape = shop_.options.tapes.find(hello.plugin); tape != shop_.options.tapes.end())
    hello.record = tape->second.record.string(), hello.replay = tape->second.replay.string();
  const auto answer = generation->greet(hello);
  if (!answer) {
    generation->kill();
    generation->bury();
    return fail(answer.error());
  }
  std::scoped_lock lock(mutex_);
  version_ = answer->version;
  ++starts_;
  return generation;
}

void Keeper::cancel_all() {
  {
    std::scoped_lock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  if (const auto generation = living()) cancel_in_hand(*generation, kCancel);
}

void Keeper::clear() {
  const auto generation = living();
  if (!generation) return;
  const auto calls = generation->in_hand();  // these; others may begin when this version is taken back
  const auto ask = [&](std::uint8_t level, Millis patience) {
    for (const auto& call : calls) generation->cancel(*call, level);
    const auto over = [&] { return std::all_of(calls.begin(), calls.end(), [](const auto& call) { return call->over(); }); };
    const auto until = std::chrono::steady_clock::now() + patience;
    while (!over() && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(Millis(2));
    return over();
  };
  if (!ask(kCancel, shop_.options.cancel_grace) && !ask(kCancelHard, shop_.options.kill_grace)) generation->kill();
}

void Keeper::stop(Millis grace) {
  cancel_all();
  const auto until = std::chrono::steady_clock::now() + grace;
  if (const auto generation = living()) {
    wait_idle(*generation, std::min(until, std::chrono::steady_clock::now() + shop_.options.cancel_grace));
    cancel_in_hand(*generation, kCancelHard);
    wait_idle(*generation, until);
    if (generation->idle()) generation->wire.send(Kind::leave, 0, {});
    std::unique_lock lock(mutex_);
    const auto farewell = generation->idle() ? kFarewell : Millis(0);
    if (!changed_.wait_for(lock, farewell, [&] { return !generation_; })) generation->kill();
  }
  if (thread_.joinable()) thread_.join();
}

WorkerInfo Keeper::info() const {
  constexpr std::array<const char*, 6> kNames{"idle", "starting", "running", "backoff", "refused", "stopped"};
  std::scoped_lock lock(mutex_);
  WorkerInfo info;
  info.plugin = plugin_.description.name;
  info.version = version_.empty() ? plugin_.description.version : version_;
  info.file = plugin_.path.string();
  info.hash = plugin_.hash;
  info.pid = generation_ ? generation_->pid() : 0;
  info.state = kNames[static_cast<std::size_t>(state_)];
  info.restarts = std::max<std::int64_t>(starts_ - 1, 0);
  info.last_error = last_error_;
  return info;
}

}  // namespace fairway::plugins

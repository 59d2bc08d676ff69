#include "host/plugins/supervisor/home.hpp"

#include "host/base/text.hpp"

namespace fairway::plugins {
namespace {

using Steady = std::chrono::steady_clock;
constexpr Millis kLookForCall{25};
constexpr std::size_t kSuspects = 1000;

std::string place_of(const InstanceRecord* record) {
  return record ? record->spec.scope + '\n' + record->spec.lane : std::string();
}

std::string version_text(const PluginFile& file) {
  return fmt::format("{} {} ({})", file.description.name, file.description.version, file.hash.substr(0, 12));
}

}  // namespace

Edition::Edition(Shop& shop, PluginFile of, std::int64_t counted, const std::shared_ptr<ErrorLog>& errors,
                 std::function<void(const std::string&)> crashed)
    : file(std::move(of)),
      number(counted),
      main(shop, file, errors, false, std::move(crashed)),
      quarantine(shop, file, errors, true) {}

void Edition::stop(Millis grace) {
  main.stop(grace);
  quarantine.stop(Millis(0));
}

PluginHome::PluginHome(Shop& shop, const PluginFile& file)
    : errors(std::make_shared<ErrorLog>(file.description.name,
                                        shop.options.data / "workers" / (file.description.name + ".log"), shop.clock,
                                        shop.log, shop.answerer.lines())),
      shop_(shop) {
  current_.edition = std::make_shared<Edition>(shop, file, counted_, errors, nullptr);
}

PluginHome::PluginHome(Shop& shop, std::shared_ptr<ErrorLog> log, std::shared_ptr<Edition> only)
    : errors(std::move(log)), shop_(shop) {
  current_.edition = std::move(only);
}

PluginHome::~PluginHome() {
  {
    std::scoped_lock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  if (overseer_.joinable()) overseer_.join();
}

Result<PluginHome::Seat> PluginHome::enter(const InstanceRecord* record, Time until, const std::atomic<bool>* cancel) {
  auto place = place_of(record);
  std::unique_lock lock(mutex_);
  while (record && !stopping_ && former_.edition && former_.seats.contains(place)) {
    if (cancel && cancel->load()) return fail(FW_E_CANCELLED, "cancelled before it began");
    if (Steady::now() >= until)
      return fail(FW_E_UNAVAILABLE, "a call of the plugin's version before had not ended within the deadline");
    changed_.wait_until(lock, std::min(until, Steady::now() + (cancel ? kLookForCall : Millis(1000))));
  }
  ++current_.seats[place];
  if (former_.edition && !first_call_) first_call_ = Steady::now();
  return Seat(*this, current_.edition, std::move(place));
}

void PluginHome::leave(const Edition& edition, const std::string& place) {
  std::scoped_lock lock(mutex_);
  for (auto* slot : {&current_, &former_}) {
    if (slot->edition.get() != &edition) continue;
    slot->last_end = Steady::now();
    if (const auto seat = slot->seats.find(place); seat != slot->seats.end() && --seat->second == 0) slot->seats.erase(seat);
  }
  if (former_.edition) changed_.notify_all();
}

std::shared_ptr<Edition> PluginHome::current() const {
  std::scoped_lock lock(mutex_);
  return current_.edition;
}

std::shared_ptr<Edition> PluginHome::prepare(const PluginFile& file) {
  std::scoped_lock lock(mutex_);
  const auto number = ++counted_;
  return std::make_shared<Edition>(shop_, file, number, errors,
                                   [this, number](const std::string& why) { give_back(number, why); });
}

void PluginHome::settle() {
  {
    std::scoped_lock lock(mutex_);
    hurried_ = true;
    changed_.notify_all();
  }
  if (overseer_.joinable()) overseer_.join();
  std::scoped_lock lock(mutex_);
  hurried_ = false;
}

void PluginHome::adopt(std::shared_ptr<Edition> next) {
  std::scoped_lock lock(mutex_);
  shop_.log->info("[{}] from now on {} takes calls in the place of {}", next->file.description.name,
                  version_text(next->file), version_text(current_.edition->file));
  former_ = std::exchange(current_, Slot{std::move(next), {}, {}});
  former_.edition->left = true;
  on_probation_ = true;
  first_call_.reset();
  swap_error_.clear();
  overseer_ = std::thread([this] { oversee(); });
}

void PluginHome::give_back(std::int64_t number, const std::string& why) {
  std::unique_lock lock(mutex_);
  if (!on_probation_ || stopping_ || current_.edition->number != number) return;
  on_probation_ = false;
  std::swap(current_, former_);
  former_.edition->left = former_.edition->failed = true;
  current_.edition->left = false;
  swap_error_ = fmt::format("{} within its probation: {}; {} runs again", version_text(former_.edition->file), why,
                            version_text(current_.edition->file));
  shop_.log->error("[{}] {}", current_.edition->file.description.name, swap_error_);
  changed_.notify_all();
  const auto failed = former_.edition, back = current_.edition;
  const auto said = swap_error_;
  lock.unlock();
  if (shop_.options.returned) shop_.options.returned(failed->file, back->file, said);
}

// True: all calls of the former one ended by themselves. After the deadline they are cancelled, then cut off.
bool PluginHome::drain(std::unique_lock<std::mutex>& lock) {
  const auto former = former_.edition;
  const auto over = [&] { return stopping_ || former_.edition != former || former_.seats.empty(); };
  const auto wait = former->failed ? kFarewell : shop_.options.drain;
  if (changed_.wait_until(lock, Steady::now() + wait, over)) return true;
  lock.unlock();
  shop_.log->warn("[{}] calls of {} did not end within {}: cancelled", former->file.description.name,
                  version_text(former->file), format_duration(wait));
  former->main.clear();
  former->quarantine.clear();
  lock.lock();
  changed_.wait_until(lock, Steady::now() + kFarewell, over);
  return false;
}

// How long nobody took a call; negative: the new one's first began before the old one's last had ended.
std::string PluginHome::gap_text() const {
  if (!first_call_ || !former_.last_end) return {};
  const auto gap = std::chrono::duration_cast<std::chrono::microseconds>(*first_call_ - *former_.last_end);
  return fmt::format("; from the end of its last call to the first of the other {:.3f} ms",
                     static_cast<double>(gap.count()) / 1000);
}

void PluginHome::oversee() {
  std::unique_lock lock(mutex_);
  const auto proven_at = Steady::now() + shop_.options.probation;
  drain(lock);
  changed_.wait_until(lock, proven_at, [&] { return stopping_ || hurried_ || !on_probation_; });
  if (stopping_) return;
  const bool returned = !on_probation_;
  on_probation_ = false;
  if (returned) drain(lock);
  auto loser = former_.edition;
  lock.unlock();
  loser->stop(shop_.options.cancel_grace + shop_.options.kill_grace);
  lock.lock();
  if (stopping_) return;
  shop_.log->info("[{}] {} has ended{}", loser->file.description.name, version_text(loser->file), gap_text());
  former_ = {};
  changed_.notify_all();
}

void PluginHome::refuse(std::string why) {
  std::scoped_lock lock(mutex_);
  swap_error_ = std::move(why);
}

std::vector<std::shared_ptr<Edition>> PluginHome::editions() const {
  std::scoped_lock lock(mutex_);
  std::vector<std::shared_ptr<Edition>> out{current_.edition};
  if (former_.edition) out.push_back(former_.edition);
  return out;
}

void PluginHome::cancel_all() {
  {
    std::scoped_lock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  for (const auto& edition : editions())
    for (auto* keeper : {&edition->main, &edition->quarantine}) keeper->cancel_all();
}

void PluginHome::stop(Millis grace) {
  cancel_all();
  const auto until = Steady::now() + grace;
  if (overseer_.joinable()) overseer_.join();
  for (const auto& edition : editions())
    for (auto* keeper : {&edition->main, &edition->quarantine})
      keeper->stop(std::max(std::chrono::duration_cast<Millis>(until - Steady::now()), Millis(0)));
}

void PluginHome::close(std::uint64_t instance) {
  for (const auto& edition : editions())
    for (auto* keeper : {&edition->main, &edition->quarantine})
      if (const auto worker = keeper->living()) worker->close(instance);
}

std::vector<WorkerInfo> PluginHome::infos() const {
  std::scoped_lock lock(mutex_);
  std::vector<WorkerInfo> out;
  for (const auto* slot : {&current_, &former_}) {
    if (!slot->edition) continue;
    auto info = slot->edition->main.info();
    info.generation = slot->edition->number;
    if (slot == &current_) info.swap_error = swap_error_;
    else info.state = slot->seats.empty() ? "standby" : "draining";
    out.push_back(std::move(info));
  }
  return out;
}

bool PluginHome::is_suspect(const std::string& key) const {
  std::scoped_lock lock(mutex_);
  return suspects_.contains(key);
}

void PluginHome::suspect(const std::string& key) {
  std::scoped_lock lock(mutex_);
  if (suspects_.size() < kSuspects) suspects_.insert(key);
}

void PluginHome::clear(const std::string& key) {
  std::scoped_lock lock(mutex_);
  suspects_.erase(key);
}

}  // namespace fairway::plugins

// What comes in, and the clock: orders are shipped after a while, some in two parts.
#include "host/sandbox/files/warehouse.hpp"

#include <fmt/format.h>

#include "host/base/text.hpp"

namespace fairway::sandbox {
namespace {

constexpr auto kLookEvery = std::chrono::milliseconds(200);
constexpr Millis kStockEvery = std::chrono::hours(6);

}  // namespace

const char* name_of(FileOrder::State state) {
  constexpr const char* kNames[] = {"open", "shipped", "closed", "cancelled"};
  return kNames[static_cast<std::size_t>(state)];
}

FileWarehouse::FileWarehouse(World& world, std::string side, std::filesystem::path folder)
    : world_(world), side_(std::move(side)), folder_(std::move(folder)) {}

Status FileWarehouse::start() {
  if (auto made = folder_.make(); !made) return made;
  stopping_ = false;
  thread_ = std::thread([this] { watch(); });
  return {};
}

void FileWarehouse::stop() {
  {
    std::scoped_lock lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void FileWarehouse::watch() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    look();
    wake_.wait_for(lock, kLookEvery);
  }
}

void FileWarehouse::look() {
  for (const auto& file : folder_.take()) read(file);
}

void FileWarehouse::clear() {
  std::scoped_lock lock(mutex_);
  ++life_;
  by_reference_.clear();
  orders_.clear();
  shelves_.clear();
  shipments_ = files_ = 0;
  forget();
}

json::object FileWarehouse::counts() const {
  std::scoped_lock lock(mutex_);
  std::map<std::string_view, std::int64_t> states;
  for (const auto& order : orders_) ++states[name_of(order.state)];
  json::object out{{"orders", orders_.size()}, {"shipments", shipments_}, {"files", files_}};
  for (const auto& [state, number] : states) out[state] = number;
  return out;
}

FileOrder* FileWarehouse::find(const std::string& depositor, const std::string& reference) {
  const auto found = by_reference_.find({depositor, reference});
  return found == by_reference_.end() ? nullptr : found->second;
}

FileWarehouse::Stock& FileWarehouse::stock_of(const FileOrder& order, const FileLine& line) {
  auto& shelf = shelves_[order.depositor];
  return shelf.try_emplace(line.sku, Stock{world_.settings.get().default_stock, 0}).first->second;
}

bool FileWarehouse::take_on(FileOrder order, const std::string& file) {
  json::object detail{{"file", file}, {"service", order.service}};
  if (find(order.depositor, order.reference)) {
    note("duplicate", order.depositor, order.reference, {}, std::move(detail));
    return false;
  }
  json::array lines;
  for (const auto& line : order.lines)
    lines.push_back(json::object{{"line_id", line.id}, {"sku", line.sku}, {"quantity", line.quantity}});
  detail["lines"] = std::move(lines);
  note("create", order.depositor, order.reference, {}, std::move(detail));
  const bool first = !shelves_.contains(order.depositor);
  auto& kept = orders_.emplace_back(std::move(order));
  by_reference_[{kept.depositor, kept.reference}] = &kept;
  for (const auto& line : kept.lines) stock_of(kept, line).committed += line.quantity;
  if (first) schedule_stock(kept.depositor);
  schedule(kept);
  return true;
}

void FileWarehouse::cancel(const std::string& depositor, const std::string& reference, const std::string& file) {
  auto* order = find(depositor, reference);
  const bool in_time = order && order->state == FileOrder::State::open && order->shipments == 0;
  note(in_time ? "cancel" : "cancel_late", depositor, reference, {}, {{"file", file}});
  if (!in_time) return;
  order->state = FileOrder::State::cancelled;
  for (const auto& line : order->lines) stock_of(*order, line).committed -= line.quantity;
}

void FileWarehouse::schedule(const FileOrder& order) {
  const auto settings = world_.settings.get();
  if (!settings.auto_ship) return;
  Random random(mix(world_.seed ^ hash_of(order.depositor + '/' + order.reference)));
  const auto whole = settings.paced(settings.ship_delay);
  const auto first = settings.paced(settings.accept_delay) + whole / 2 +
                     Millis(static_cast<std::int64_t>(static_cast<double>(whole.count() / 2) * random.unit()));
  const bool split = random.chance(settings.partial_share);
  const auto due = [&](Millis in, bool last) {
    world_.timeline.at(world_.timeline.now() + in,
                       [this, life = life_, depositor = order.depositor, reference = order.reference, last] {
                         std::scoped_lock lock(mutex_);
                         if (life == life_) ship_due(depositor, reference, last);
                       });
  };
  due(first, !split);
  if (split) due(first + whole / 2, true);
}

// A snapshot some times a day, as long as there is something to tell.
void FileWarehouse::schedule_stock(const std::string& depositor) {
  const auto every = std::max(world_.settings.get().paced(kStockEvery), Millis(60'000));
  world_.timeline.at(world_.timeline.now() + every, [this, life = life_, depositor] {
    std::scoped_lock lock(mutex_);
    if (life != life_) return;
    tell_stock(depositor, shelves_[depositor]);
    schedule_stock(depositor);
  });
}

void FileWarehouse::leave(const std::string& operation, const std::string& depositor, const std::string& name,
                          std::string bytes) {
  const auto strikes = world_.faults.draw(side_, operation, depositor);
  if (strikes.has(FaultKind::drop_delivery)) return;
  if (strikes.has(FaultKind::truncated)) bytes.resize(bytes.size() / 2);
  if (strikes.has(FaultKind::garbage)) bytes = "PK\x03\x04 this was meant for somebody else\n";
  for (const auto& as : {name, "again-" + name}) {
    if (auto left = folder_.leave(as, bytes); !left) violate(operation, as, left.error().message);
    ++files_;
    note("file", depositor, {}, as, {{"operation", operation}, {"bytes", bytes.size()}});
    if (!strikes.has(FaultKind::double_delivery)) return;
  }
}

void FileWarehouse::note(std::string kind, const std::string& depositor, const std::string& order, std::string item,
                         json::object detail) {
  world_.journal.add(
      {0, world_.timeline.now(), side_, std::move(kind), depositor, order, std::move(item), std::move(detail)});
}

void FileWarehouse::violate(const std::string& operation, std::string field, std::string message) {
  world_.violations.add({0, world_.timeline.now(), side_, operation, "rules", std::move(field), std::move(message)});
}

}  // namespace fairway::sandbox

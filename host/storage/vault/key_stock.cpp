#include "host/storage/vault/key_stock.hpp"

#include <algorithm>
#include <iterator>

namespace fairway::storage {

namespace {

// Keys of one batch share their first bytes, so they lie side by side: a batch writes few pages of keys.db, not hundreds.
constexpr std::size_t kBatchBytes = 6;

}  // namespace

KeyStock::~KeyStock() {
  std::vector<std::string> unused;
  unused.reserve(ready_.size());
  for (auto& [id, key] : ready_) unused.push_back(std::move(id));
  (void)store_->destroy(unused);  // where it fails they stay behind, as after a crash
}

Result<KeyStock::Keys> KeyStock::take(std::size_t count) {
  std::lock_guard lock(mutex_);
  if (ready_.size() < count) {
    if (auto made = make(std::max(count - ready_.size(), next_)); !made) return fail(made.error());
    next_ = std::min(2 * next_, kMost);
  }
  const auto from = ready_.end() - static_cast<std::ptrdiff_t>(count);
  Keys taken(std::make_move_iterator(from), std::make_move_iterator(ready_.end()));
  ready_.erase(from, ready_.end());
  return taken;
}

Status KeyStock::make(std::size_t count) {
  Keys made;
  made.reserve(count);
  std::string id(kKeyIdBytes, '\0');
  randombytes_buf(id.data(), kBatchBytes);
  for (std::size_t i = 0; i < count; ++i) {
    randombytes_buf(id.data() + kBatchBytes, id.size() - kBatchBytes);
    made.emplace_back(id, Key::random());
  }
  if (auto added = store_->add(made); !added) return added;
  ready_.insert(ready_.end(), std::make_move_iterator(made.begin()), std::make_move_iterator(made.end()));
  return {};
}

}  // namespace fairway::storage

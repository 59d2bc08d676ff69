// Keys made and committed ahead of their use. A commit of keys.db waits about four times for the disk, whether it brings one
// key or thousands; so they are made by the thousand, and sealing mostly takes what lies ready.
//
// The stock is in memory only and of this process: a key leaves it once, and one that another process or an earlier start
// left over in keys.db is never taken up. It was never used, so to lose it in a crash harms nobody; a normal end deletes
// what is left.
#pragma once
#include <mutex>
#include <vector>

#include "host/storage/vault/key_store.hpp"

namespace fairway::storage {

// For any thread.
class KeyStock {
 public:
  using Keys = std::vector<std::pair<std::string, Key>>;
  static constexpr std::size_t kMost = 4096;  // keys made at once; about 600 KB of keys.db

  explicit KeyStock(std::unique_ptr<KeyStore> store) : store_(std::move(store)) {}
  ~KeyStock();

  // So many keys that nobody had before and that are on disk already. All or none.
  Result<Keys> take(std::size_t count);
  KeyStore& store() { return *store_; }

 private:
  Status make(std::size_t count);

  std::unique_ptr<KeyStore> store_;
  std::mutex mutex_;
  Keys ready_;
  std::size_t next_ = 16;  // keys to make at least when the stock runs out: doubles, so a command that seals once makes few
};

}  // namespace fairway::storage

// The host's keys in use: the one in host.key and, while it is being exchanged, the next one in host.key.next. What is sealed
// is sealed under the newest; what is unsealed may be under either, and under any that this process has known. So a host
// goes on while another process exchanges the key beneath it (rotate.hpp).
//
// Seal inside the transaction that keeps what was sealed: the one who exchanges the key begins its own after host.key.next is
// there, and finds all that was sealed before.
#pragma once
#include <sys/stat.h>

#include <filesystem>
#include <memory>
#include <shared_mutex>
#include <vector>

#include "host/base/result.hpp"
#include "host/storage/vault/sealing.hpp"

namespace fairway::storage {

enum class Purpose { keys, tokens, secrets };  // each has a key of its own, derived from the host's

// For any thread.
class HostRing {
 public:
  // UNAVAILABLE without host.key, CONFIG where others may read it.
  static Result<std::shared_ptr<HostRing>> open(const std::filesystem::path& data);

  std::string seal(Purpose purpose, std::string_view plain);
  std::optional<std::string> unseal(Purpose purpose, std::string_view sealed);

 private:
  struct Known {
    Key mark;  // tells whether two are the same; derived as well
    std::array<Key, 3> keys;
  };
  using Stamp = std::array<std::int64_t, 10>;  // of both files, as a change of either changes it

  explicit HostRing(std::filesystem::path data) : data_(std::move(data)) {}
  Stamp stamp() const;
  Status refresh();
  Status read(const std::filesystem::path& file);
  void put_first(const Key& host_key);
  std::optional<std::string> try_all(Purpose purpose, std::string_view sealed);

  const std::filesystem::path data_;
  std::shared_mutex mutex_;
  std::optional<Stamp> stamp_;
  std::vector<Known> known_;  // the newest first
};

}  // namespace fairway::storage

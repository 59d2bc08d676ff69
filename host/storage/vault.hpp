// Personal data and secrets at rest. What is about a person is sealed (libsodium secretbox) under a key of its own; the
// keys lie apart, in keys.db (overwritten where they are deleted), sealed under the host key. To destroy a key is to
// redact: in the database, in its dumps and in every backup made after.
#pragma once
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/result.hpp"

namespace fairway::storage {

class Vault {
 public:
  virtual ~Vault() = default;

  struct Sealed {
    std::string key_id, bytes;
  };
  // Seals each text under a fresh key, which no other text ever gets. All keys are committed to disk when this returns: before
  // the rows that need them. They are made ahead in batches, so most calls wait for no disk.
  virtual Result<std::vector<Sealed>> seal(std::span<const std::string> texts) = 0;
  // Under the key that a row has already.
  virtual Result<std::string> reseal(const std::string& key_id, const std::string& text) = 0;
  // REJECTED when the key was destroyed (redacted).
  virtual Result<std::string> unseal(const Sealed& sealed) = 0;
  virtual Status destroy(std::span<const std::string> key_ids) = 0;

  // For tokens: under the host key itself. Seal inside the transaction that keeps it (vault/host_ring.hpp says why).
  virtual std::string seal_with_host_key(const std::string& text) = 0;
  virtual Result<std::string> unseal_with_host_key(const std::string& sealed) = 0;

  virtual Status backup(const std::filesystem::path& file) = 0;  // keys and host key: guard it
};

// Makes keys.db and host.key (mode 0600) in the data folder where they are missing. CONFIG when only host.key is: a new one
// would not open the old keys. The vault is for any thread. `make` false: CONFIG when either is missing.
Result<std::unique_ptr<Vault>> open_vault(const std::filesystem::path& data, bool make = true);

// `fairway backup` and `restore`: data and sealed secrets to one file, keys to another. A backup may be taken while a host runs; it refuses to
// overwrite (REJECTED). A restore refuses a folder that has data (REJECTED) or a host (UNAVAILABLE), and a backup that is
// damaged, of a newer version (CONFIG), or whose keys are another's; the folder then stays as it was.
Status backup(const std::filesystem::path& data, const std::filesystem::path& file, const std::filesystem::path& keys,
              const std::string& url = "sqlite:fairway.db");
// Keys whose destruction `file` records do not come back, nor those of `redacted`: later data files of backups, or what is left of
// the database that was lost.
Status restore(const std::filesystem::path& data, const std::filesystem::path& file, const std::filesystem::path& keys,
               const std::string& url = "sqlite:fairway.db", const std::vector<std::filesystem::path>& redacted = {});

}  // namespace fairway::storage

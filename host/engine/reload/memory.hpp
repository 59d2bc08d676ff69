// What one attempt leaves to the next, so that changing one account costs as much beside ten thousand as beside ten. The
// database is this host's alone, so what was written last is what it holds.
#pragma once
#include "host/engine/apply.hpp"
#include "host/engine/judge.hpp"
#include "host/engine/quota.hpp"

namespace fairway::engine {

struct ReloadMemory {
  struct Stored {
    AccountRows accounts;
    SellerHolders sellers;
  };
  JudgeMemory judged;
  QuotaMemory quota;
  std::set<StoreName> refused;  // of what runs
  // What was taken back: what that was, and what the files came to (another thing where they are pinned).
  struct RefusedVersion {
    std::string hash, of_files;
  };
  std::map<std::string, RefusedVersion> refused_versions;  // by account
  std::optional<Stored> stored;                            // none at the start, and after what went wrong: then it is read
};

}  // namespace fairway::engine

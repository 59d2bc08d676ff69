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
  std::set<StoreName> refused;   // of what runs
  std::optional<Stored> stored;  // none at the start, and after what went wrong: then it is read
};

}  // namespace fairway::engine

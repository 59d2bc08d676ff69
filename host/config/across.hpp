// What accounts say of each other, looked at again only where an account says something else than before.
#pragma once
#include "host/config/crosschecks.hpp"
#include "host/config/known_files.hpp"
#include "host/config/load.hpp"

namespace fairway::config {

class Across {
 public:
  // The findings of check_across(), one list for each file in their order; no list at all where there is none.
  std::vector<Findings> check(const KnownFiles::Files& files, const LoadOptions& options);

 private:
  std::vector<std::shared_ptr<const Account>> accounts_;  // of the last check, in the files' order
  Unread unread_;
  bool clean_ = false;  // it found nothing, whoever holds a seller
};

}  // namespace fairway::config

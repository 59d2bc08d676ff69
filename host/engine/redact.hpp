// Keeps secrets out of the log: values known from the configuration, and anything that has the shape of a token.
#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "host/config/snapshot.hpp"

namespace fairway::engine {

class Redactor {
 public:
  // Replaces what is known: every secret of the snapshot, and what else came from ${…} outside settings. Values of fewer than four
  // characters are left out: they would mask half of every line. [any thread]
  // `also`: what runs beside it still; null: nothing.
  void know(const config::Snapshot& snapshot, const config::Snapshot* also = nullptr);
  void know(std::vector<std::string> secrets);

  // `text` with each secret as "***". Beside the known ones: Amazon's tokens (Atza|…, Atzr|…, Atc|…) and what follows
  // "Bearer " or "Basic ". [any thread]
  std::string mask(std::string_view text) const;

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const std::vector<std::string>> secrets_ = std::make_shared<const std::vector<std::string>>();
};

}  // namespace fairway::engine

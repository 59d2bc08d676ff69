// What a plugin and its remote say to each other: written down, or answered from what was written down before (SDK-7).
#pragma once
#include <cstdio>
#include <memory>
#include <mutex>

#include "fairway/testing/conversation.hpp"
#include "host/base/result.hpp"
#include "host/plugins/wire/mask.hpp"

namespace fairway::plugins {

class Tape {
 public:
  // Absolute paths, or empty. CONFIG where a file cannot be written or is no conversation.
  Status open(const std::string& record, const std::string& replay);
  bool plays() const noexcept { return plays_; }
  bool records() const noexcept { return record_ != nullptr; }

  // [any] The answer of then. UNAVAILABLE: none came then, or nobody asked this.
  Result<testing::SaidResponse> play(const testing::SaidRequest& asked);
  // [any] Writes an exchange down; no answer: none came. Secrets, tokens and cookies are left out; people are not. Bodies may be
  // any bytes.
  void write(testing::Exchange said, const Masker& masker);

 private:
  struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };
  std::mutex mutex_;
  std::unique_ptr<std::FILE, Close> record_;
  bool plays_ = false;
  testing::Conversation conversation_;
};

// The values of members that hold a token, as a token endpoint answers them, become "recorded".
std::string without_tokens(std::string json);

}  // namespace fairway::plugins

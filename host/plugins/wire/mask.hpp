// Keeps secret values out of text that is logged or stored.
#pragma once
#include <deque>
#include <map>
#include <shared_mutex>
#include <string>
#include <string_view>

namespace fairway::plugins {

// [any] Values shorter than four bytes are not masked: they would take ordinary words with them.
class Masker {
 public:
  // Hides the value as it is, percent-encoded and in Base64.
  void learn(std::string_view secret);
  void forget(std::string_view secret);  // ends one learn(); it is hidden as long as there is another
  // The same for a value that lives for an hour: of these the last 20,000 are known.
  void learn_token(std::string_view token);
  std::string mask(std::string_view text) const;  // each secret becomes ***

 private:
  void add(std::string_view secret);
  void drop(std::string_view secret);
  std::size_t length_at(std::string_view text) const;

  mutable std::shared_mutex mutex_;
  std::map<std::string, std::size_t, std::less<>> secrets_;  // how often each was learnt
  std::deque<std::string> tokens_;
};

std::string percent_encoded(std::string_view text);  // all but RFC 3986 unreserved characters

}  // namespace fairway::plugins

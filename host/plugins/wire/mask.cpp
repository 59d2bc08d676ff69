#include "host/plugins/wire/mask.hpp"

#include "host/base/text.hpp"

namespace fairway::plugins {
namespace {

constexpr std::size_t kShortest = 4;
constexpr std::size_t kTokens = 20000;

std::array<std::string, 3> forms(std::string_view secret) {
  return {std::string(secret), percent_encoded(secret), to_base64(secret)};
}

}  // namespace

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
                       c == '_' || c == '~';
    if (plain) out += c;
    else out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

void Masker::learn(std::string_view secret) {
  if (secret.size() < kShortest) return;
  std::unique_lock lock(mutex_);
  add(secret);
}

void Masker::forget(std::string_view secret) {
  if (secret.size() < kShortest) return;
  std::unique_lock lock(mutex_);
  drop(secret);
}

void Masker::learn_token(std::string_view token) {
  if (token.size() < kShortest) return;
  std::unique_lock lock(mutex_);
  if (secrets_.contains(token)) return;
  add(token);
  tokens_.emplace_back(token);
  if (tokens_.size() <= kTokens) return;
  drop(tokens_.front());
  tokens_.pop_front();
}

void Masker::add(std::string_view secret) {
  for (auto& form : forms(secret)) ++secrets_[std::move(form)];
}

void Masker::drop(std::string_view secret) {
  for (const auto& form : forms(secret)) {
    const auto found = secrets_.find(form);
    if (found != secrets_.end() && --found->second == 0) secrets_.erase(found);
  }
}

// The greatest secret that is not greater than the text is the only candidate of its length; a shorter one can only be
// a beginning that both have in common.
std::size_t Masker::length_at(std::string_view text) const {
  while (text.size() >= kShortest) {
    auto after = secrets_.upper_bound(text);
    if (after == secrets_.begin()) return 0;
    const std::string_view candidate = std::prev(after)->first;
    const auto differs = std::mismatch(candidate.begin(), candidate.end(), text.begin(), text.end()).first;
    if (differs == candidate.end()) return candidate.size();
    text = text.substr(0, static_cast<std::size_t>(differs - candidate.begin()));
  }
  return 0;
}

std::string Masker::mask(std::string_view text) const {
  std::string out;
  out.reserve(text.size());
  std::shared_lock lock(mutex_);
  while (!text.empty()) {
    if (const auto length = length_at(text); length > 0) {
      out += "***";
      text.remove_prefix(length);
    } else {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return out;
}

}  // namespace fairway::plugins

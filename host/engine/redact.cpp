#include "host/engine/redact.hpp"

namespace fairway::engine {
namespace {

constexpr std::string_view kMask = "***";
constexpr std::array<std::string_view, 5> kTokenStarts{"Atza|", "Atzr|", "Atc|", "Bearer ", "Basic "};

bool token_char(char c) {
  const auto u = static_cast<unsigned char>(c);
  return std::isalnum(u) || std::string_view("-._~+/=|").find(c) != std::string_view::npos;
}

void replace_all(std::string& text, const std::string& secret) {
  for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + kMask.size()))
    text.replace(at, secret.size(), kMask);
}

void mask_after(std::string& text, std::string_view start) {
  for (auto at = text.find(start); at != std::string::npos; at = text.find(start, at + start.size())) {
    const auto from = at + start.size();
    auto to = from;
    while (to < text.size() && token_char(text[to])) ++to;
    if (to > from) text.replace(from, to - from, kMask);
  }
}

void collect(const config::Settings& settings, std::vector<std::string>& out) {
  for (const auto& [name, value] : settings.secrets) out.push_back(value);
}

void collect(const config::Snapshot& snapshot, std::vector<std::string>& out) {
  out.insert(out.end(), snapshot.host.hidden.begin(), snapshot.host.hidden.end());
  for (const auto* accounts : {&snapshot.accounts, &snapshot.unsound})
    for (const auto& [name, account] : *accounts) {
      out.insert(out.end(), account->hidden.begin(), account->hidden.end());
      for (const auto& store : account->stores) collect(store.settings, out);
      for (const auto& warehouse : account->warehouses) collect(warehouse.settings, out);
      if (account->shipping) collect(*account->shipping, out);
    }
}

}  // namespace

void Redactor::know(const config::Snapshot& snapshot, const config::Snapshot* also) {
  std::vector<std::string> secrets;
  for (const auto* each : {&snapshot, also})
    if (each) collect(*each, secrets);
  know(std::move(secrets));
}

void Redactor::know(std::vector<std::string> secrets) {
  std::erase_if(secrets, [](const std::string& s) { return s.size() < config::kShortestHidden; });
  // The longest first, so that a secret that holds another one is masked whole.
  std::sort(secrets.begin(), secrets.end(),
            [](const auto& a, const auto& b) { return a.size() != b.size() ? a.size() > b.size() : a < b; });
  secrets.erase(std::unique(secrets.begin(), secrets.end()), secrets.end());
  std::scoped_lock lock(mutex_);
  secrets_ = std::make_shared<const std::vector<std::string>>(std::move(secrets));
}

std::string Redactor::mask(std::string_view text) const {
  std::shared_ptr<const std::vector<std::string>> secrets;
  {
    std::scoped_lock lock(mutex_);
    secrets = secrets_;
  }
  std::string out(text);
  for (const auto& secret : *secrets) replace_all(out, secret);
  for (const auto start : kTokenStarts) mask_after(out, start);
  return out;
}

}  // namespace fairway::engine

#include "host/engine/redact.hpp"

#include "host/base/walk.hpp"

namespace fairway::engine {
namespace {

constexpr std::string_view kMask = "***";
constexpr std::array<std::string_view, 5> kTokenStarts{"Atza|", "Atzr|", "Atc|", "Bearer ", "Basic "};

bool token_char(char c) {
  const auto u = static_cast<unsigned char>(c);
  return std::isalnum(u) || std::string_view("-._~+/=|").find(c) != std::string_view::npos;
}

void mask_after(std::string& text, std::string_view start) {
  for (auto at = text.find(start); at != std::string::npos; at = text.find(start, at + start.size())) {
    const auto from = at + start.size();
    auto to = from;
    while (to < text.size() && token_char(text[to])) ++to;
    if (to > from) text.replace(from, to - from, kMask);
  }
}

template <class Use>
void each_secret(const config::Account& account, Use use) {
  const auto of = [&](const config::Settings& settings) {
    for (const auto& [name, value] : settings.secrets) use(value);
    for (const auto& password : settings.passwords) use(password);
  };
  for (const auto& text : account.hidden) use(text);
  for (const auto& store : account.stores) of(store.settings);
  for (const auto& warehouse : account.warehouses) of(warehouse.settings);
  if (account.shipping) of(*account.shipping);
}

}  // namespace

void Redactor::know(const config::Snapshot& snapshot, const config::Snapshot* also) {
  static const config::Snapshot kNothing;
  const auto& beside = also ? *also : kNothing;
  auto host = snapshot.host.hidden;
  host.insert(beside.host.hidden.begin(), beside.host.hidden.end());
  know(std::move(host));
  const std::array now{&snapshot.accounts, &snapshot.unsound, &beside.accounts, &beside.unsound};
  std::scoped_lock lock(mutex_);
  std::vector<Account> gone;  // forgotten last: a secret that something new has as well is hidden all the while
  for (std::size_t i = 0; i < now.size(); ++i)
    for (const auto& [name, account] : differing(known_[i], *now[i])) {
      auto& known = known_[i][name];
      if (account) each_secret(*account, [&](const auto& secret) { masker_.learn(secret); });
      if (known) gone.push_back(std::move(known));
      if (account) known = account;
      else known_[i].erase(name);
    }
  for (const auto& account : gone) each_secret(*account, [&](const auto& secret) { masker_.forget(secret); });
}

void Redactor::know(std::set<std::string> of_the_host) {
  std::scoped_lock lock(mutex_);
  for (const auto& text : of_the_host) masker_.learn(text);
  for (const auto& text : host_) masker_.forget(text);
  host_ = std::move(of_the_host);
}

std::string Redactor::mask(std::string_view text) const {
  auto out = masker_.mask(text);
  for (const auto start : kTokenStarts) mask_after(out, start);
  return out;
}

}  // namespace fairway::engine

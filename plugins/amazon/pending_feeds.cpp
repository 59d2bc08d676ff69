#include "pending_feeds.hpp"

#include <algorithm>

namespace amazon {
namespace {

std::vector<std::string> read_list(const std::optional<std::string>& text) {
  std::vector<std::string> list;
  fairway::JsonError error;
  if (text && !fairway::read_json(*text, list, error)) return {};
  return list;
}

}  // namespace

std::vector<std::string> PendingFeeds::ids() const { return read_list(state_.get(call_, list())); }
std::vector<std::string> PendingFeeds::orders(const std::string& feed) const {
  return read_list(state_.get(call_, key_of(feed)));
}

void PendingFeeds::add(const std::string& feed, const std::vector<std::string>& orders) const {
  state_.put(call_, key_of(feed), fairway::to_json(orders));
  change([&](std::vector<std::string>& list) { list.push_back(feed); });
}

void PendingFeeds::remove(const std::string& feed) const {
  state_.remove(call_, key_of(feed));
  change([&](std::vector<std::string>& list) { std::erase(list, feed); });
}

// Two lanes write the list, so it is changed only where nobody else did in between.
template <class F>
void PendingFeeds::change(F&& edit) const {
  for (int attempt = 0; attempt < 5; ++attempt) {
    const auto before = state_.get(call_, list());
    auto feeds = read_list(before);
    edit(feeds);
    if (state_.compare_and_set(call_, list(), before.value_or(""), feeds.empty() ? "" : fairway::to_json(feeds))) return;
  }
  throw fairway::Error::unavailable("the list of pending feeds is changed by others all the time");
}

}  // namespace amazon

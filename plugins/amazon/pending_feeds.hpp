// Feeds that Amazon has taken and not yet answered, in the channel's state: written by the lane that sends them, read by the one
// that asks how they ended.
#pragma once
#include <string>
#include <vector>

#include "fairway/plugin.hpp"

namespace amazon {

// Two kinds, each with a list of its own.
inline constexpr std::string_view kAckFeeds = "ack-feed", kCancelFeeds = "cancel-feed";

class PendingFeeds {
 public:
  PendingFeeds(const fairway::Host& host, const fairway::Call& call, std::string_view kind)
      : state_(host.state()), call_(call), kind_(kind) {}

  std::vector<std::string> ids() const;
  // The orders of the feed's messages, in their order.
  std::vector<std::string> orders(const std::string& feed) const;
  void add(const std::string& feed, const std::vector<std::string>& orders) const;
  void remove(const std::string& feed) const;

 private:
  template <class F>
  void change(F&& edit) const;
  std::string list() const { return kind_ + 's'; }
  std::string key_of(const std::string& feed) const { return kind_ + '/' + feed; }

  fairway::State state_;
  const fairway::Call& call_;
  std::string kind_;
};

}  // namespace amazon

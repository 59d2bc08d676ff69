// Acknowledgement feeds that Amazon has taken and not yet answered, in the channel's state: written by the lane that sends
// them, read by the one that asks how they ended.
#pragma once
#include <string>
#include <vector>

#include "fairway/plugin.hpp"

namespace amazon {

class PendingFeeds {
 public:
  PendingFeeds(const fairway::Host& host, const fairway::Call& call) : state_(host.state()), call_(call) {}

  std::vector<std::string> ids() const;
  // The orders of the feed's messages, in their order.
  std::vector<std::string> orders(const std::string& feed) const;
  void add(const std::string& feed, const std::vector<std::string>& orders) const;
  void remove(const std::string& feed) const;

 private:
  template <class F>
  void change(F&& edit) const;

  fairway::State state_;
  const fairway::Call& call_;
};

}  // namespace amazon

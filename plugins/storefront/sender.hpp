// One signed delivery to the shop, and what its answer means for the host's next step.
#pragma once
#include "event.hpp"
#include "settings.hpp"

namespace storefront {

inline constexpr const char* kOperation = "webhook";

class Sender {
 public:
  Sender(fairway::Host host, const Settings& settings) : host_(host), settings_(settings) {}

  bool has_address() const { return !settings_.webhook_url.empty(); }

  // Returns once the shop has answered 2xx. 408, 409, 425 and 429 mean later, as do 5xx, a redirect and no answer; any other
  // 4xx is REJECTED with what the shop says.
  void deliver(const fairway::Call&, const Event&) const;

 private:
  std::string signature(const fairway::Call&, const std::string& timestamp, const std::string& body) const;

  fairway::Host host_;
  const Settings& settings_;
};

}  // namespace storefront

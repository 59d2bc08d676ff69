// An account sells under one Amazon seller id at most, and no seller id is in two accounts (ACC-4).
#pragma once
#include "fairway/plugin.hpp"

namespace one_amazon_per_account {

class OneAmazonPerAccount final : public fairway::Channel<>, public fairway::Policy {
 public:
  using Channel::Channel;
  static fairway::Description describe();
  fairway::PolicyAnswer judge(const fairway::PolicyQuestion&) override;
};

}  // namespace one_amazon_per_account

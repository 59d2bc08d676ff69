// An account sells on Amazon or runs a Shopify shop, never both (ACC-5).
#pragma once
#include "fairway/plugin.hpp"

namespace shopify_exclusivity {

class ShopifyExclusivity final : public fairway::Channel<>, public fairway::Policy {
 public:
  using Channel::Channel;
  static fairway::Description describe();
  fairway::PolicyAnswer judge(const fairway::PolicyQuestion&) override;
};

}  // namespace shopify_exclusivity

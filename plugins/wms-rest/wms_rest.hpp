// A warehouse that speaks the Example 3PL warehouse API.
#pragma once
#include "client.hpp"
#include "fairway/plugin.hpp"
#include "settings.hpp"

namespace wms_rest {

class WmsRest final : public fairway::Channel<Settings>,
                      public fairway::Fulfiller,
                      public fairway::ShipmentSource,
                      public fairway::StockSource,
                      public fairway::StockLookup,
                      public fairway::HookSource {
 public:
  static fairway::Description describe();
  static void validate(fairway::Findings&, const Settings&);

  WmsRest(fairway::Host, Settings);

  void submit(const fairway::Call&, std::span<const fairway::Item<fairway::FulfilmentOrder>>, fairway::Results&) override;
  void cancel(const fairway::Call&, std::span<const fairway::Item<fairway::Cancellation>>, fairway::Results&) override;
  void pull_shipments(const fairway::Call&, const fairway::PullRequest&, fairway::PullOut&) override;
  void pull_stock(const fairway::Call&, const fairway::PullRequest&, fairway::PullOut&) override;
  void look_up_stock(const fairway::Call&, const std::vector<std::string>& skus, fairway::PullOut&) override;
  void pull_hook(const fairway::Call&, const fairway::HookRequest&, fairway::PullOut&) override;

 private:
  Client client_;
};

}  // namespace wms_rest

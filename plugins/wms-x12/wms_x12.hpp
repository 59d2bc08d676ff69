// A warehouse that speaks X12: 940 out; 945, 846, 944, 997 and TA1 in.
#pragma once
#include "fairway/plugin.hpp"
#include "inbox.hpp"
#include "outbox.hpp"
#include "settings.hpp"

namespace wms_x12 {

// An order on its way into a file.
struct Draft {
  std::string key;
  Segments segments;
};

class WmsX12 final : public fairway::Channel<Settings>,
                     public fairway::Fulfiller,
                     public fairway::ShipmentSource,
                     public fairway::StockSource,
                     public fairway::FileKeeper {
 public:
  static fairway::Description describe();
  static void validate(fairway::Findings&, const Settings&);

  WmsX12(fairway::Host, Settings);

  void submit(const fairway::Call&, std::span<const fairway::Item<fairway::FulfilmentOrder>>, fairway::Results&) override;
  void cancel(const fairway::Call&, std::span<const fairway::Item<fairway::Cancellation>>, fairway::Results&) override;
  // Both read the one inbox, and both emit what is in it.
  void pull_shipments(const fairway::Call&, const fairway::PullRequest&, fairway::PullOut&) override;
  void pull_stock(const fairway::Call&, const fairway::PullRequest&, fairway::PullOut&) override;
  void remove_old_files(const fairway::Call&, const fairway::RetentionRequest&, fairway::PullOut&) override;

 private:
  void prepare_all(const fairway::Call&, const std::vector<Draft>& drafts);
  void cancel_one(const fairway::Call&, const fairway::Cancellation&);

  Outbox outbox_;
  Inbox inbox_;
};

}  // namespace wms_x12

// A warehouse that takes orders as CSV files and answers with CSV files.
#pragma once
#include "fairway/drop/drop.hpp"
#include "fairway/drop/spool.hpp"
#include "fairway/plugin.hpp"
#include "settings.hpp"

namespace wms_csv {

class WmsCsv final : public fairway::Channel<Settings>,
                     public fairway::Fulfiller,
                     public fairway::ShipmentSource,
                     public fairway::StockSource,
                     public fairway::FileKeeper {
 public:
  static fairway::Description describe();
  static void validate(fairway::Findings&, const Settings&);

  WmsCsv(fairway::Host, Settings);

  void submit(const fairway::Call&, std::span<const fairway::Item<fairway::FulfilmentOrder>>, fairway::Results&) override;
  void cancel(const fairway::Call&, std::span<const fairway::Item<fairway::Cancellation>>, fairway::Results&) override;
  void pull_shipments(const fairway::Call&, const fairway::PullRequest&, fairway::PullOut&) override;
  void pull_stock(const fairway::Call&, const fairway::PullRequest&, fairway::PullOut&) override;
  void remove_old_files(const fairway::Call&, const fairway::RetentionRequest&, fairway::PullOut&) override;

 private:
  fairway::drop::Drop shipments_, stock_;  // the same folders, each with its names; put() of either serves
  fairway::drop::Spool spool_;
};

}  // namespace wms_csv

// Amazon as a channel: orders come from Orders 2026-01-01, the proof that none is missing from a report, as do all listings;
// confirmations go to Orders v0, acknowledgements by feed; listings are changed one by one or by feed. And as a fulfiller: MCF ships what was sold elsewhere, and FBA inventory tells what there is.
#pragma once
#include "client.hpp"
#include "fairway/plugin.hpp"
#include "outbound.hpp"
#include "settings.hpp"

namespace amazon {

class Amazon final : public fairway::Channel<Settings>,
                     public fairway::OrderSource,
                     public fairway::OrderIdSource,
                     public fairway::ListingSource,
                     public fairway::ListingFileReader,
                     public fairway::ListingFileWriter,
                     public fairway::NoticeSource,
                     public fairway::ShipmentSink,
                     public fairway::Acknowledger,
                     public fairway::OrderCanceller,
                     public fairway::ListingSink,
                     public fairway::ListingBulkSink,
                     public fairway::ListingStates,
                     public fairway::ListingVerdicts,
                     public fairway::ProductSource,
                     public fairway::Fulfiller,
                     public fairway::ShipmentSource,
                     public fairway::StockSource,
                     public fairway::StockLookup,
                     public fairway::Verifier {
 public:
  static fairway::Description describe();
  static void validate(fairway::Findings&, const Settings&);

  Amazon(fairway::Host, Settings);

  void pull_orders(const fairway::Call&, const fairway::PullRequest&, fairway::PullOut&) override;
  void pull_order_ids(const fairway::Call&, const fairway::PullRequest&, fairway::PullOut&) override;
  void pull_listings(const fairway::Call&, const fairway::PullRequest&, fairway::PullOut&) override;
  void read_listings(const fairway::Call&, const fairway::ListingFilePiece&, const fairway::ListingFilePlace&,
                     fairway::PullOut&) override;
  fairway::ListingFileAnswer write_listings(const fairway::ListingFileQuestion&) override;
  void pull_notices(const fairway::Call&, const fairway::PullRequest&, fairway::PullOut&) override;
  void confirm(const fairway::Call&, std::span<const fairway::Item<fairway::Shipment>>, fairway::Results&) override;
  void acknowledge(const fairway::Call&, std::span<const fairway::Item<fairway::OrderAck>>, fairway::Results&) override;
  void cancel_orders(const fairway::Call&, std::span<const fairway::Item<fairway::OrderCancellation>>,
                     fairway::Results&) override;
  void change_listings(const fairway::Call&, std::span<const fairway::Item<fairway::ListingChange>>,
                       fairway::Results&) override;
  void submit_changes(const fairway::Call&, std::span<const fairway::Item<fairway::ListingBulkChange>>,
                      fairway::Results&) override;
  void pull_verdicts(const fairway::Call&, const fairway::ListingVerdictParams&, fairway::PullOut&) override;
  void look_at_listings(const fairway::Call&, const fairway::ListingStateParams&, fairway::PullOut&) override;
  void look_up_products(const fairway::Call&, const std::vector<std::string>& asins, fairway::PullOut&) override;
  void submit(const fairway::Call&, std::span<const fairway::Item<fairway::FulfilmentOrder>>, fairway::Results&) override;
  void cancel(const fairway::Call&, std::span<const fairway::Item<fairway::Cancellation>>, fairway::Results&) override;
  void pull_shipments(const fairway::Call&, const fairway::PullRequest&, fairway::PullOut&) override;
  void pull_stock(const fairway::Call&, const fairway::PullRequest&, fairway::PullOut&) override;
  void look_up_stock(const fairway::Call&, const std::vector<std::string>& skus, fairway::PullOut&) override;
  fairway::ConnectIdentity verify(const fairway::Call&) override;

 private:
  void pull_summaries(const fairway::Call&, const std::string& only, fairway::PullOut&);
  void confirm_one(const fairway::Call&, const fairway::Shipment&);

  Client client_;
  std::unique_ptr<const Outbound> outbound_;
};

}  // namespace amazon

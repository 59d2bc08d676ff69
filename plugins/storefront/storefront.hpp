// A shop of the seller's own: it posts its orders to the host, and is told by signed webhooks what becomes of them.
#pragma once
#include "fairway/plugin.hpp"
#include "sender.hpp"
#include "settings.hpp"

namespace storefront {

class Storefront final : public fairway::Channel<Settings>,
                         public fairway::Acknowledger,
                         public fairway::ShipmentSink,
                         public fairway::NoticeSink,
                         public fairway::Verifier {
 public:
  static fairway::Description describe();
  static void validate(fairway::Findings&, const Settings&);

  Storefront(fairway::Host, Settings);

  void acknowledge(const fairway::Call&, std::span<const fairway::Item<fairway::OrderAck>>, fairway::Results&) override;
  void confirm(const fairway::Call&, std::span<const fairway::Item<fairway::Shipment>>, fairway::Results&) override;
  void notify(const fairway::Call&, std::span<const fairway::Item<fairway::Notice>>, fairway::Results&) override;
  fairway::ConnectIdentity verify(const fairway::Call&) override;

 private:
  Sender sender_;
};

}  // namespace storefront

#include "amazon.hpp"

#include "marketplaces.hpp"
#include "order_pull.hpp"

namespace amazon {

Amazon::Amazon(fairway::Host host, Settings given) : Channel(host, std::move(given)), client_(host, settings()) {
  const MarketplaceName* name = find_marketplace_name(settings().marketplace);
  if (name == nullptr) throw fairway::Error::config("not a marketplace", "/marketplace");
  outbound_ = outbound_2020(host, client_, std::string(name->marketplace->id));
}

void Amazon::pull_orders(const fairway::Call& call, const fairway::PullRequest& request, fairway::PullOut& out) {
  OrderPull(host(), client_, settings(), call, request, out).run();
}

}  // namespace amazon

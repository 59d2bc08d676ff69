#include "amazon.hpp"

#include "marketplaces.hpp"
#include "order_pull.hpp"

namespace amazon {

Amazon::Amazon(fairway::Host host, Settings given) : Channel(host, std::move(given)), client_(host, settings()) {
  if (find_marketplace_name(settings().marketplace) == nullptr)
    throw fairway::Error::config("not a marketplace", "/marketplace");
}

void Amazon::pull_orders(const fairway::Call& call, const fairway::PullRequest& request, fairway::PullOut& out) {
  OrderPull(host(), client_, settings(), call, request, out).run();
}

}  // namespace amazon

#include "storefront.hpp"

namespace storefront {
namespace {

// One delivery after the other, in their order. Without an address the shop asks by REST, and there is nothing to do. Once the
// shop does not answer, the rest would only wait for it, too.
template <class D, class MakeEvent>
void deliver_all(const Sender& sender, const fairway::Call& call, std::span<const fairway::Item<D>> items,
                 fairway::Results& results, MakeEvent make) {
  std::optional<fairway::Error> silent;
  for (const auto& item : items) {
    if (silent) {
      results.failed(item, *silent);
      continue;
    }
    call.check();
    if (!sender.has_address()) {
      results.accepted(item);
      continue;
    }
    const Event event = make(item);
    try {
      sender.deliver(call, event);
      results.accepted(item, event.id);
    } catch (const fairway::Error& error) {
      if (error.code() == FW_E_CANCELLED) throw;
      results.failed(item, error);
      if (error.code() != FW_E_REJECTED) silent = error;
    }
  }
}

}  // namespace

Storefront::Storefront(fairway::Host host, Settings given) : Channel(host, std::move(given)), sender_(host, settings()) {}

void Storefront::acknowledge(const fairway::Call& call, std::span<const fairway::Item<fairway::OrderAck>> items,
                             fairway::Results& results) {
  deliver_all(sender_, call, items, results,
              [this](const auto& item) { return acknowledged(settings().shop, item.key, item.document); });
}

void Storefront::confirm(const fairway::Call& call, std::span<const fairway::Item<fairway::Shipment>> items,
                         fairway::Results& results) {
  deliver_all(sender_, call, items, results,
              [this](const auto& item) { return shipped(settings().shop, item.key, item.document); });
}

void Storefront::notify(const fairway::Call& call, std::span<const fairway::Item<fairway::Notice>> items,
                        fairway::Results& results) {
  deliver_all(sender_, call, items, results,
              [this](const auto& item) { return noticed(settings().shop, item.key, item.document); });
}

// A ping, which the shop answers like any event. It has no account of its own to name: who answers at that address and knows
// the secret is the shop.
fairway::ConnectIdentity Storefront::verify(const fairway::Call& call) {
  if (sender_.has_address()) sender_.deliver(call, ping(settings().shop, std::to_string(host().now().ms)));
  return {settings().shop, {{"shop", settings().shop}}};
}

}  // namespace storefront

FAIRWAY_PLUGIN(storefront::Storefront);

// Orders of two lines at the warehouse west, sold on a channel that takes cancellations.
#pragma once
#include "host/flows/cancellation/give_up.hpp"
#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {

using namespace std::chrono_literals;

inline const Person kPerson{"admin"};

// A channel that takes cancellations, and orders of two lines.
struct CancelTest : FlowTest {
  CancelTest() {
    catalogue.plugins["amazon"].description.manifest.pushes.push_back(
        {"order-cancellation/1", "listings", "", 100, 0, false});
  }
  Order two(const std::string& id) {
    auto out = order(id);
    out.lines = {{.id = "L1", .sku = "SKU-1", .quantity = 2}, {.id = "L2", .sku = "SKU-2", .quantity = 1}};
    return out;
  }
  void routed(const std::string& id) {
    must(arrive({two(id)}));
    must(run("map"));
  }
  void submitted(const std::string& id) {
    routed(id);
    must(run("submit"));
    script.pushed.clear();
  }
  Order later(Order order, const std::function<void(Order&)>& how) {
    clock.advance(1s);
    how(order);
    order.updated_at = Time{ledger::to_ms(clock.now())};
    return order;
  }
  void accept_by_rule() {
    configure([](config::Account& account) {
      account.stores[0].orders.cancellations = config::Orders::Cancellations::accept;
      account.stores[0].places["/orders/cancellations"] = {"accounts/acme.yaml", 17, 9};
    });
  }
  // What was pushed of one kind.
  template <class D>
  std::vector<D> sent() {
    std::vector<D> out;
    for (const auto& item : script.pushed)
      if (item.document.schema == D::kSchema) out.push_back(from_json<D>(item.document.body));
    return out;
  }
  Status give_up(const std::string& id, const CancelWish& wish) {
    auto c = context();
    return cancel(c, "acme", stored(id).id, wish, kPerson);
  }
  std::string told() { return text("SELECT group_concat(state) FROM (SELECT state FROM cancellation ORDER BY id)"); }
  std::string parts() {
    return text("SELECT group_concat(reference || ' ' || state) FROM (SELECT reference, state FROM fulfilment ORDER BY id)");
  }
  void answer(std::string severity, std::string message) {
    script.pull = [=](const plugins::PullRequest&, plugins::PullSink& sink) {
      Notice notice;
      notice.kind = "cancellation-result", notice.channel_order_id = "1";
      notice.severity = severity, notice.message = message;
      return sink.commit({{{"notice/1", "n", to_json(notice)}}, {}, {}, ""});
    };
    clock.advance(2min);
    must(run("pull-notices"));
  }
  void ship(const std::string& reference, std::vector<LineQuantity> lines) {
    script.pull = [=](const plugins::PullRequest&, plugins::PullSink& sink) {
      Shipment shipment;
      shipment.id = "P" + reference, shipment.reference = reference, shipment.carrier = "UPS";
      shipment.tracking_number = "1Z" + reference;
      shipment.lines = lines;
      return sink.commit({{{"shipment/1", shipment.id, to_json(shipment)}}, {}, {}, "c" + reference});
    };
    must(db->transact([&](storage::Transaction& tx) {
      return ledger::enqueue(tx, {recurring_job("acme", "pull-shipments", "west", 15min, clock.now())}, clock.now());
    }));
    must(run("pull-shipments"));
  }
  std::int64_t findings(const std::string& kind) {
    return number("SELECT COUNT(*) FROM finding WHERE resolved_at IS NULL AND kind = '" + kind + "'");
  }
};

}  // namespace fairway::flows::test

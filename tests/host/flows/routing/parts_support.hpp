// An account whose orders several ship: west, east, and the store fba.
#pragma once
#include "host/config/skus.hpp"
#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {

using namespace std::chrono_literals;

// SKU-1 is in west, SKU-2 in east, SKU-3 in the store fba, whose channel ships.
struct PartsTest : FlowTest {
  PartsTest() {
    table = config::read_skus(
                "skus.csv",
                std::make_shared<const std::string>("sku,fulfilled-by,warehouse:east\nSKU-1,west,\nSKU-2,east,E-2\n"
                                                    "SKU-3,fba,\nSKU-4,fba east,\n"),
                {.stores = {"us-main", "fba"}, .warehouses = {"west", "east"}})
                .table;
    use({});
  }
  void configure_preference(const std::vector<std::string>& prefer) {
    preferred = prefer;
    use(fallback);
  }
  // A second store that ships.
  void configured_more() {
    auto account = std::make_shared<config::Account>(*config->accounts.at("acme"));
    auto second = account->fulfilling_stores[0];
    second.name = "fba-2";
    account->fulfilling_stores.push_back(second);
    account->stores.push_back(account->stores.back());
    account->stores.back().nickname = second.name;
    auto snapshot = std::make_shared<config::Snapshot>(*config);
    snapshot->accounts["acme"] = account;
    config = snapshot;
  }
  void use(const std::vector<std::string>& to) {
    fallback = to;
    configure([&](config::Account& account) {
      auto east = account.warehouses[0], fba = account.warehouses[0];
      east.name = "east";
      fba.name = "fba";
      fba.of_store = true;
      account.warehouses.push_back(east);
      account.fulfilling_stores = {fba};
      config::Store store;
      store.nickname = "fba";
      store.settings.plugin = "wms";
      account.stores.push_back(store);
      account.prefer = preferred;
      account.fallback = fallback;
      account.split = true;
      account.skus = table;
    });
  }
  Order of(const std::string& id, const std::vector<std::string>& skus) {
    auto out = order(id);
    out.lines.clear();
    for (const auto& sku : skus) out.lines.push_back({.id = "L" + sku.substr(4), .sku = sku, .quantity = 1});
    return out;
  }
  void routed(const std::string& id, const std::vector<std::string>& skus) {
    must(arrive({of(id, skus)}));
    must(run("map"));
  }
  void ship(const std::string& from, const std::string& reference) {
    script.pull = [=](const plugins::PullRequest&, plugins::PullSink& sink) {
      Shipment shipment;
      shipment.id = "P" + reference, shipment.reference = reference, shipment.carrier = "UPS";
      shipment.tracking_number = "1Z" + reference;
      return sink.commit({{{"shipment/1", shipment.id, to_json(shipment)}}, {}, {}, "c" + reference});
    };
    pull_parcels(from);
  }
  void pull_parcels(const std::string& from) {
    must(db->transact([&](storage::Transaction& tx) {
      return ledger::enqueue(tx, {recurring_job("acme", "pull-shipments", from, 15min, clock.now())}, clock.now());
    }));
    must(run("pull-shipments"));
    clock.advance(15min);
  }
  std::string parts() {
    auto rows = must(must(db->read())->query("SELECT warehouse, reference, state FROM fulfilment ORDER BY id"));
    std::string out;
    for (std::size_t i = 0; i < rows.size(); ++i)
      out += (i == 0 ? "" : ", ") + rows.text(i, 0) + " " + rows.text(i, 1) + " " + rows.text(i, 2);
    return out;
  }
  void refuse_at(const std::string& where) {
    script.push = [=](const plugins::PushItem& item) -> plugins::PushResult {
      if (item.document.body.find(where) != std::string::npos) return {fail(FW_E_REJECTED, "no such SKU"), ""};
      return {{}, "R-" + item.document.key};
    };
  }
  void stock(const std::string& sku, std::int64_t available) {
    script.pull = [=](const plugins::PullRequest&, plugins::PullSink& sink) {
      StockLevel level;
      level.sku = sku, level.available = available;
      return sink.commit({{{"stock-level/1", sku, to_json(level)}}, {}, {}, "c" + std::to_string(available)});
    };
    must(db->transact([&](storage::Transaction& tx) {
      return ledger::enqueue(tx, {recurring_job("acme", "pull-stock", "fba", 15min, clock.now())}, clock.now());
    }));
    must(run("pull-stock"));
    clock.advance(15min);
  }
  void reload() {  // what a reload that changed the account asks for
    must(db->transact(
        [&](storage::Transaction& tx) { return ledger::enqueue(tx, {remap_job("acme", clock.now())}, clock.now()); }));
    must(run("map"));
  }
  std::shared_ptr<const config::SkuTable> table;
  std::vector<std::string> preferred{"west", "east", "fba"}, fallback;
};

}  // namespace fairway::flows::test

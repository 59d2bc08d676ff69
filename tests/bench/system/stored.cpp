// Rows as years of work leave them, written by the ledger itself.
#include <fmt/format.h>

#include "host/ledger/fulfilment.hpp"
#include "host/ledger/order.hpp"
#include "tests/bench/system/measure.hpp"

namespace fairway::bench {
namespace {

constexpr int kBatch = 2000;
constexpr auto kAge = std::chrono::hours(24 * 10);  // not yet to be redacted

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

ledger::OrderRow order(int number, Instant at, storage::Vault::Sealed pii) {
  ledger::OrderRow row;
  row.account = "acme1";
  row.store = "us-main";
  row.store_id = 1;
  row.plugin = "amazon";
  row.seller = testing::World::seller(1);
  row.channel_order_id = fmt::format("{:03}-{:07}-OLD{}", number % 997, number * 7919LL % 10'000'000, number);
  row.channel_status = "shipped";
  row.fulfilled_by = "merchant";
  row.marketplace = "ATVPDKIKX0DER";
  row.ship_service = row.ship_category = "Standard";
  row.country = "US";
  row.service = "UPS Ground";
  row.service_rule = "accounts/acme1.yaml:29";
  row.ship_by = row.created_at = row.updated_at = row.taken_at = at;
  row.document = R"({"schema":"order/1","note":")" + std::string(1400, 'd') + "\"}";
  row.pii = std::move(pii);
  return row;
}

// One batch of orders with everything that happened to them.
void write(storage::Transaction& tx, storage::Vault& vault, int from, int count, Instant at) {
  const auto sealed = must(vault.seal(std::vector<std::string>(static_cast<std::size_t>(count), std::string(300, 'p'))));
  ledger::Orders rows;
  for (int i = 0; i < count; ++i) rows.push_back(order(from + i, at, sealed[static_cast<std::size_t>(i)]));
  ledger::Ledger ledger(at);
  using ledger::Event;
  for (auto& row : rows) {
    for (const auto event : {Event::seen, Event::routed, Event::submitted, Event::acknowledged, Event::shipped,
                             Event::confirmed, Event::verified})
      ledger.record(row, event, "pull-orders amazon (job 1)");
    row.ack = ledger::AckState::sent;
  }
  must(ledger.flush(tx));
  std::vector<ledger::Fulfilment> fulfilments(rows.size());
  std::vector<ledger::ShipmentRow> shipments(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto& one = fulfilments[i];
    one.order_id = rows[i].id;
    one.account = rows[i].account;
    one.warehouse = "west";
    one.scope = "wms-rest;west";
    one.reference = rows[i].channel_order_id;
    one.state = ledger::FulfilmentState::submitted;
    one.service = rows[i].service;
    one.remote_id = std::to_string(rows[i].id);
    one.created_at = at;
    one.submitted_at = at;
  }
  must(ledger::insert(tx, fulfilments));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto& one = shipments[i];
    one.order_id = rows[i].id;
    one.fulfilment_id = fulfilments[i].id;
    one.account = rows[i].account;
    one.store = rows[i].store;
    one.remote_id = one.package_reference = "1";
    one.carrier = "UPS";
    one.service = rows[i].service;
    one.tracking_number = "1Z" + std::to_string(rows[i].id);
    one.shipped_at = one.confirmed_at = one.verified_at = at;
    one.known_at = at;
    one.state = ledger::ShipmentState::verified;
  }
  must(ledger::insert(tx, shipments));
}

}  // namespace

void store_closed_orders(const std::filesystem::path& data, int orders) {
  auto database = must(storage::open({data}));
  auto vault = must(storage::open_vault(data));
  const auto at = SystemClock().now() - kAge;
  for (int from = 0; from < orders; from += kBatch) {
    auto tx = must(database->write());
    write(*tx, *vault, from, std::min(kBatch, orders - from), at);
    must(tx->commit());
  }
}

}  // namespace fairway::bench

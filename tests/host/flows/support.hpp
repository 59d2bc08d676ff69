// Flows on a real database and vault, with plugins that answer what a test tells them.
#pragma once
#include "fairway/json.hpp"
#include "host/flows/intake/take_orders.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/verbs.hpp"
#include "host/flows/working.hpp"
#include "tests/host/ledger/support.hpp"

namespace fairway::flows::test {

using ledger::test::Folder;
using ledger::test::kStart;
using ledger::test::must;

// What the plugins say. Unset: pulls bring nothing, pushes succeed with id "R-<key>", the shipping map says "UPS Ground".
struct Script : plugins::Supervisor {
  std::function<Status(const plugins::PullRequest&, plugins::PullSink&)> pull;
  std::function<plugins::PushResult(const plugins::PushItem&)> push;
  std::function<plugins::Answer(const ShippingQuestion&)> map;
  std::function<plugins::Answer(const std::string&)> decide;  // any other question
  std::vector<plugins::PushItem> pushed;
  std::vector<plugins::StateWrite> state;  // what a push writes to the plugin's state
  std::string asked;                       // the scope of the instance that is called: "acme/west"

  struct Spoken final : plugins::Channel {
    Spoken(Script& all, std::string of) : script(all), scope(std::move(of)) {}
    Script& script;
    std::string scope;
    plugins::CallEnd pull(const plugins::PullRequest& request, plugins::PullSink& sink,
                          const plugins::CallOptions&) override {
      script.asked = scope;
      return {script.pull ? script.pull(request, sink) : Status{}, {}, {}};
    }
    plugins::PushEnd push(const std::vector<plugins::PushItem>& items, const plugins::CallOptions&) override {
      script.asked = scope;
      plugins::PushEnd end;
      for (const auto& item : items) {
        script.pushed.push_back(item);
        end.results.push_back(script.push ? script.push(item) : plugins::PushResult{{}, "R-" + item.document.key});
      }
      end.end.state = script.state;
      return end;
    }
    std::vector<plugins::Answer> decide(std::string_view schema, const std::vector<std::string>& questions,
                                        const plugins::CallOptions&) override {
      std::vector<plugins::Answer> answers;
      if (schema != ShippingQuestion::kSchema) {
        for (const auto& text : questions) answers.push_back(script.decide(text));
        return answers;
      }
      for (const auto& text : questions)
        answers.push_back(script.map ? script.map(from_json<ShippingQuestion>(text))
                                     : plugins::Answer(R"({"service":"UPS Ground","rule":"/rules/0"})"));
      return answers;
    }
    Result<std::string> connect(std::string_view, const std::string&, const plugins::CallOptions&) override {
      return fail(FW_E_UNSUPPORTED, "no");
    }
  };
  std::shared_ptr<plugins::Channel> channel(const plugins::ChannelSpec& spec) override {
    return std::make_shared<Spoken>(*this, spec.scope);
  }
  std::vector<Failure> validate(const std::string&, const json::value&) override { return {}; }
  std::vector<plugins::WorkerInfo> workers() const override { return {}; }
  void stop(Millis) override {}
};

struct NoMeters final : Meters {
  void count(std::string_view, std::int64_t, std::map<std::string, std::string>) override {}
};

// One account `acme` with the store `us-main` on a channel that takes acknowledgements, and the warehouse `west`.
struct FlowTest : ::testing::Test {
  FlowTest() {
    Stream orders{"orders", {"order/1"}, "orders", "", {}};
    PluginFile amazon, wms;
    amazon.description.name = "amazon";
    amazon.description.manifest.streams = {orders};
    amazon.description.manifest.buyer_cancellations = false;  // but where a test is about them
    amazon.description.manifest.pushes = {{"order-ack/1", "listings", "", 100, 0, false},
                                          {"shipment/1", "control", "", 20, 0, false}};
    wms.description.name = "wms";
    wms.description.manifest.pushes = {{"fulfilment-order/1", "orders", "", 20, 0, true}};
    catalogue.plugins = {{"amazon", amazon}, {"wms", wms}};
    configure([](config::Account&) {});
    must(db->transact([](storage::Transaction& tx) -> Status {
      if (auto known = tx.execute("INSERT INTO account (name, hash, generation, applied_at) VALUES ('acme', '', 1, 0)");
          !known)
        return fail(known.error());
      return ledger::done(
          tx.execute("INSERT INTO store (account, nickname, plugin, seller, identity, first_seen, live_since) VALUES "
                     "('acme', 'us-main', 'amazon', 'seller-id=A1', 'A1/US', 0, ?)",
                     {ledger::to_ms(kStart - std::chrono::hours(24))}));
    }));
  }

  // Makes another snapshot, as a reload does.
  void configure(const std::function<void(config::Account&)>& change) {
    auto account = std::make_shared<config::Account>();
    account->name = "acme";
    account->company = "Acme BV";
    config::Store store;
    store.nickname = "us-main";
    store.settings.plugin = "amazon";
    store.seller_identity = "seller-id=A1";
    store.store_identity = "A1/US";
    store.orders.enabled = true;
    account->stores = {store};
    config::Warehouse west;
    west.name = "west";
    west.settings.plugin = "wms";
    west.amazon_agreement = true;
    account->warehouses = {west};
    account->prefer = {"west"};
    account->shipping.emplace();
    account->shipping->plugin = "shipping-map";
    account->shipping->places["/rules/0"] = {"accounts/acme.yaml", 61, 9};
    change(*account);
    auto snapshot = std::make_shared<config::Snapshot>();
    snapshot->accounts["acme"] = account;
    config = snapshot;
  }

  Context context() {
    return {in_use ? *in_use : *db,
            *vault,
            script,
            catalogue,
            clock,
            config,
            epoch,
            nullptr,
            [this](const ledger::Group& group, Instant) { woken.insert(group); },
            [] { return 0.5; },
            meters,
            {},
            say,
            messenger,
            folder.path / "files"};
  }

  Order order(const std::string& id) {
    Order o;
    o.channel_order_id = id;
    o.status = OrderStatus::unshipped;
    o.fulfilled_by = FulfilledBy::merchant;
    o.created_at = o.updated_at = Time{ledger::to_ms(kStart)};
    o.ship_service = "Standard";
    o.ship_to.name.text = "Quirin Zabelthau";
    o.ship_to.line1.text = "Hollow Lane 77b";
    o.ship_to.country = "US";
    o.lines = {{.id = "L1", .sku = "SKU-1", .quantity = 2}};
    return o;
  }

  // One page of a pull of orders, as take_on sees it.
  Status arrive(const std::vector<Order>& orders, std::vector<std::string> raw = {}) {
    auto c = context();
    Intake intake;
    intake.account = config->accounts.at("acme").get();
    intake.source = "store:us-main";
    intake.cause = "test";
    auto rows = must(ledger::stores_of(*must(db->read()), "acme"));
    intake.stores["us-main"] = {&intake.account->stores[0], rows.at(0)};
    plugins::Batch batch;
    for (const auto& o : orders) batch.documents.push_back({"order/1", o.channel_order_id, to_json(o)});
    for (auto& text : raw) batch.documents.push_back({"order/1", "raw", std::move(text)});
    auto unit = must(Unit::begin(c));
    if (auto ok = take_orders(c, unit, intake, batch); !ok) return ok;
    return unit.commit();
  }

  // Runs the due jobs of a kind, as the runner does, once. The flow's own status where it settled nothing.
  Status run(const std::string& kind) {
    auto c = context();
    Status last{};
    for (const auto& [group, due] : must(ledger::due_groups(*must(db->read())))) {
      if (group.kind != kind || due > clock.now()) continue;
      auto jobs = must(db->transact([&, g = group](storage::Transaction& tx) {
        return ledger::claim(tx, g, epoch, clock.now(), flows().at(kind).batch);
      }));
      if (jobs.empty()) continue;
      Work work(group, jobs);
      last = flows().at(kind).run(c, work);
      if (!work.settled() && !in_use)
        must(db->transact([&](storage::Transaction& tx) {
          return work.settle_all(c, tx, {last ? std::nullopt : std::optional(last.error()), {}});
        }));
    }
    return last;
  }

  ledger::OrderRow stored(const std::string& id) {
    auto rows = must(ledger::orders_by_channel_id(*must(db->read()), "amazon", "seller-id=A1", {id}));
    return rows.empty() ? ledger::OrderRow{} : rows[0];
  }
  std::string state(const std::string& id) { return std::string(ledger::text(stored(id).state)); }
  std::vector<std::string> events(const std::string& id) {
    std::vector<std::string> types;
    for (const auto& event : must(ledger::events_of(*must(db->read()), stored(id).id))) types.push_back(event.type);
    return types;
  }
  std::int64_t number(const std::string& sql) { return must(must(db->read())->query(sql)).integer(0, 0); }

  std::string text(const std::string& sql) { return must(must(db->read())->query(sql)).text(0, 0); }

  Folder folder;
  std::unique_ptr<storage::Database> db =
      must(storage::open({folder.path, "sqlite:fairway.db", std::chrono::seconds(5), false}));
  std::unique_ptr<storage::Vault> vault = must(storage::open_vault(folder.path));
  ManualClock clock{kStart};
  Catalogue catalogue;
  config::SnapshotPtr config;
  Script script;
  NoMeters meters;
  std::set<ledger::Group> woken;
  decltype(Context::say) say;  // what goes to the log
  Messenger* messenger = nullptr;
  storage::Database* in_use = nullptr;  // what flows write to, where that is not `db` itself
  std::int64_t epoch = 1;
};

}  // namespace fairway::flows::test

// WMS-2: warehouses that exchange files: what one stream opens is all taken, and a reply that comes later refuses what was
// sent.
#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {
namespace {

struct WarehouseFiles : FlowTest {
  WarehouseFiles() {
    auto& streams = catalogue.plugins.at("wms").description.manifest.streams;
    for (const auto* name : {"shipments", "stock"}) streams.push_back({name, {}, "orders", "", {}});
  }
  // A pull of a stream that brings these documents.
  void pull(const std::string& what, std::vector<plugins::Document> documents) {
    script.pull = [&](const plugins::PullRequest&, plugins::PullSink& sink) { return sink.commit({documents, {}, {}, ""}); };
    const auto& account = *config->accounts.at("acme");
    must(db->transact([&](storage::Transaction& tx) -> Status {
      for (auto& job : schedule(account, catalogue, clock.now()))
        if (job.group.kind == "pull-" + what)
          if (auto ok = ledger::enqueue(tx, {job}, clock.now()); !ok) return fail(ok.error());
      return {};
    }));
    must(run("pull-" + what));
  }
  static plugins::Document document(const Notice& notice) { return {"notice/1", "n", to_json(notice)}; }
  static Notice reply(const std::string& reference, const std::string& severity) {
    Notice notice;
    notice.kind = "acknowledgement-result", notice.reference = reference, notice.severity = severity;
    notice.message = "W01 element 2 has an unknown code";
    return notice;
  }
  std::string submitted(const std::string& id) {
    must(arrive({order(id)}));
    must(run("map"));
    must(run("submit"));
    EXPECT_EQ(state(id), "submitted");
    return text("SELECT reference FROM fulfilment ORDER BY id DESC LIMIT 1");
  }
};

TEST_F(WarehouseFiles, EitherStreamTakesAllThatItOpens) {
  const auto reference = submitted("1");
  StockLevel level;
  level.sku = "SKU-1", level.available = 7;
  Shipment shipment;
  shipment.id = "S1", shipment.reference = reference, shipment.lines = {{"L1", "SKU-1", 2}};
  pull("shipments", {{"stock-level/1", "l", to_json(level)}});
  EXPECT_EQ(number("SELECT available FROM stock_level"), 7);
  pull("stock", {{"shipment/1", "s", to_json(shipment)}});
  EXPECT_EQ(state("1"), "shipped");
  EXPECT_EQ(number("SELECT COUNT(*) FROM reject"), 0);
}

TEST_F(WarehouseFiles, AReplyThatRefusesTheOrderRejectsItAndItCanBeRetried) {
  const auto reference = submitted("1");
  pull("shipments", {document(reply(reference, "info"))});
  EXPECT_EQ(state("1"), "submitted");
  pull("shipments", {document(reply(reference, "error"))});
  EXPECT_EQ(state("1"), "rejected");
  EXPECT_EQ(stored("1").reason, "W01 element 2 has an unknown code");
  auto c = context();
  must(retry(c, "acme", stored("1").id, {"ada"}));
  must(run("map"));
  must(run("submit"));
  EXPECT_EQ(state("1"), "submitted");
  EXPECT_EQ(text("SELECT reference FROM fulfilment"), reference);  // the same, and no second one
  EXPECT_EQ(number("SELECT COUNT(*) FROM fulfilment"), 1);
}

TEST_F(WarehouseFiles, AReplyThatComesAfterTheParcelChangesNothing) {
  const auto reference = submitted("1");
  Shipment shipment;
  shipment.id = "S1", shipment.reference = reference, shipment.lines = {{"L1", "SKU-1", 1}};
  pull("shipments", {{"shipment/1", "s", to_json(shipment)}});
  pull("shipments", {document(reply(reference, "error"))});
  EXPECT_EQ(state("1"), "partially-shipped");
}

TEST_F(WarehouseFiles, BadNewsAboutNoOrderIsAFindingOfTheWarehouse) {
  Notice notice;
  notice.kind = "file-rejected", notice.severity = "error", notice.message = "the file a.edi is set aside";
  pull("shipments", {document(notice)});
  pull("stock", {document(notice)});
  notice.severity = "info", notice.message = "240 units were taken in";
  pull("stock", {document(notice)});
  EXPECT_EQ(number("SELECT COUNT(*) FROM finding"), 1);  // the same again is the same one
  EXPECT_EQ(text("SELECT account || ' ' || target || ' ' || message FROM finding"), "acme west the file a.edi is set aside");
  EXPECT_EQ(number("SELECT COUNT(*) FROM reject"), 0);
  const auto settle = [&](std::chrono::hours later) {
    clock.advance(later);
    must(db->transact([&](storage::Transaction& tx) { return ledger::resolve_settled(tx, clock.now()); }));
    return number("SELECT COUNT(*) FROM finding WHERE resolved_at IS NULL");
  };
  EXPECT_EQ(settle(std::chrono::hours(6 * 24)), 1);
  EXPECT_EQ(settle(std::chrono::hours(2 * 24)), 0);
}

}  // namespace
}  // namespace fairway::flows::test

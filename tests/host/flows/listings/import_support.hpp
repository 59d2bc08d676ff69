// Imports with a channel that shows what a test tells it, a page at a time.
#pragma once
#include "fairway/documents/listing.hpp"
#include "host/flows/listings/import_verbs.hpp"
#include "host/flows/listings/listing_verbs.hpp"
#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {

struct ImportTest : FlowTest {
  ImportTest() {
    catalogue.plugins["amazon"].description.manifest.streams.push_back({"listings", {"listing/1"}, "listings", "", {}});
    configure([](config::Account&) {});
    script.pull = [this](const plugins::PullRequest& request, plugins::PullSink& sink) { return show(request, sink); };
  }

  static Listing listing(const std::string& sku, const std::string& product = {}, const std::string& barcode = {}) {
    Listing l;
    l.sku = sku, l.product_id = product, l.barcode = barcode;
    l.title = "Title of " + sku, l.description = "About " + sku;
    l.images = {"https://images.example/" + sku + ".jpg"};
    l.price = {"19.90", "USD"};
    l.quantity = 3, l.pending_quantity = 0;
    l.fulfilled_by = FulfilledBy::merchant;
    l.status = ListingStatus::active;
    l.source = "row of " + sku;
    return l;
  }

  // The pages from the cursor on, each with a checkpoint.
  Status show(const plugins::PullRequest& request, plugins::PullSink& sink) {
    ++pulls;
    std::size_t at = request.cursor.empty() ? 0 : std::stoul(request.cursor);
    for (; at < shown.size(); at += page) {
      if (before_page)
        if (auto ok = before_page(at); !ok) return ok;
      plugins::Batch batch;
      const auto end = std::min(at + page, shown.size());
      for (std::size_t i = at; i < end; ++i) batch.documents.push_back({"listing/1", shown[i].sku, to_json(shown[i])});
      if (at == 0) batch.rejects = rejects;
      batch.cursor = end == shown.size() ? "" : std::to_string(end);
      sink.progress(static_cast<std::int64_t>(end), static_cast<std::int64_t>(shown.size()));
      if (auto ok = sink.commit(std::move(batch)); !ok) return ok;
    }
    return {};
  }

  std::int64_t ask(const std::string& mode = {}, bool dry_run = false) {
    auto c = context();
    return must(ask_import(c, {"acme", "us-main", mode, dry_run}, {"ada"}));
  }
  // Until nothing of it is due.
  void work() {
    for (int i = 0; i < 20; ++i) run("import");
  }
  std::int64_t import(std::vector<Listing> listings, const std::string& mode = {}, bool dry_run = false) {
    shown = std::move(listings);
    const auto id = ask(mode, dry_run);
    work();
    return id;
  }
  ledger::Import imported(std::int64_t id) { return *must(ledger::import_by_id(*must(db->read()), id)); }
  std::string state_of(std::int64_t id) { return std::string(ledger::text(imported(id).state)); }

  // "outcome reason detail" by SKU.
  std::map<std::string, std::string> outcomes(std::int64_t id) {
    std::map<std::string, std::string> by_sku;
    const auto rows = must(
        must(db->read())->query("SELECT sku, outcome, reason, detail FROM import_row WHERE import_id = ? ORDER BY n", {id}));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      auto& said = by_sku[rows.text(i, 0)];
      if (!said.empty()) said += "; ";
      said += rows.text(i, 1) + " " + rows.text(i, 2) + (rows.text(i, 3).empty() ? "" : " " + rows.text(i, 3));
    }
    return by_sku;
  }
  // "state title product" by SKU.
  std::map<std::string, std::string> listings() {
    std::map<std::string, std::string> by_sku;
    const auto rows = must(must(db->read())->query("SELECT sku, state, title, product_id, price FROM listing"));
    for (std::size_t i = 0; i < rows.size(); ++i)
      by_sku[rows.text(i, 0)] = rows.text(i, 1) + " " + rows.text(i, 2) + " " + rows.text(i, 3) + " " + rows.text(i, 4);
    return by_sku;
  }
  std::string state_in(const std::string& sku) {
    return text("SELECT coalesce((SELECT state FROM listing WHERE sku = '" + sku + "'), 'none')");
  }
  std::int64_t sum(const ledger::Import& import) {
    std::int64_t all = 0;
    for (const auto* part : {&import.counts.parents, &import.counts.variants})
      for (const auto& [outcome, count] : *part) all += count;
    return all;
  }

  std::vector<Listing> shown;
  std::vector<plugins::Rejected> rejects;
  std::size_t page = 3;
  std::function<Status(std::size_t)> before_page;
  int pulls = 0;
};

}  // namespace fairway::flows::test

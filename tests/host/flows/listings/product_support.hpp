// Imports with a channel whose catalogue says of its products what a test tells it.
#pragma once
#include "fairway/documents/listing_change.hpp"
#include "fairway/pull.hpp"
#include "host/ledger/completion.hpp"
#include "tests/host/flows/listings/import_support.hpp"

namespace fairway::flows::test {

struct ProductTest : ImportTest {
  ProductTest() {
    auto& streams = catalogue.plugins["amazon"].description.manifest.streams;
    streams.push_back({"products", {"product/1"}, "content", "", {}});
    streams.push_back({"listing-states", {"listing-state/1"}, "content", "", {}});
    configure([](config::Account& account) {
      account.stores[0].listings.skip_categories = {"CDs & Vinyl"};
      account.stores[0].listings.skip_conditions = {"used"};
    });
    script.pull = [this](const plugins::PullRequest& request, plugins::PullSink& sink) {
      if (request.stream == "products") return look_up(request, sink);
      if (request.stream == "listing-states") return show_states(request, sink);
      return show(request, sink);
    };
  }

  static Product product(const std::string& id, const std::string& barcode = {}) {
    Product p;
    p.product_id = id, p.found = true, p.barcode = barcode;
    p.categories = {"Sports", "Tents"};
    p.images = {"https://images.example/" + id + "/1.jpg", "https://images.example/" + id + "/2.jpg"};
    return p;
  }
  void knows(Product p) { products[p.product_id] = std::move(p); }

  Status look_up(const plugins::PullRequest& request, plugins::PullSink& sink) {
    const auto params = from_json<ProductParams>(request.params);
    EXPECT_LE(params.product_ids.size(), 20u);
    asked.insert(asked.end(), params.product_ids.begin(), params.product_ids.end());
    if (before_products)
      if (auto ok = before_products(); !ok) return ok;
    plugins::Batch batch;
    for (const auto& id : params.product_ids) {
      Product unknown;
      unknown.product_id = id;
      const auto found = products.find(id);
      batch.documents.push_back({"product/1", id, to_json(found == products.end() ? unknown : found->second)});
    }
    batch.cursor = "";
    return sink.commit(std::move(batch));
  }
  Status show_states(const plugins::PullRequest& request, plugins::PullSink& sink) {
    plugins::Batch batch;
    for (const auto& sku : from_json<ListingStateParams>(request.params).skus) {
      ListingShown state;
      state.sku = sku, state.found = true, state.condition = conditions[sku];
      batch.documents.push_back({"listing-state/1", sku, to_json(state)});
    }
    batch.cursor = "";
    return sink.commit(std::move(batch));
  }

  // Without what the catalogue is asked for.
  static Listing bare(const std::string& sku, const std::string& product_id) {
    auto one = listing(sku, product_id);
    one.images.clear(), one.condition = Condition::new_;
    return one;
  }
  ledger::ImportCompletion completion(std::int64_t id) { return must(ledger::completion_of(*must(db->read()), id)); }
  std::string of_item(const std::string& sku) {
    return text(
        "SELECT barcode || ' ' || coalesce(gtin, '-') || ' ' || category || ' ' || condition || ' ' || images FROM "
        "catalogue_item WHERE sku = '" +
        sku + "'");
  }
  std::string images_of(const std::string& sku) { return text("SELECT images FROM listing WHERE sku = '" + sku + "'"); }

  std::map<std::string, Product> products;
  std::map<std::string, Open<Condition>> conditions;
  std::vector<std::string> asked;
  std::function<Status()> before_products;
};

}  // namespace fairway::flows::test

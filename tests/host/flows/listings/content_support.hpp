// Contents with a channel that keeps what it takes.
#pragma once
#include "host/flows/listings/content_plan.hpp"
#include "host/flows/listings/content_verbs.hpp"
#include "tests/host/flows/listings/change_support.hpp"

namespace fairway::flows::test {

struct ContentTest : ChangeTest {
  ContentTest() {
    rules.enabled = true;
    rules.map = {{"brand", {}, {"Acme"}, {"accounts/acme.yaml", 9, 9}},
                 {"color", {"extra.colour"}, {}, {}},
                 {"item_name", {"title"}, {}, {}}};
    apply_rules();
    show_attributes = [this](const std::string& sku, const std::string& name) {
      const auto& there = contents[sku];
      const auto found = there.find(name);
      return found == there.end() ? std::vector<std::string>() : std::vector{found->second};
    };
    answer = [this](const ListingChange& change) {
      auto& there = contents[change.sku];
      if (change.wish == ListingWish::content) {
        ++contents_told;
        for (const auto& attribute : change.attributes) there[attribute.name] = attribute.values.at(0);
        for (const auto& field : change.fields)
          there["@" + field] = field == "images"
                                   ? change.images.at(0)
                                   : (change.parent ? "parent" : change.parent_sku) + " " + change.variation_theme;
      }
      return verdict ? verdict(change) : plugins::PushResult{};
    };
  }

  void apply_rules() {
    configure([this](config::Account& account) {
      auto& store = account.stores[0];
      store.settings.facts["currency"] = "USD", store.settings.facts["language"] = "en";
      store.content = rules;
      store.blocks = json::object{{"content", json::object{{"enabled", rules.enabled},
                                                           {"rules", rules.map.size()},
                                                           {"images", rules.images},
                                                           {"theme", rules.variation_theme}}}};
    });
  }
  // On the channel and here, imported with all that it shows.
  void sell(const std::vector<std::string>& skus) {
    std::vector<Listing> rows;
    for (const auto& sku : skus) rows.push_back(listing(sku, "B0" + sku)), listed(sku, "B0" + sku);
    import(rows);
  }
  ContentKept describe(const std::string& sku, ledger::ContentFields fields, const std::string& store = {},
                       const std::string& language = {}) {
    auto c = context();
    return must(say_contents(c, "acme", {{sku, store, language, std::move(fields), {}, {}}}, {"ada"})).at(0);
  }
  void family(const std::string& sku, std::optional<std::string> of, std::optional<bool> parent) {
    auto c = context();
    EXPECT_EQ(must(say_contents(c, "acme", {{sku, "", "", {}, std::move(of), parent}}, {"ada"})).at(0).refused, "");
  }
  // As if it were due.
  void plan() {
    must(db->transact([this](storage::Transaction& tx) {
      auto jobs = schedule(*config->accounts.at("acme"), catalogue, clock.now());
      std::erase_if(jobs, [](const auto& job) { return job.group.kind != "plan-contents"; });
      return ledger::enqueue(tx, jobs, clock.now());
    }));
    run("plan-contents");
  }
  void settle() {
    for (int i = 0; i < 6; ++i) plan(), tell(), clock.advance(std::chrono::seconds(5));
  }
  WantedContent view(const std::string& sku) {
    auto c = context();
    return must(view_content(c, "acme", "us-main", sku, false)).wanted;
  }
  std::string shown(const std::string& sku, const std::string& attribute) { return contents[sku][attribute]; }

  config::Content rules;
  std::map<std::string, std::map<std::string, std::string>> contents;  // at the channel, by SKU
  std::function<plugins::PushResult(const ListingChange&)> verdict;
  int contents_told = 0;
};

}  // namespace fairway::flows::test

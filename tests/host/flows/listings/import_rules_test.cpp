// LST-2, LST-3, LST-4: what becomes of a row, every rule alone and in pairs, in the documented order.
#include "host/flows/listings/import_rules.hpp"

#include <fstream>
#include <random>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

namespace fairway::flows::test {
namespace {

Listing sound_listing() {
  Listing l;
  l.sku = "SKU-1", l.product_id = "B000000001", l.barcode = "036000291452";
  l.price = {"19.90", "USD"};
  l.quantity = 3, l.pending_quantity = 0;
  l.fulfilled_by = FulfilledBy::merchant;
  l.status = ListingStatus::active;
  l.condition = Condition::new_;
  return l;
}

ImportRules default_rules() {
  ImportRules rules;
  rules.categories = {"CDs & Vinyl", "Movies & TV"};
  rules.conditions = {"used", "collectible"};
  return rules;
}

struct Rule {
  const char* code;
  std::set<std::string> fields;  // that it needs: two rules that need the same are no pair
  void (*apply)(Listing&, RowFacts&);
};

// In the documented order.
const std::vector<Rule>& skip_rules() {
  static const std::vector<Rule> all{
      {"no-sku", {"sku"}, [](Listing& l, RowFacts&) { l.sku.clear(); }},
      {"bad-price", {"price"}, [](Listing& l, RowFacts&) { l.price.amount = "12,50"; }},
      {"bad-quantity", {"pending"}, [](Listing& l, RowFacts&) { l.pending_quantity = -1; }},
      {"repeated", {"repeated"}, [](Listing&, RowFacts& f) { f.repeated = true; }},
      {"unlinked", {"unlinked"}, [](Listing&, RowFacts& f) { f.unlinked = true; }},
      {"incomplete", {"status"}, [](Listing& l, RowFacts&) { l.status = ListingStatus::incomplete; }},
      {"closed", {"status"}, [](Listing& l, RowFacts&) { l.status = ListingStatus::closed; }},
      {"inactive", {"status"}, [](Listing& l, RowFacts&) { l.status = ListingStatus::inactive; }},
      {"excluded-condition", {"condition"}, [](Listing& l, RowFacts&) { l.condition = Condition::used_good; }},
      {"excluded-category", {"category"}, [](Listing& l, RowFacts&) { l.category = "movies & tv"; }},
      {"no-price", {"price"}, [](Listing& l, RowFacts&) { l.price.amount.clear(); }},
      {"huge-quantity", {"quantity"}, [](Listing& l, RowFacts&) { l.quantity = 999'999'999; }},
      {"no-quantity", {"pending"}, [](Listing& l, RowFacts&) { l.pending_quantity.reset(); }},
      {"known-product", {"product"}, [](Listing&, RowFacts& f) { f.product_of = "OTHER"; }},
      {"known-barcode", {"barcode"}, [](Listing&, RowFacts& f) { f.barcode_of = "OTHER"; }}};
  return all;
}

TEST(ImportRules, EachRuleAloneDecides) {
  for (const auto& rule : skip_rules()) {
    auto listing = sound_listing();
    RowFacts facts;
    rule.apply(listing, facts);
    EXPECT_EQ(judge_listing(listing, facts, default_rules()).reason, rule.code);
  }
}

TEST(ImportRules, OfTwoRulesTheOneThatIsDocumentedFirstDecides) {
  const auto& rules = skip_rules();
  for (std::size_t i = 0; i < rules.size(); ++i)
    for (std::size_t j = i + 1; j < rules.size(); ++j) {
      std::vector<std::string> both;
      std::set_intersection(rules[i].fields.begin(), rules[i].fields.end(), rules[j].fields.begin(), rules[j].fields.end(),
                            std::back_inserter(both));
      if (!both.empty()) continue;
      auto listing = sound_listing();
      RowFacts facts;
      rules[j].apply(listing, facts);
      rules[i].apply(listing, facts);
      EXPECT_EQ(judge_listing(listing, facts, default_rules()).reason, rules[i].code) << rules[j].code;
    }
}

TEST(ImportRules, WhatComesIn) {
  const auto reason = [](auto change, RowFacts facts = {}, ImportRules rules = default_rules()) {
    auto listing = sound_listing();
    change(listing);
    return judge_listing(listing, facts, rules).reason;
  };
  const auto as_it_is = [](Listing&) {};
  EXPECT_EQ(reason(as_it_is), "new");
  EXPECT_EQ(reason([](Listing& l) { l.quantity = 0; }), "new") << "0 is not empty";
  EXPECT_EQ(reason([](Listing& l) { l.quantity = 0, l.status = ListingStatus::inactive; }), "new") << "out of stock";
  EXPECT_EQ(reason([](Listing& l) { l.quantity = 999'999'998; }), "new");
  EXPECT_EQ(reason([](Listing& l) { l.quantity.reset(); }), "no-quantity");
  EXPECT_EQ(reason([](Listing& l) { l.pending_quantity = 999'999'999; }), "huge-quantity");
  EXPECT_EQ(reason([](Listing& l) { l.fulfilled_by = FulfilledBy::amazon, l.quantity.reset(), l.pending_quantity.reset(); }),
            "new")
      << "FBA rows carry no quantity";
  EXPECT_EQ(reason([](Listing& l) { l.parent = true, l.price = {}, l.quantity.reset(), l.pending_quantity.reset(); }), "new")
      << "a family is not sold itself";
  RowFacts item;
  item.has_item = true, item.barcode_of = "OTHER";
  EXPECT_EQ(reason(as_it_is, item), "linked") << "no item is made, so its barcode is in nobody's way";
  RowFacts held;
  held.barcode_of = "OTHER";
  auto creates = default_rules();
  creates.skip_barcodes = false;
  EXPECT_EQ(reason(as_it_is, held, creates), "new");
  auto lets_used_in = default_rules();
  lets_used_in.conditions.clear();
  EXPECT_EQ(reason([](Listing& l) { l.condition = Condition::used_good; }, {}, lets_used_in), "new");
}

TEST(ImportRules, AKnownSkuIsLinkedOrOverwrittenAsTheModeSays) {
  RowFacts known;
  known.listed = known.differs = known.has_item = true;
  known.product_of = known.barcode_of = "OTHER";
  auto rules = default_rules();
  EXPECT_EQ(judge_listing(sound_listing(), known, rules).reason, "known");
  rules.overwrite = true;
  EXPECT_EQ(judge_listing(sound_listing(), known, rules).reason, "changed");
  known.differs = false;
  EXPECT_EQ(judge_listing(sound_listing(), known, rules).reason, "unchanged");
  RowFacts gone;
  gone.gone = gone.has_item = true;
  EXPECT_EQ(judge_listing(sound_listing(), gone, rules).reason, "returned");
  gone.product_of = "OTHER";
  EXPECT_EQ(judge_listing(sound_listing(), gone, rules).reason, "known-product");
}

TEST(ImportRules, WhatCannotChangeAnyMoreIsSaidBeforeWhatMay) {
  RowFacts facts;
  facts.product_of = "HERE", facts.product_here = true;
  facts.barcode_of = "BEFORE";
  auto verdict = judge_listing(sound_listing(), facts, default_rules());
  EXPECT_EQ(verdict.reason, "known-barcode");
  EXPECT_FALSE(verdict.contested);
  facts.barcode_here = true;
  verdict = judge_listing(sound_listing(), facts, default_rules());
  EXPECT_EQ(verdict.reason, "known-product");
  EXPECT_TRUE(verdict.contested);
}

TEST(ImportRules, EveryReasonIsExplainedAndOnTheSellersPage) {
  std::ifstream file(FAIRWAY_SOURCE_DIR "/docs/operators/imports.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  std::size_t last = 0;
  for (const auto& reason : import_reasons()) {
    const auto at = page.find("| `" + std::string(reason.code) + "` | " + std::string(reason.outcome) + " |");
    ASSERT_NE(at, std::string::npos) << reason.code;
    EXPECT_GT(at, last) << reason.code << ": the page has them in the order of the table";
    last = at;
  }
  EXPECT_EQ(reason_text("known-product", "S-1"), "the listing S-1 has the same product id and was taken");
  EXPECT_EQ(reason_text("of-tomorrow", ""), "of-tomorrow");
}

Contender contender(std::string sku, bool known, bool in_stock, bool amazon, std::int64_t opened) {
  return {std::move(sku), "B1", "", known, in_stock, amazon, opened};
}

TEST(ImportContest, TheTieBreakIsTheDocumentedOne) {
  const std::vector<Contender> best_first{contender("K", true, false, false, 1), contender("A", false, true, true, 2),
                                          contender("B", false, true, true, 1),  contender("C", false, true, false, 9),
                                          contender("D", false, false, true, 9), contender("E", false, false, false, 9),
                                          contender("F", false, false, false, 9)};
  for (std::size_t i = 0; i + 1 < best_first.size(); ++i) {
    EXPECT_TRUE(goes_before(best_first[i], best_first[i + 1])) << best_first[i].sku;
    EXPECT_FALSE(goes_before(best_first[i + 1], best_first[i])) << best_first[i].sku;
  }
}

TEST(ImportContest, ALoserFreesWhatElseItWanted) {
  // B loses its product to A, so C may have B's barcode.
  const std::vector<Contender> all{{"C", "P2", "G1", false, false, false, 0},
                                   {"B", "P1", "G1", false, true, false, 1},
                                   {"A", "P1", "", false, true, true, 1}};
  const auto verdicts = decide_contest(all);
  EXPECT_EQ(verdicts[0].outcome, "");
  EXPECT_EQ(verdicts[1].reason, "known-product");
  EXPECT_EQ(verdicts[1].detail, "A");
  EXPECT_EQ(verdicts[2].outcome, "");
}

TEST(ImportContest, ItsEndDoesNotDependOnTheOrder) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<Contender> all;
    for (int i = 0; i < 12; ++i)
      all.push_back({"S" + std::to_string(i), "P" + std::to_string(random() % 5), "G" + std::to_string(random() % 5),
                     random() % 8 == 0, random() % 2 == 0, random() % 2 == 0, static_cast<std::int64_t>(random() % 3)});
    const auto ends = [](const std::vector<Contender>& some) {
      std::map<std::string, std::string> by_sku;
      const auto verdicts = decide_contest(some);
      for (std::size_t i = 0; i < some.size(); ++i)
        by_sku[some[i].sku] = std::string(verdicts[i].reason) + verdicts[i].detail;
      return by_sku;
    };
    const auto first = ends(all);
    std::shuffle(all.begin(), all.end(), random);
    EXPECT_EQ(ends(all), first);
  }
}

}  // namespace
}  // namespace fairway::flows::test

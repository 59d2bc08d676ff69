// Many changes at once with a channel that takes them together, and works on them until it is told to end.
#pragma once
#include "tests/host/flows/listings/change_support.hpp"

namespace fairway::flows::test {

struct BulkTest : ChangeTest {
  BulkTest() {
    auto& manifest = catalogue.plugins["amazon"].description.manifest;
    manifest.streams.push_back({"listing-verdicts", {"listing-verdict/1"}, "control", "", {}});
    manifest.pushes.back().operation = "patch";
    Rate rate;
    rate.operation = "patch", rate.per_second = 0.1;  // a submission of 5 minutes is sooner from 31 on
    manifest.rates.push_back(rate);
    manifest.pushes.push_back({"listing-bulk-change/1", "listings", "", 1000, 0, false});
    configure([](config::Account& account) { account.stores[0].settings.facts["currency"] = "USD"; });
    script.pull = [this](const plugins::PullRequest& request, plugins::PullSink& sink) {
      if (request.stream == "listing-verdicts") return verdicts(request, sink);
      return request.stream == "listing-states" ? look(request, sink) : show(request, sink);
    };
    script.push = [this](const plugins::PushItem& item) {
      return item.document.schema == ListingBulkChange::kSchema ? submitted(item) : take(item);
    };
  }

  // `n` listings, S0 and so on, here and on the channel.
  void have(int n) {
    std::vector<Listing> all;
    for (int i = 0; i < n; ++i) {
      all.push_back(listing(name(i), "B" + name(i)));
      listed(name(i), "B" + name(i));
    }
    import(std::move(all));
  }
  static std::string name(int i) { return "S" + std::to_string(i); }
  std::vector<ChangeAsked> ask_all(ListingWish wish, int n) {
    std::vector<Wanted> all;
    for (int i = 0; i < n; ++i) all.push_back(of(name(i)));
    return ask_for(wish, std::move(all));
  }

  plugins::PushResult submitted(const plugins::PushItem& item) {
    if (!takes) return {fail(FW_E_UNAVAILABLE, "the channel is down"), ""};
    const auto change = from_json<ListingBulkChange>(item.document.body).change;
    const auto feed = "F-" + std::to_string(feeds + 1);
    feed_of[feed].push_back(change);
    return {{}, "", to_json(ListingAnswer{feed, {}})};
  }
  // The channel ends all submissions: refuses what is in `refuses`, applies the rest; or gives them up.
  Status verdicts(const plugins::PullRequest& request, plugins::PullSink& sink) {
    ++asked;
    const auto params = from_json<ListingVerdictParams>(request.params);
    given_up.insert(given_up.end(), params.given_up.begin(), params.given_up.end());
    for (const auto& feed : params.submissions) {
      if (!ends) continue;
      plugins::Batch batch;
      const auto add = [&](const ListingVerdict& verdict) {
        batch.documents.push_back({"listing-verdict/1", verdict.sku, to_json(verdict)});
      };
      for (const auto& change : feed_of[feed]) {
        if (fate == ListingFate::taken && !refuses.contains(change.sku)) apply(change);
        if (refuses.contains(change.sku))
          add({feed, change.sku, ListingFate::refused, "8541 no", {{"8541", "no", "error", {}, {}, {}, {}, {}}}});
      }
      add({feed, "", fate, fate == ListingFate::taken ? "" : "given up", {}});
      batch.cursor = "";
      if (auto ok = sink.commit(std::move(batch)); !ok) return ok;
    }
    return {};
  }

  void submit() {
    clock.advance(std::chrono::seconds(10));
    must(run("submit-listings"));
    feeds = static_cast<int>(feed_of.size());
  }
  void ask_verdicts() {
    clock.advance(std::chrono::minutes(1));
    must(run("pull-verdicts"));
  }
  std::int64_t in_state(const std::string& state) {
    return number("SELECT COUNT(*) FROM listing_change WHERE state = '" + state + "'");
  }

  std::map<std::string, std::vector<ListingChange>> feed_of;
  std::set<std::string> refuses;
  std::vector<std::string> given_up;
  ListingFate fate = ListingFate::taken;
  bool takes = true, ends = true;
  int feeds = 0, asked = 0;
};

}  // namespace fairway::flows::test

// Changes of listings with a channel that remembers what it was told and shows it when it is asked.
#pragma once
#include "fairway/pull.hpp"
#include "host/flows/listings/change_verbs.hpp"
#include "tests/host/flows/listings/import_support.hpp"

namespace fairway::flows::test {

struct ChangeTest : ImportTest {
  ChangeTest() {
    auto& manifest = catalogue.plugins["amazon"].description.manifest;
    manifest.streams.push_back({"listing-states", {"listing-state/1"}, "content", "", {}});
    manifest.pushes.push_back({"listing-change/1", "content", "", 20, 0, false});
    configure([](config::Account& account) { account.stores[0].settings.facts["currency"] = "USD"; });
    script.pull = [this](const plugins::PullRequest& request, plugins::PullSink& sink) {
      return request.stream == "listing-states" ? look(request, sink) : show(request, sink);
    };
    script.push = [this](const plugins::PushItem& item) { return take(item); };
  }

  // ---- the channel ----
  // Applies at once what it takes, unless `deaf`.
  plugins::PushResult take(const plugins::PushItem& item) {
    const auto change = from_json<ListingChange>(item.document.body);
    told.push_back(std::string(change.wish.text()) + " " + change.sku);
    last = change;
    if (answer) {
      auto result = answer(change);
      if (!result.status) return result;
    }
    if (!deaf) apply(change);
    return {{}, "", to_json(ListingAnswer{"S-1", {}})};
  }
  void apply(const ListingChange& change) {
    using W = ListingWish;
    auto& there = channel[change.sku];
    there.sku = change.sku;
    if (change.wish == W::delist) return void(channel.erase(change.sku));
    there.found = true;
    if (change.wish == W::content) return;
    if (change.wish == W::publish) {
      there.product_id = change.product_id, there.product_type = "LUGGAGE";
      there.offers = {{"consumer", change.price}};
      there.fulfilled_by = change.fulfilled_by;
    }
    if (change.wish == W::overwrite) there.title = change.title;
    if (change.wish == W::hide) there.quantity = 0;
    else if (change.wish != W::overwrite) there.quantity = change.quantity;
    there.status.clear();
    if (there.quantity.value_or(0) > 0) there.status = {"buyable"};
  }
  Status look(const plugins::PullRequest& request, plugins::PullSink& sink) {
    ++looks;
    const auto params = from_json<ListingStateParams>(request.params);
    plugins::Batch batch;
    for (const auto& sku : params.skus) {
      ListingShown seen;
      seen.sku = sku;
      if (const auto there = channel.find(sku); there != channel.end()) seen = there->second;
      if (const auto asked = params.attributes.find(sku); asked != params.attributes.end() && show_attributes)
        for (const auto& name : asked->second) seen.attributes.push_back({name, show_attributes(sku, name)});
      batch.documents.push_back({"listing-state/1", sku, to_json(seen)});
    }
    for (const auto& change : params.previews) {
      ListingShown seen;
      seen.sku = change.sku, seen.preview = preview;
      batch.documents.push_back({"listing-state/1", change.sku, to_json(seen)});
    }
    batch.cursor = "";
    return sink.commit(std::move(batch));
  }
  // On the channel and here, as an import brings it.
  void listed(const std::string& sku, const std::string& product, std::int64_t quantity = 3) {
    auto& there = channel[sku];
    there.sku = sku, there.found = true, there.product_id = product, there.quantity = quantity;
    there.offers = {{"consumer", {"19.90", "USD"}}}, there.status = {"buyable"};
    there.fulfilled_by = FulfilledBy::merchant;
  }

  // ---- persons ----
  Wanted of(const std::string& sku) {
    Wanted wanted;
    wanted.sku = sku;
    return wanted;
  }
  std::vector<ChangeAsked> ask_for(ListingWish wish, std::vector<Wanted> wanted) {
    auto c = context();
    return must(ask_changes(c, {"acme", "us-main", wish, std::move(wanted)}, {"ada"}));
  }
  ChangeAsked ask_for(ListingWish wish, const std::string& sku) { return ask_for(wish, std::vector{of(sku)}).at(0); }
  void tell() {
    for (int i = 0; i < 3; ++i) run("tell-content"), run("tell-listings");
  }
  // All looks that fall due within two days.
  void look_for_a_day() {
    for (int i = 0; i < 17; ++i) {
      run("look-at-listings");
      clock.advance(std::chrono::hours(3));
    }
  }

  std::string last_state() { return text("SELECT state FROM listing_change ORDER BY id DESC LIMIT 1"); }
  std::string states() {
    return text(
        "SELECT coalesce(group_concat(verb || ' ' || state, ', '), '') FROM (SELECT * FROM listing_change ORDER BY id)");
  }
  std::string findings() {
    return text(
        "SELECT coalesce(group_concat(kind, ', '), '') FROM (SELECT kind FROM finding WHERE resolved_at IS NULL ORDER BY "
        "kind)");
  }

  std::map<std::string, ListingShown> channel;
  std::vector<std::string> told;
  ListingChange last;
  std::function<plugins::PushResult(const ListingChange&)> answer;  // a failure: that is what it says
  std::function<std::vector<std::string>(const std::string& sku, const std::string& name)> show_attributes;
  std::string preview = "valid";
  bool deaf = false;  // takes all, and nothing ever shows
  int looks = 0;
};

}  // namespace fairway::flows::test

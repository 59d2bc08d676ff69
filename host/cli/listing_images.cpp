// `fairway listings images`: images of listings, from the channel anew; and what became of them.
#include <thread>

#include "host/cli/listing_pick.hpp"

namespace fairway::cli {
namespace {

constexpr auto kImagesLook = std::chrono::milliseconds(500);
constexpr auto kImagesPatience = std::chrono::seconds(60);

struct ImageArguments {
  std::string account, store, outcome, limit, cursor;
  ListingPick pick;
  bool wait = false, report = false;
};

std::string images_path(const ImageArguments& a) { return "/v1/accounts/" + Client::quoted(a.account) + "/listing-images"; }

void print_images(const json::value& page) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : items(page))
    rows.push_back({cell(one, "store"), cell(one, "sku"), cell(one, "state"), cell(one, "images"), cell(one, "asked_at"),
                    cell(one, "error")});
  print_table({"STORE", "SKU", "STATE", "IMAGES", "ASKED", "ERROR"}, rows);
  if (const auto next = cell(page, "next"); !next.empty()) fmt::print("more: --cursor '{}'\n", next);
}

Result<json::value> images_in(const Client& client, const ImageArguments& a, const std::string& state) {
  return client.get(images_path(a), {{"store", a.store}, {"state", state}, {"limit", a.limit}, {"cursor", a.cursor}});
}

// Until nothing of the store is due; 1 where images of one could not be had.
void await_images(Shared& shared, const Client& client, const ImageArguments& a) {
  auto due = images_in(client, a, "due");
  while (due && !items(*due).empty()) {
    std::this_thread::sleep_for(kImagesLook);
    due = images_in(client, a, "due");
  }
  const auto failed = due ? images_in(client, a, "failed") : std::move(due);
  show(shared, failed, [&](const json::value& page) {
    if (items(page).empty()) return fmt::print("{}: all are here\n", a.store);
    print_images(page);
    shared.exit = 1;
  });
}

void refresh_images(Shared& shared, const ImageArguments& a) {
  const Client client(shared);
  if (a.report) return show(shared, images_in(client, a, a.outcome), print_images);
  const auto bodies = bodies_of(a.pick);
  if (!bodies) return show(shared, Result<json::value>(fail(bodies.error())), print_images);
  for (auto body : *bodies) {
    body["author"] = login();
    const auto path = "/v1/accounts/" + Client::quoted(a.account) + "/stores/" + Client::quoted(a.store) + "/listing-images";
    const auto answer = client.post(path, body, {}, kImagesPatience);
    show(shared, answer, [&](const json::value& asked) {
      fmt::print("{}: images of {} listings are asked for\n", a.store, grouped(number_at(asked, "asked")));
      for (const auto& sku : list_at(asked, "unknown"))
        if (const auto* text = sku.if_string()) fmt::print("{}: no: the store has no such listing\n", std::string(*text));
      if (!list_at(asked, "unknown").empty()) shared.exit = 1;
    });
    if (!answer) return;
  }
  if (a.wait) await_images(shared, client, a);
}

}  // namespace

void add_listing_images(CLI::App& listings, Shared& shared) {
  auto a = std::make_shared<ImageArguments>();
  auto* command = listings.add_subcommand(
      "images",
      "Take images of listings from the channel anew, in place of those that are kept; the channel is not changed");
  take_host(*command, shared);
  command->add_option("--account", a->account, "Account")->required();
  command->add_option("--store", a->store, "Store nickname")->required();
  take_pick(*command, a->pick);
  command->add_flag("--wait", a->wait, "Until none of the store is due; 1 where some could not be had");
  command->add_flag("--report", a->report, "Ask for nothing: what became of those that were asked for");
  command->add_option("--outcome", a->outcome, "Of the report: due, done, failed");
  command->add_option("--limit", a->limit, "Items a page");
  command->add_option("--cursor", a->cursor, "Where the last page ended");
  command->callback([&shared, a] { refresh_images(shared, *a); });
}

}  // namespace fairway::cli

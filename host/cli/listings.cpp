// `fairway listings`: what the stores list, and what a person does with one of them or with many.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "host/cli/client.hpp"
#include "host/cli/listing_changes.hpp"
#include "host/cli/listing_content.hpp"

namespace fairway::cli {
namespace {

struct ListingArguments {
  std::string account, store, state, product, fulfilled_by, issue, by, limit, cursor, out;
  std::vector<std::string> skus;
  bool all = false;
};
using ListingAsk = std::shared_ptr<ListingArguments>;

constexpr std::chrono::seconds kExportPatience{600};  // of a large catalogue

std::string listing_account(const ListingArguments& a) { return "/v1/accounts/" + Client::quoted(a.account); }
std::string listing_path(const ListingArguments& a, const std::string& sku) {
  return listing_account(a) + "/stores/" + Client::quoted(a.store) + "/listings/" + Client::quoted(sku);
}

std::string price_text(const json::value& listing) {
  const auto amount = cell(listing, "price");
  return amount.empty() ? "" : amount + " " + cell(listing, "currency");
}

void print_listings(const json::value& page) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : items(page))
    rows.push_back({cell(one, "store"), cell(one, "sku"), cell(one, "item"), cell(one, "state"), cell(one, "product_id"),
                    price_text(one), cell(one, "quantity"), cell(one, "fulfilled_by"), cell(one, "title")});
  print_table({"STORE", "SKU", "ITEM", "STATE", "PRODUCT", "PRICE", "QUANTITY", "SHIPS", "TITLE"}, rows);
  if (const auto next = cell(page, "next"); !next.empty()) fmt::print("more: --cursor '{}'\n", next);
}

void print_listing(const json::value& one) {
  for (const auto& [name, value] : one.as_object()) {
    if (name == "issues" || name == "changes" || name == "channel" || name == "looked_at" || name == "images_asked")
      continue;
    if (name == "images") {
      for (const auto& image : list_at(one, "images"))
        if (const auto* url = image.if_string()) fmt::print("{:20} {}\n", "image", std::string(*url));
      continue;
    }
    if (const auto text = cell(one, name); !text.empty()) fmt::print("{:20} {}\n", std::string(name), text);
  }
  if (const auto* asked = find(one, "images_asked"); asked && asked->is_object())
    fmt::print("{:20} {} {}\n", "images asked for", cell(*asked, "asked_at"),
               cell(*asked, "state") + (cell(*asked, "error").empty() ? "" : ": " + cell(*asked, "error")));
  print_channel_side(one);
}

// Each on its own: one that cannot be does not hold the others back.
void act_on_each(Shared& shared, const ListingArguments& a, const char* verb) {
  const Client client(shared);
  json::object body{{"author", login()}};
  if (!a.by.empty()) body["by"] = a.by;
  for (const auto& sku : a.skus)
    show(shared, client.post(listing_path(a, sku) + "/" + verb, body), [&](const json::value& answer) {
      const auto state = cell(answer, "state");
      fmt::print("{} {}: {}\n", a.store, sku, state.empty() ? "removed here; the channel was not touched" : state);
    });
}

// To a file, put in its place once it is whole; or to standard output.
void save_listings(Shared& shared, const ListingArguments& a) {
  const auto path = listing_account(a) + "/stores/" + Client::quoted(a.store) + "/listings-file";
  const bool to_file = !a.out.empty();
  std::ofstream file;
  if (to_file) file.open(a.out + ".part", std::ios::binary | std::ios::trunc);
  auto done = to_file && !file ? Status(fail(FW_E_CONFIG, "cannot write " + a.out))
                               : Client(shared).download(path, {}, to_file ? file : std::cout, kExportPatience);
  if (to_file && done) {
    file.close();
    std::error_code failed;
    if (file) std::filesystem::rename(a.out + ".part", a.out, failed);
    if (!file || failed) done = fail(FW_E_CONFIG, "cannot write " + a.out);
  }
  if (done) return;
  fmt::print(stderr, "{}\n", done.error().message);
  shared.exit = 1;
}

CLI::App* listing_command(CLI::App& parent, Shared& shared, const ListingAsk& a, const char* name, const char* help,
                          std::function<void()> run) {
  auto* command = parent.add_subcommand(name, help);
  take_host(*command, shared);
  command->add_option("--account", a->account, "Account")->required();
  command->callback(std::move(run));
  return command;
}

void unpause(Shared& shared, const ListingArguments& a) {
  if (!a.all) return act_on_each(shared, a, "unpause");
  const auto path = listing_account(a) + "/stores/" + Client::quoted(a.store) + "/listings/unpause";
  show(shared, Client(shared).post(path, json::object{{"author", login()}}),
       [&](const json::value& answer) { fmt::print("{}: {} unpaused\n", a.store, grouped(number_at(answer, "unpaused"))); });
}

void add_unpause(CLI::App& listings, Shared& shared, const ListingAsk& a) {
  auto* command = listing_command(listings, shared, a, "unpause", "They are sent again, and their orders go on",
                                  [&shared, a] { unpause(shared, *a); });
  command->add_option("--store", a->store, "Store nickname")->required();
  auto* all = command->add_flag("--all", a->all, "Every listing of the store");
  auto* skus = command->add_option("sku", a->skus, "As the store calls it")->excludes(all);
  command->callback([&shared, a, skus] {
    if (!a->all && skus->count() == 0) throw CLI::RequiredError("sku, or --all");
    unpause(shared, *a);
  });
}

}  // namespace

void add_listings(CLI::App& app, Shared& shared) {
  auto* listings = app.add_subcommand("listings", "What the stores list")->alias("listing")->require_subcommand(1);
  auto a = std::make_shared<ListingArguments>();
  auto* list = listing_command(*listings, shared, a, "list", "By store, each in the order in which it came", [&shared, a] {
    show(shared,
         Client(shared).get(listing_account(*a) + "/listings", {{"store", a->store},
                                                                {"state", a->state},
                                                                {"product_id", a->product},
                                                                {"fulfilled_by", a->fulfilled_by},
                                                                {"issue", a->issue},
                                                                {"limit", a->limit},
                                                                {"cursor", a->cursor}}),
         print_listings);
  });
  list->add_option("--store", a->store, "Store nickname");
  list->add_option("--state", a->state, "active, paused, linked, broken-link, closed, delisted, draft");
  list->add_option("--issue", a->issue, "Code of an issue that the channel raised");
  list->add_option("--product", a->product, "ASIN or the like");
  list->add_option("--fulfilled-by", a->fulfilled_by, "merchant, amazon");
  list->add_option("--limit", a->limit, "Items a page");
  list->add_option("--cursor", a->cursor, "Where the last page ended");
  auto* file = listing_command(*listings, shared, a, "export",
                               "A store's live listings as the channel's own file: for Amazon its 26 columns between tabs",
                               [&shared, a] { save_listings(shared, *a); });
  file->add_option("--store", a->store, "Store nickname")->required();
  file->add_option("--out", a->out, "File; default: standard output");
  const auto of_some = [&](const char* name, const char* help, std::function<void()> run) {
    auto* command = listing_command(*listings, shared, a, name, help, std::move(run));
    command->add_option("--store", a->store, "Store nickname")->required();
    command->add_option("sku", a->skus, "As the store calls it")->required();
    return command;
  };
  of_some("show", "One with its item, as the channel showed it last",
          [&shared, a] { show(shared, Client(shared).get(listing_path(*a, a->skus.front())), print_listing); });
  for (const auto& [verb, help] :
       {std::pair("pause", "Nothing of them is sent, and their orders wait"),
        std::pair("look", "Ask the channel soon what it shows of them"),
        std::pair("link", "The catalogue's items of exactly these SKUs are what the channel's listings sell"),
        std::pair("unlink", "No more; no import brings the link back"),
        std::pair("relink", "Again, what was unlinked, or gone and is there again"),
        std::pair("remove", "Take them out here; the channel is not touched")}) {
    const char* name = verb;
    of_some(name, help, [&shared, a, name] { act_on_each(shared, *a, name); });
  }
  add_listing_changes(*listings, shared);
  add_listing_content(*listings, shared);
  add_unpause(*listings, shared, a);
  add_coverage(*listings, shared);
  add_listing_images(*listings, shared);
  of_some("ships", "Who ships them", [&shared, a] { act_on_each(shared, *a, "ships"); })
      ->add_option("--by", a->by, "merchant, amazon, or channel: as the channel says")
      ->required();
  refuse_empty(*listings);
}

}  // namespace fairway::cli

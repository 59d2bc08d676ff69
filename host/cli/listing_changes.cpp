// What a person wants of listings: one by its SKU, many by a filter or from a file. Each stands for itself.
#include "host/cli/listing_changes.hpp"

#include "host/cli/csv_file.hpp"

namespace fairway::cli {
namespace {

constexpr std::size_t kPerRequest = 500, kPerPreview = 20;
constexpr auto kPatience = std::chrono::seconds(60);

// The members of a wish that are texts, with the option that says each.
struct WishOption {
  const char *member, *option, *help;
};
constexpr WishOption kOffer[] = {{"product_id", "--asin,--product-id", "Of a product that the channel has"},
                                 {"barcode", "--barcode", "With --barcode-type"},
                                 {"barcode_type", "--barcode-type", "ean, gtin, isbn, upc"},
                                 {"condition", "--condition", "Left out: the item's"},
                                 {"condition_note", "--note", "On the condition; not of new items"},
                                 {"price", "--price", "Left out: as listings.publish-price says"},
                                 {"list_price", "--list-price", "Kept with the item"},
                                 {"shipping", "--shipping", "A name of shipping-templates"},
                                 {"ships", "--ships", "merchant, amazon"},
                                 {"product_type", "--product-type", "The channel's word"}};
constexpr WishOption kContent[] = {{"title", "--title", ""},
                                   {"description", "--description", ""},
                                   {"category", "--category", "The channel's id of it"},
                                   {"mpn", "--mpn", "The manufacturer's part number"},
                                   {"barcode", "--barcode", "With --barcode-type"},
                                   {"barcode_type", "--barcode-type", "ean, gtin, isbn, upc"}};

struct ChangeArguments {
  std::string account, store, file, state, product, fulfilled_by, verb, sku, limit, cursor;
  std::vector<std::string> skus, images;
  std::map<std::string, std::string> texts;
  std::optional<std::int64_t> quantity;
  bool dry_run = false, all = false;
};
using ChangeAsk = std::shared_ptr<ChangeArguments>;

std::string account_of(const ChangeArguments& a) { return "/v1/accounts/" + Client::quoted(a.account); }
std::string store_of(const ChangeArguments& a) { return account_of(a) + "/stores/" + Client::quoted(a.store); }

bool by_filter(const ChangeArguments& a) {
  return a.all || !a.state.empty() || !a.product.empty() || !a.fulfilled_by.empty();
}

// What the options say, of each listing alike. Of overwrite the fields are those that are given.
json::object common_wish(const ChangeArguments& a, const std::string& verb) {
  json::object wish;
  json::array fields;
  for (const auto& [member, text] : a.texts) {
    if (text.empty()) continue;
    wish[member] = text;
    if (member != "barcode_type") fields.emplace_back(member);
  }
  if (a.quantity) wish["quantity"] = *a.quantity;
  if (!a.images.empty()) {
    wish["images"] = json::array(a.images.begin(), a.images.end());
    fields.emplace_back("images");
  }
  if (verb == "overwrite") wish["fields"] = std::move(fields);
  return wish;
}

// A row is a listing, a column a member of the wish; an empty cell says nothing.
Result<json::array> wishes_of_file(const ChangeArguments& a, const std::string& verb) {
  const auto file = read_csv(a.file);
  if (!file) return fail(file.error());
  json::array wishes;
  for (const auto& row : file->rows) {
    auto wish = common_wish(a, verb);
    json::array fields;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const auto &name = file->header[i], &value = row.cells[i];
      if (value.empty()) continue;
      if (name == "quantity") wish[name] = parse_json(value).value_or(json::value(value));
      else if (name == "images") wish[name] = json::array{value};
      else wish[name] = value;
      if (name != "sku" && name != "barcode_type") fields.emplace_back(name);
    }
    if (verb == "overwrite") wish["fields"] = std::move(fields);
    wishes.push_back(std::move(wish));
  }
  return wishes;
}

Result<json::array> wishes_by_filter(const Client& client, const ChangeArguments& a, const std::string& verb) {
  json::array wishes;
  for (std::string cursor;;) {
    auto page = client.get(account_of(a) + "/listings", {{"store", a.store},
                                                         {"state", a.state},
                                                         {"product_id", a.product},
                                                         {"fulfilled_by", a.fulfilled_by},
                                                         {"limit", "1000"},
                                                         {"cursor", cursor}});
    if (!page) return fail(std::move(page.error()));
    for (const auto& one : items(*page)) {
      auto wish = common_wish(a, verb);
      wish["sku"] = cell(one, "sku");
      wishes.push_back(std::move(wish));
    }
    cursor = cell(*page, "next");
    if (cursor.empty()) return wishes;
  }
}

Result<json::array> wishes_of(const Client& client, const ChangeArguments& a, const std::string& verb) {
  if ((a.skus.empty() ? 0 : 1) + (a.file.empty() ? 0 : 1) + (by_filter(a) ? 1 : 0) != 1)
    return fail(FW_E_CONFIG, "say which: SKUs, or --file, or a filter (--state, --product, --fulfilled-by, --all)");
  if (!a.file.empty()) return wishes_of_file(a, verb);
  if (by_filter(a)) return wishes_by_filter(client, a, verb);
  json::array wishes;
  for (const auto& sku : a.skus) {
    auto wish = common_wish(a, verb);
    wish["sku"] = sku;
    wishes.push_back(std::move(wish));
  }
  return wishes;
}

void print_asked(Shared& shared, const json::value& answer) {
  const bool dry_run = flag_at(answer, "dry_run");
  for (const auto& one : items(answer)) {
    const auto error = cell(one, "error"), preview = cell(one, "preview"), change = cell(one, "change");
    if (!error.empty() || preview == "invalid") shared.exit = 1;
    fmt::print("{}: {}\n", cell(one, "sku"),
               !error.empty()         ? "no: " + error
               : preview == "valid"   ? "the channel would take it"
               : preview == "invalid" ? "the channel would refuse it"
               : dry_run              ? "could be told; the channel previews no such thing"
                                      : "change " + change + " is told soon");
    for (const auto& warning : list_at(one, "warnings"))
      if (const auto* text = warning.if_string()) fmt::print("  note: {}\n", std::string(*text));
    print_issues(one);
  }
}

void change_listings(Shared& shared, const ChangeArguments& a, const std::string& verb) {
  const Client client(shared);
  auto wishes = wishes_of(client, a, verb);
  if (!wishes) return show(shared, Result<json::value>(fail(std::move(wishes.error()))), [](const json::value&) {});
  if (wishes->empty()) fmt::print("no such listings\n");
  const auto most = a.dry_run ? kPerPreview : kPerRequest;
  for (std::size_t from = 0; from < wishes->size(); from += most) {
    const auto end = std::min(from + most, wishes->size());
    json::array part(wishes->begin() + from, wishes->begin() + end);
    const auto answer =
        client.post(store_of(a) + "/listing-changes",
                    json::object{{"verb", verb}, {"items", std::move(part)}, {"dry_run", a.dry_run}, {"author", login()}},
                    {}, kPatience);
    show(shared, answer, [&](const json::value& body) { print_asked(shared, body); });
    if (!answer) return;
  }
}

void print_listing_changes(const json::value& page) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : items(page))
    rows.push_back({cell(one, "id"), cell(one, "sku"), cell(one, "verb"), cell(one, "state"), cell(one, "asked_at"),
                    cell(one, "asked_by"), cell(one, "error")});
  print_table({"ID", "SKU", "WANTED", "STATE", "ASKED", "BY", "ERROR"}, rows);
  if (const auto next = cell(page, "next"); !next.empty()) fmt::print("more: --cursor '{}'\n", next);
}

CLI::App* change_command(CLI::App& parent, Shared& shared, const ChangeAsk& a, const char* name, const char* help,
                         std::function<void()> run) {
  auto* command = parent.add_subcommand(name, help);
  take_host(*command, shared);
  command->add_option("--account", a->account, "Account")->required();
  command->callback(std::move(run));
  return command;
}

void add_change(CLI::App& listings, Shared& shared, const char* verb, const char* help, std::span<const WishOption> texts) {
  auto a = std::make_shared<ChangeArguments>();
  auto* command = change_command(listings, shared, a, verb, help, [&shared, a, verb] { change_listings(shared, *a, verb); });
  command->add_option("--store", a->store, "Store nickname")->required();
  command->add_option("sku", a->skus, "As the store calls it");
  command->add_option("--file", a->file, "CSV with a header: sku and, a column each, what is wanted (product_id, price …)");
  command->add_option("--state", a->state, "All listings of the store in this state");
  command->add_option("--product", a->product, "All with this ASIN or the like");
  command->add_option("--fulfilled-by", a->fulfilled_by, "All that merchant, or amazon, ships");
  command->add_flag("--all", a->all, "All of the store");
  command->add_flag("--dry-run", a->dry_run, "Check it, ask the channel for its preview, and change nothing");
  for (const auto& text : texts) command->add_option(text.option, a->texts[text.member], text.help);
  const std::string_view name = verb;
  if (name == "publish" || name == "unhide")
    command->add_option("--quantity", a->quantity, "In stock, of what the seller ships");
  if (name == "overwrite") command->add_option("--image", a->images, "URL, the main one first; may be said again");
}

}  // namespace

void print_issues(const json::value& of) {
  for (const auto& issue : list_at(of, "issues")) {
    std::string attributes;
    for (const auto& name : list_at(issue, "attributes"))
      if (const auto* text = name.if_string()) attributes += (attributes.empty() ? "" : ", ") + std::string(*text);
    fmt::print("  {} {}{}: {}\n", cell(issue, "severity"), cell(issue, "code"),
               attributes.empty() ? "" : " (" + attributes + ")", cell(issue, "message"));
    if (const auto cause = cell(issue, "cause"); !cause.empty()) fmt::print("    cause:  {}\n", cause);
    if (const auto remedy = cell(issue, "remedy"); !remedy.empty()) fmt::print("    remedy: {}\n", remedy);
  }
}

void print_channel_side(const json::value& listing) {
  if (const auto* channel = find(listing, "channel"); channel && channel->is_object()) {
    fmt::print("the channel at {}:\n", cell(listing, "looked_at"));
    if (!flag_at(*channel, "found")) fmt::print("  does not have it\n");
    for (const auto* name : {"product_id", "product_type", "condition", "quantity", "fulfilled_by"})
      if (const auto text = cell(*channel, name); !text.empty()) fmt::print("  {:18} {}\n", name, text);
    for (const auto& status : list_at(*channel, "status"))
      if (const auto* text = status.if_string()) fmt::print("  {:18} {}\n", "status", std::string(*text));
  }
  for (const auto& change : list_at(listing, "changes"))
    fmt::print("{} {} {}{}{}\n", cell(change, "asked_at"), cell(change, "verb"), cell(change, "state"),
               cell(change, "asked_by").empty() ? "" : " by " + cell(change, "asked_by"),
               cell(change, "error").empty() ? "" : ": " + cell(change, "error"));
  if (!list_at(listing, "issues").empty()) fmt::print("issues:\n");
  print_issues(listing);
}

void add_listing_changes(CLI::App& listings, Shared& shared) {
  add_change(listings, shared, "publish", "Offer them on products that the channel has", kOffer);
  add_change(listings, shared, "delist", "End their offers; only publishing brings them back", {});
  add_change(listings, shared, "hide", "Show them as out of stock, whatever there is", {});
  add_change(listings, shared, "unhide", "Show hidden ones in stock again", {});
  add_change(listings, shared, "overwrite", "Replace the content that is named, and nothing else", kContent);
  auto a = std::make_shared<ChangeArguments>();
  auto* changes =
      change_command(listings, shared, a, "changes", "What was wanted of listings, and how far it is", [&shared, a] {
        show(shared,
             Client(shared).get(account_of(*a) + "/listing-changes", {{"store", a->store},
                                                                      {"sku", a->sku},
                                                                      {"verb", a->verb},
                                                                      {"state", a->state},
                                                                      {"limit", a->limit},
                                                                      {"cursor", a->cursor}}),
             print_listing_changes);
      });
  changes->add_option("--store", a->store, "Store nickname");
  changes->add_option("--sku", a->sku, "As the store calls it");
  changes->add_option("--verb", a->verb, "publish, delist, hide, unhide, overwrite, content");
  changes->add_option("--state", a->state,
                      "due, telling, submitting, submitted, told, verified, refused, unseen, superseded");
  changes->add_option("--limit", a->limit, "Items a page");
  changes->add_option("--cursor", a->cursor, "Where the last page ended");
}

}  // namespace fairway::cli

// `fairway listings content [set] | activate | deactivate`.
#include "host/cli/listing_content.hpp"

#include "host/cli/csv_file.hpp"
#include "host/cli/listing_changes.hpp"
#include "host/cli/listing_pick.hpp"

namespace fairway::cli {
namespace {

constexpr std::size_t kContentsPerRequest = 500;
constexpr auto kContentPatience = std::chrono::seconds(60);

struct ContentArguments {
  std::string account, store, language, file;
  std::vector<std::string> skus, images, bullet_points, extra;
  std::map<std::string, std::string> texts;  // by the field's name
  bool preview = false, again = false, parent = false;
};
using ContentWords = std::shared_ptr<ContentArguments>;

struct SaidOption {
  const char *field, *option, *help;
};
constexpr SaidOption kSaidTexts[] = {{"title", "--title", ""},
                                     {"description", "--description", ""},
                                     {"brand", "--brand", ""},
                                     {"mpn", "--mpn", "The manufacturer's part number"},
                                     {"family", "--family", "The SKU of its parent, whatever the store"},
                                     {"variation_theme", "--variation-theme", "The channel's word"}};

std::string content_account(const ContentArguments& a) { return "/v1/accounts/" + Client::quoted(a.account); }
std::string content_store(const ContentArguments& a) { return content_account(a) + "/stores/" + Client::quoted(a.store); }

std::string all_text(const json::value& list) {
  std::string out;
  if (const auto* values = list.if_array())
    for (const auto& one : *values)
      if (const auto* text = one.if_string()) out += (out.empty() ? "" : " | ") + std::string(*text);
  return out;
}

// A field of one's own is written extra.NAME; one that comes again is a list.
void add_said(json::object& item, const std::string& name, const std::string& text) {
  const bool own = name.starts_with("extra.");
  auto& into = own ? item["extra"] : item[name];
  if (own && !into.is_object()) into = json::object();
  auto& value = own ? into.get_object()[name.substr(6)] : into;
  if (name == "parent") value = text == "true";
  else if (value.is_null()) value = json::string(text);
  else if (value.is_array()) value.get_array().emplace_back(text);
  else value = json::array{value, json::string(text)};
}

json::object said_by_options(const ContentArguments& a) {
  json::object item;
  if (!a.store.empty()) item["store"] = a.store;
  if (!a.language.empty()) item["language"] = a.language;
  for (const auto& [field, text] : a.texts)
    if (!text.empty()) item[field] = text;
  if (!a.images.empty()) item["images"] = json::array(a.images.begin(), a.images.end());
  if (!a.bullet_points.empty()) item["bullet_points"] = json::array(a.bullet_points.begin(), a.bullet_points.end());
  if (a.parent) item["parent"] = true;
  for (const auto& one : a.extra)
    if (const auto is = one.find('='); is != std::string::npos)
      add_said(item, "extra." + one.substr(0, is), one.substr(is + 1));
  return item;
}

// A row is an item, a column a field; an empty cell says nothing, and of columns with one name each is one more value.
Result<json::array> said_in_csv(const ContentArguments& a, const std::string& text) {
  const auto file = read_csv(a.file, text);
  if (!file) return fail(file.error());
  json::array items;
  for (const auto& row : file->rows) {
    auto item = said_by_options(a);
    for (std::size_t i = 0; i < row.cells.size(); ++i)
      if (!row.cells[i].empty()) add_said(item, file->header[i], row.cells[i]);
    items.push_back(std::move(item));
  }
  return items;
}

// An object with the fields of the SKUs that are named, or a list of such with their own `sku`.
Result<json::array> said_in_json(const ContentArguments& a, const std::string& text) {
  auto value = parse_json(text);
  if (!value) return fail(FW_E_CONFIG, fmt::format("{}: {}", a.file, value.error().message));
  json::array items;
  const auto add = [&](const json::value& one, const std::string& sku) {
    auto item = said_by_options(a);
    if (const auto* object = one.if_object())
      for (const auto& [name, said] : *object) item[name] = said;
    if (!sku.empty()) item["sku"] = sku;
    items.push_back(std::move(item));
  };
  if (const auto* list = value->if_array())
    for (const auto& one : *list) add(one, "");
  else if (a.skus.empty()) add(*value, "");
  else
    for (const auto& sku : a.skus) add(*value, sku);
  return items;
}

Result<json::array> said_items(const ContentArguments& a) {
  if (!a.file.empty()) {
    const auto text = read_file(a.file);
    if (!text) return fail(text.error());
    return a.file.ends_with(".json") ? said_in_json(a, *text) : said_in_csv(a, *text);
  }
  json::array items;
  for (const auto& sku : a.skus) {
    auto item = said_by_options(a);
    item["sku"] = sku;
    items.push_back(std::move(item));
  }
  return items;
}

void print_said(Shared& shared, const json::value& answer) {
  for (const auto& one : items(answer)) {
    const auto error = cell(one, "error");
    if (!error.empty()) shared.exit = 1;
    fmt::print("{}: {}\n", cell(one, "sku"),
               error.empty() ? "kept; listings with content on: " + cell(one, "listings") : "no: " + error);
  }
}

void set_content(Shared& shared, const ContentArguments& a) {
  auto said = said_items(a);
  if (said && said->empty()) said = fail(FW_E_CONFIG, "say which: SKUs, or --file");
  if (!said) return show(shared, Result<json::value>(fail(std::move(said.error()))), [](const json::value&) {});
  const Client client(shared);
  for (std::size_t from = 0; from < said->size(); from += kContentsPerRequest) {
    const auto end = std::min(from + kContentsPerRequest, said->size());
    json::array part(said->begin() + static_cast<std::ptrdiff_t>(from), said->begin() + static_cast<std::ptrdiff_t>(end));
    const auto answer = client.post(content_account(a) + "/item-content",
                                    json::object{{"items", std::move(part)}, {"author", login()}}, {}, kContentPatience);
    show(shared, answer, [&](const json::value& body) { print_said(shared, body); });
    if (!answer) return;
  }
}

void print_part(const json::value& part, const std::string& name) {
  const auto* values = find(part, "values");
  fmt::print("{:32} {}{}\n", name, values ? all_text(*values) : "", flag_at(part, "told") ? "  (told)" : "");
  fmt::print("{:32}   from {}\n", "", cell(part, "from"));
}

void print_content(Shared& shared, const json::value& content) {
  if (const auto why = cell(content, "untold"); !why.empty()) fmt::print("nothing is told now: {}\n", why);
  for (const auto& part : list_at(content, "attributes")) print_part(part, cell(part, "attribute"));
  if (const auto* images = find(content, "images"); images && images->is_object()) print_part(*images, "images");
  if (const auto* family = find(content, "family"); family && family->is_object())
    fmt::print("{:32} {}, {}{}\n", "family",
               flag_at(*family, "parent") ? "the parent" : "variant of " + cell(*family, "parent_sku"),
               cell(*family, "variation_theme"), flag_at(*family, "told") ? "  (told)" : "");
  for (const auto& note : list_at(content, "notes"))
    if (const auto* text = note.if_string()) fmt::print("note: {}\n", std::string(*text));
  const auto preview = cell(content, "preview");
  if (preview == "invalid") shared.exit = 1;
  if (!preview.empty())
    fmt::print("{}\n", preview == "valid"     ? "the channel would take it"
                       : preview == "invalid" ? "the channel would refuse it"
                                              : "the channel previews no such thing");
  print_issues(content);
}

void show_content(Shared& shared, const ContentArguments& a) {
  if (a.account.empty() || a.store.empty() || a.skus.empty()) throw CLI::RequiredError("--account, --store and a SKU");
  const Client client(shared);
  if (a.again) {
    const auto answer = client.post(content_store(a) + "/content",
                                    json::object{{"skus", json::array(a.skus.begin(), a.skus.end())}, {"author", login()}});
    return show(shared, answer, [](const json::value& body) {
      fmt::print("{} changes are told soon\n", grouped(number_at(body, "changes")));
    });
  }
  for (const auto& sku : a.skus) {
    const auto path = content_store(a) + "/listings/" + Client::quoted(sku);
    show(shared,
         a.preview ? client.post(path + "/content-preview", json::object{}, {}, kContentPatience)
                   : client.get(path + "/content"),
         [&](const json::value& body) { print_content(shared, body); });
  }
}

void activate(Shared& shared, const ContentArguments& a, const ListingPick& pick, const char* verb) {
  const bool every = pick.all && pick.state.empty() && pick.product.empty() && pick.fulfilled_by.empty();
  auto bodies = bodies_of(pick);
  if (!bodies) return show(shared, Result<json::value>(fail(std::move(bodies.error()))), [](const json::value&) {});
  const Client client(shared);
  for (auto body : *bodies) {
    if (every) body = {{"all", true}};
    body["author"] = login();
    const auto answer = client.post(content_store(a) + "/listings/" + verb, body, {}, kContentPatience);
    show(shared, answer,
         [&](const json::value& done) { fmt::print("{}: {} {}d\n", a.store, grouped(number_at(done, "listings")), verb); });
    if (!answer) return;
  }
}

void add_content_set(CLI::App& content, Shared& shared) {
  auto a = std::make_shared<ContentArguments>();
  auto* set = content.add_subcommand("set", "Say what items of the catalogue are");
  take_host(*set, shared);
  set->add_option("--account", a->account, "Account")->required();
  set->add_option("--store", a->store, "For this store alone");
  set->add_option("--language", a->language, "For the stores in this language: nl");
  set->add_option("sku", a->skus, "The catalogue's");
  set->add_option("--file", a->file, "JSON, or CSV with a header: sku and, a column each, fields (title, extra.colour …)");
  for (const auto& text : kSaidTexts) set->add_option(text.option, a->texts[text.field], text.help);
  set->add_option("--bullet-point", a->bullet_points, "May be said again");
  set->add_option("--image", a->images, "URL, the main one first; may be said again");
  set->add_option("--extra", a->extra, "colour=blue: a field of your own; may be said again");
  set->add_flag("--parent", a->parent, "It is a family, and not sold itself");
  set->callback([&shared, a] { set_content(shared, *a); });
}

void add_activation(CLI::App& listings, Shared& shared, const char* verb, const char* help) {
  auto a = std::make_shared<ContentArguments>();
  auto* command = listings.add_subcommand(verb, help);
  take_host(*command, shared);
  command->add_option("--account", a->account, "Account")->required();
  command->add_option("--store", a->store, "Store nickname")->required();
  auto pick = std::make_shared<ListingPick>();
  take_pick(*command, *pick);
  command->callback([&shared, a, pick, verb] { activate(shared, *a, *pick, verb); });
}

}  // namespace

void add_listing_content(CLI::App& listings, Shared& shared) {
  auto a = std::make_shared<ContentArguments>();
  auto* content = listings.add_subcommand("content", "What the channel is told of listings' content; `content set` says it");
  take_host(*content, shared);
  content->add_option("--account", a->account, "Account");
  content->add_option("--store", a->store, "Store nickname");
  content->add_option("sku", a->skus, "As the store calls it");
  content->add_flag("--preview", a->preview, "Ask the channel what it would answer, and change nothing");
  content->add_flag("--again", a->again, "Tell all of it again");
  content->require_subcommand(0, 1);
  add_content_set(*content, shared);
  content->callback([&shared, a, content] {
    if (content->get_subcommands().empty()) show_content(shared, *a);
  });
  add_activation(listings, shared, "activate", "Their content and offers are sent, where the store's switches are on");
  add_activation(listings, shared, "deactivate", "They are not");
}

}  // namespace fairway::cli

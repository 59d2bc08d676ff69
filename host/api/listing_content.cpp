#include "host/api/listing_content.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "host/api/listing_files.hpp"
#include "host/api/listing_changes.hpp"
#include "host/api/page.hpp"
#include "host/base/text.hpp"
#include "host/config/content_map.hpp"
#include "host/flows/listings/content_verbs.hpp"
#include "host/ledger/store.hpp"

namespace fairway::api {
namespace {

constexpr std::string_view kExtra = "extra";
constexpr std::string_view kPlaces[] = {"sku", "store", "language", "family", "parent", "extra"};

// Fields that may be said of an item, as JSON writes them.
const std::vector<std::string>& said_fields() {
  static const auto all = [] {
    std::vector<std::string> names{"images", "variation_theme"};
    for (const auto field : config::content_fields()) {
      auto& name = names.emplace_back(field);
      std::replace(name.begin(), name.end(), '-', '_');
    }
    return names;
  }();
  return all;
}

// A text, a number, a flag, or a list of these; null: it is no longer said.
Result<std::vector<std::string>> values_from(const json::value& value, const std::string& at) {
  std::vector<std::string> out;
  const auto add = [&](const json::value& one) {
    auto text = scalar_text(one);
    if (text) out.push_back(std::move(*text));
    return text.has_value();
  };
  bool sound = true;
  if (const auto* list = value.if_array())
    for (const auto& one : *list) sound = sound && add(one);
  else if (!value.is_null()) sound = add(value);
  if (!sound)
    return fail(FW_E_UNSUPPORTED,
                at + " is a text, a whole number, true or false, a list of these, or null: write other numbers as texts");
  for (const auto& text : out)
    if (text.find('\0') != std::string::npos) return fail(FW_E_UNSUPPORTED, at + " holds a NUL byte");
  std::erase(out, "");
  return out;
}

bool is_language(const std::string& text) {
  return text.size() == 2 && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

Status read_member(std::string_view name, const json::value& value, const std::string& at, flows::ContentSaid& said) {
  if (name == "sku" || name == "store" || name == "language") {
    if (!value.is_string()) return fail(FW_E_UNSUPPORTED, at + " is a text");
    if (name == "language" && !is_language(std::string(value.get_string())))
      return fail(FW_E_UNSUPPORTED, at + " is a language of two small letters (ISO 639-1), as \"en\"");
    (name == "sku" ? said.sku : name == "store" ? said.store : said.language) = value.get_string();
    return {};
  }
  if (name == "family" && (value.is_string() || value.is_null()))
    return said.family = value.is_null() ? "" : std::string(value.get_string()), Status();
  if (name == "parent" && value.is_bool()) return said.parent = value.get_bool(), Status();
  if (name == "family" || name == "parent")
    return fail(FW_E_UNSUPPORTED, at + (name == "family" ? " is the SKU of the parent, or null" : " is true or false"));
  auto values = values_from(value, at);
  if (!values) return fail(std::move(values.error()));
  said.fields[std::string(name)] = std::move(*values);
  return {};
}

Status read_extra(const json::value& value, const std::string& at, flows::ContentSaid& said) {
  if (!value.is_object()) return fail(FW_E_UNSUPPORTED, at + " is an object of fields of your own");
  for (const auto& [name, one] : value.get_object()) {
    auto values = values_from(one, fmt::format("{}.{}", at, printable(std::string(name), 60)));
    if (!values) return fail(std::move(values.error()));
    said.fields[fmt::format("{}.{}", kExtra, std::string_view(name))] = std::move(*values);
  }
  return {};
}

Result<flows::ContentSaid> read_said(const json::value& item, std::size_t index) {
  const auto at = fmt::format("items[{}]", index);
  if (!item.is_object()) return fail(FW_E_UNSUPPORTED, at + " is no object");
  std::vector<std::string> known(said_fields());
  known.insert(known.end(), std::begin(kPlaces), std::end(kPlaces));
  flows::ContentSaid said;
  for (const auto& [key, value] : item.get_object()) {
    const std::string name(key);
    const auto member = at + "." + printable(name, 60);
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      const auto near = nearest(name, known);
      return fail(FW_E_UNSUPPORTED, fmt::format("{}: no such field{}; fields of your own stand in \"extra\"", member,
                                                near ? fmt::format(", did you mean \"{}\"?", *near) : ""));
    }
    auto ok = name == kExtra ? read_extra(value, member, said) : read_member(name, value, member, said);
    if (!ok) return fail(std::move(ok.error()));
  }
  if (said.sku.empty()) return fail(FW_E_UNSUPPORTED, at + ": an item is named by its SKU");
  return said;
}

json::value values_json(const std::vector<std::string>& values) {
  if (values.size() == 1) return json::value(values.front());
  return json::array(values.begin(), values.end());
}

json::object fields_json(const ledger::ContentFields& fields) {
  json::object out, extra;
  for (const auto& [name, values] : fields)
    if (name.starts_with(std::string(kExtra) + ".")) extra[name.substr(kExtra.size() + 1)] = values_json(values);
    else out[name] = values_json(values);
  if (!extra.empty()) out[kExtra] = std::move(extra);
  return out;
}

json::object part_json(const std::string& attribute, const std::vector<std::string>& values, const std::string& from,
                       bool told) {
  return {{"attribute", attribute}, {"values", json::array(values.begin(), values.end())}, {"from", from}, {"told", told}};
}

json::object content_json(const Request& request, const flows::ContentView& view) {
  const auto parts = view.wanted.parts();
  const auto told = [&](const std::string& part) {
    const auto before = view.told.find(part);
    return before != view.told.end() && before->second == parts.at(part);
  };
  json::array attributes, notes(view.wanted.notes.begin(), view.wanted.notes.end());
  for (const auto& [name, value] : view.wanted.attributes)
    attributes.push_back(part_json(name, value.values, value.from, told(name)));
  json::object out{{"store", request.at("store")},
                   {"sku", request.at("sku")},
                   {"untold", view.untold.empty() ? json::value() : json::value(view.untold)},
                   {"attributes", std::move(attributes)},
                   {"notes", std::move(notes)}};
  out["images"] = view.wanted.images.values.empty()
                      ? json::value()
                      : json::value(part_json("", view.wanted.images.values, view.wanted.images.from, told("@images")));
  out["family"] = !view.wanted.family ? json::value()
                                      : json::value(json::object{{"parent", view.wanted.parent},
                                                                 {"parent_sku", view.wanted.parent_sku},
                                                                 {"variation_theme", view.wanted.variation_theme},
                                                                 {"told", told("@family")}});
  return out;
}

Result<std::vector<std::string>> skus_of(const json::value& body) {
  const auto* list = find(body, "skus");
  std::vector<std::string> skus;
  if (!list || !list->is_array()) return fail(FW_E_UNSUPPORTED, "skus is a list of SKUs, as the store calls them");
  for (const auto& one : list->get_array()) {
    if (!one.is_string() || one.get_string().empty()) return fail(FW_E_UNSUPPORTED, "skus is a list of SKUs");
    skus.emplace_back(one.get_string());
  }
  if (skus.empty() || skus.size() > flows::kContentsAtOnce)
    return fail(FW_E_UNSUPPORTED, fmt::format("1 to {} listings at a time", flows::kContentsAtOnce));
  return skus;
}

}  // namespace

Response say_item_content(engine::Engine& engine, const Request& request) {
  const auto body = parse_json(request.body);
  if (!body) return problem(400, "Bad request", body.error().message);
  const auto* items = find(*body, "items");
  if (!items || !items->is_array()) return problem(422, "Unprocessable", "items is a list");
  std::vector<flows::ContentSaid> all;
  for (std::size_t i = 0; i < items->get_array().size(); ++i) {
    auto said = read_said(items->get_array()[i], i);
    if (!said) return problem(said.error());
    all.push_back(std::move(*said));
  }
  auto context = engine.context();
  const auto kept = flows::say_contents(context, request.at("account"), all, {author_of(request)});
  if (!kept) return problem(kept.error());
  json::array answers;
  for (const auto& one : *kept)
    answers.push_back(json::object{{"sku", one.sku},
                                   {"error", one.refused.empty() ? json::value() : json::value(one.refused)},
                                   {"listings", static_cast<std::int64_t>(one.listings)}});
  return ok(json::object{{"items", std::move(answers)}});
}

Response show_item_content(engine::Engine& engine, const Request& request) {
  auto tx = engine.db().read();
  if (!tx) return problem(tx.error());
  const auto& sku = request.at("sku");
  const auto items = ledger::items_by_sku(**tx, request.at("account"), {sku});
  if (!items) return problem(items.error());
  if (items->empty()) return problem(404, "Not found", fmt::format("the catalogue has no item {}", printable(sku, 80)));
  const auto id = items->begin()->second.id;
  const auto facts = ledger::item_facts(**tx, {id});
  if (!facts) return problem(facts.error());
  const auto said = ledger::contents_of(**tx, {id});
  if (!said) return problem(said.error());
  const auto stores = ledger::stores_of(**tx, request.at("account"));
  if (!stores) return problem(stores.error());
  json::array layers;
  for (const auto& one : *said) {
    auto layer = fields_json(one.fields);
    for (const auto& store : *stores)
      if (store.id == one.store_id) layer["store"] = store.nickname;
    if (!one.language.empty()) layer["language"] = one.language;
    layer["said_by"] = one.said_by, layer["said_at"] = format_time(one.said_at);
    layers.push_back(std::move(layer));
  }
  const auto& item = facts->at(id);
  return ok(json::object{{"sku", sku},
                         {"title", item.title},
                         {"family", item.family},
                         {"parent", item.parent},
                         {"content", std::move(layers)}});
}

Response show_listing_content(engine::Engine& engine, const Request& request) {
  auto context = engine.context();
  const auto view = flows::view_content(context, request.at("account"), request.at("store"), request.at("sku"), false);
  return view ? ok(content_json(request, *view)) : problem(view.error());
}

Response preview_listing_content(engine::Engine& engine, const Request& request) {
  auto context = engine.context();
  const auto view = flows::view_content(context, request.at("account"), request.at("store"), request.at("sku"), true);
  if (!view) return problem(view.error());
  auto shown = content_json(request, *view);
  shown["preview"] = view->preview;
  shown["issues"] = listing_issues_json(view->issues);
  return ok(std::move(shown));
}

Response tell_listing_content(engine::Engine& engine, const Request& request) {
  const auto body = parse_json(request.body);
  if (!body) return problem(400, "Bad request", body.error().message);
  const auto skus = skus_of(*body);
  if (!skus) return problem(skus.error());
  auto context = engine.context();
  const auto asked =
      flows::tell_contents_again(context, request.at("account"), request.at("store"), *skus, {author_of(request)});
  return asked ? ok(json::object{{"changes", static_cast<std::int64_t>(*asked)}}, 202) : problem(asked.error());
}

Response activate_listings(engine::Engine& engine, const Request& request) {
  const auto body = parse_json(request.body);
  if (!body) return problem(400, "Bad request", body.error().message);
  std::vector<std::string> skus;
  const auto* said = find(*body, "filter");
  const bool all = flag_at(*body, "all");
  if ((find(*body, "skus") != nullptr) + (said != nullptr) + all != 1)
    return problem(422, "Not valid", "say which: \"skus\", a list, or \"filter\", an object, or \"all\": true");
  const auto filter = said ? std::optional(listing_filter_of(*said)) : std::nullopt;
  if (!all && !filter) {
    auto named = skus_of(*body);
    if (!named) return problem(named.error());
    skus = std::move(*named);
  }
  auto context = engine.context();
  const bool on = request.verb() == "activate";
  const auto count = flows::activate_listings(context, request.at("account"), request.at("store"), skus, on, filter);
  return count ? ok(json::object{
                     {"store", request.at("store")}, {"activated", on}, {"listings", static_cast<std::int64_t>(*count)}})
               : problem(count.error());
}

}  // namespace fairway::api

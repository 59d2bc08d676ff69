#include "host/config/build.hpp"

#include "fairway/documents.hpp"
#include "host/base/text.hpp"

namespace fairway::config {
namespace {

std::string text_of(const json::value& object, std::string_view key) { return std::string(text_at(object, key)); }

Millis duration_of(const json::value& object, std::string_view key, Millis fallback) {
  return parse_duration(text_at(object, key)).value_or(fallback);
}

std::vector<std::string> texts_of(const json::value& object, std::string_view key) {
  std::vector<std::string> out;
  const auto* list = find(object, key);
  if (list && list->is_array())
    for (const auto& item : list->get_array())
      if (const auto* text = item.if_string()) out.emplace_back(*text);
  return out;
}

template <class Enum>
std::set<Enum> words_of(const json::value& object, std::string_view key) {
  std::set<Enum> out;
  for (const auto& word : texts_of(object, key))
    for (const auto& [value, name] : names(Enum{}))
      if (name == word) out.insert(value);
  return out;
}

Orders build_orders(const json::value& block) {
  Orders out;
  out.enabled = flag_at(block, "enabled");
  out.every = duration_of(block, "every", out.every);
  if (text_at(block, "check-every") == "off") out.check_every.reset();
  else out.check_every = duration_of(block, "check-every", *out.check_every);
  out.within = duration_of(block, "within", out.within);
  const auto start = text_at(block, "start", "now");
  if (start == "open-orders") out.start = Orders::Start::open_orders;
  else if (start != "now") out.start = Orders::Start::date, out.start_date = parse_time(start);
  out.statuses = words_of<OrderStatus>(block, "statuses");
  out.fulfilled_by = words_of<FulfilledBy>(block, "fulfilled-by");
  out.reserve_pending = flag_at(block, "reserve-pending", true);
  using U = Orders::Unlinked;
  const std::map<std::string_view, U> unlinked{
      {"pass", U::pass}, {"import", U::import}, {"exclude", U::exclude}, {"split", U::split}};
  if (const auto found = unlinked.find(text_at(block, "unlinked")); found != unlinked.end()) out.unlinked = found->second;
  if (text_at(block, "cancellations") == "accept") out.cancellations = Orders::Cancellations::accept;
  out.unseen_after = duration_of(block, "unseen-after", out.unseen_after);
  if (text_at(block, "unseen") == "send-again") out.unseen = Orders::Unseen::send_again;
  return out;
}

Listings build_listings(const json::value& block) {
  Listings out;
  out.publish_price = text_at(block, "publish-price", "item");
  const auto* import = find(block, "import");
  if (!import) return out;
  out.every = parse_duration(text_at(*import, "every"));
  out.overwrite = text_at(*import, "mode") == "create-and-overwrite";
  out.paused = text_at(*import, "new") == "paused";
  out.skip_known_barcodes = text_at(*import, "known-barcode", "skip") == "skip";
  out.complete = flag_at(*import, "complete", true);
  if (const auto* skip = find(*import, "skip")) {
    out.skip_categories = texts_of(*skip, "categories");
    out.skip_conditions = texts_of(*skip, "conditions");
  }
  return out;
}

Content build_content(const json::value& block, const Store& store, Findings& findings) {
  Content out;
  out.enabled = flag_at(block, "enabled");
  out.images = flag_at(block, "sync-images", true);
  out.variation_theme = text_of(block, "variation-theme");
  if (const auto* map = find(block, "map"))
    out.map = read_content_map(*map, store.places, "stores." + store.nickname + ".content.map", "/content/map", findings);
  return out;
}

std::map<std::string, std::string> build_words(const json::value& blocks, std::string_view key) {
  std::map<std::string, std::string> out;
  const auto* block = find(blocks, key);
  if (!block || !block->is_object()) return out;
  for (const auto& [name, value] : block->get_object())
    if (const auto* text = value.if_string()) out.emplace(name, *text);
  return out;
}

Returns build_returns(const json::value& block) {
  Returns out;
  out.keep_item_reasons = texts_of(block, "keep-item-reasons");
  const auto* to = find(block, "to");
  if (!to || !to->is_object()) return out;
  out.to_channel = false;
  auto& address = out.address;
  for (const auto& [key, part] : std::initializer_list<std::pair<const char*, Pii*>>{{"name", &address.name},
                                                                                     {"company", &address.company},
                                                                                     {"line1", &address.line1},
                                                                                     {"line2", &address.line2},
                                                                                     {"line3", &address.line3},
                                                                                     {"city", &address.city},
                                                                                     {"postal-code", &address.postal_code},
                                                                                     {"phone", &address.phone}})
    part->text = text_of(*to, key);
  address.state = text_of(*to, "state");
  address.country = text_of(*to, "country");
  return out;
}

// The places below `pointer`, as pointers relative to it.
Places places_below(const Places& places, const std::string& pointer) {
  Places out;
  const auto below = pointer + "/";
  for (auto at = places.lower_bound(below); at != places.end() && at->first.starts_with(below); ++at)
    out.emplace_hint(out.end(), at->first.substr(pointer.size()), at->second);
  return out;
}

// The account's own: stores, warehouses and the mapper keep theirs.
Places places_beside_parts(const Places& places) {
  constexpr std::array<std::string_view, 3> kParts{"/stores/", "/warehouses/", "/shipping/"};
  Places out;
  for (const auto& entry : places)
    if (std::none_of(kParts.begin(), kParts.end(), [&](auto part) { return entry.first.starts_with(part); }))
      out.insert(out.end(), entry);
  return out;
}

struct Parts {
  const Draft& draft;
  const Outcome& outcome;
  SettingsContext context;
  Findings& findings;
};

Store build_store(const Member& member, const json::value& values, const Parts& parts, Mode host_mode) {
  const auto where = Where{}.key("stores").key(member.key);
  Store out;
  out.nickname = member.key;
  out.formerly = text_of(values, "formerly");
  out.place = member.mark.place();
  out.enabled = flag_at(values, "enabled", true);
  out.mode = host_mode == Mode::observe || text_at(values, "mode") == "observe" ? Mode::observe : Mode::live;
  out.settings = read_settings(parts.context, member.value, where, "store", out.enabled, parts.findings);
  if (const auto* plugin = parts.context.catalogue.find(out.settings.plugin)) {
    const auto& manifest = plugin->description.manifest;
    out.seller_identity = identity(manifest.seller_identity, out.settings.facts);
    out.store_identity = identity(manifest.store_identity, out.settings.facts);
  }
  out.places = places_below(parts.outcome.places, where.pointer);
  auto& blocks = out.blocks.emplace_object();
  for (const auto* name : {"orders", "offers", "listings", "content", "fulfilment", "shipping-templates", "conditions"})
    if (const auto* block = find(values, name)) blocks[name] = *block;
  out.orders = build_orders(out.blocks.at("orders"));
  out.listings = build_listings(out.blocks.at("listings"));
  out.shipping_templates = build_words(out.blocks, "shipping-templates");
  out.conditions = build_words(out.blocks, "conditions");
  out.content = build_content(out.blocks.at("content"), out, parts.findings);
  out.offers_enabled = flag_at(out.blocks.at("offers"), "enabled");
  return out;
}

Warehouse build_warehouse(const Member& member, const json::value& values, const Parts& parts, bool active) {
  Warehouse out;
  out.name = member.key;
  out.place = member.mark.place();
  out.settings = read_settings(parts.context, member.value, Where{}.key("warehouses").key(member.key), "warehouse", active,
                               parts.findings);
  out.amazon_agreement = flag_at(values, "amazon-agreement");
  out.carriers = texts_of(values, "carriers");
  out.shipments_every = duration_of(values, "shipments-every", out.shipments_every);
  out.stock_every = duration_of(values, "stock-every", out.stock_every);
  out.missing_is_zero = flag_at(values, "missing-is-zero");
  return out;
}

// Stores that ship what others sold. `mcf` is on unless switched off; so that nobody's API is asked for it who never heard of
// it, the file must say something of it as well: in the store's `fulfilment`, or in `routing`.
std::vector<Warehouse> build_fulfilling_stores(const Account& account, const Catalogue& catalogue, bool fallback) {
  std::vector<Warehouse> out;
  for (const auto& store : account.stores) {
    const auto& block = store.blocks.at("fulfilment");
    const bool preferred = std::find(account.prefer.begin(), account.prefer.end(), store.nickname) != account.prefer.end();
    const bool written = !places_below(store.places, "/fulfilment").empty();
    if (!store.enabled || !flag_at(block, "mcf", true) || !(fallback || preferred || written)) continue;
    if (!catalogue.push(store.settings.plugin, FulfilmentOrder::kSchema)) continue;
    Warehouse one;
    one.name = store.nickname;
    one.of_store = true;
    one.place = store.place;
    one.settings = store.settings;
    one.stock_every = duration_of(block, "stock-every", std::chrono::hours(1));
    out.push_back(std::move(one));
  }
  return out;
}

// Calls `build(member, checked values)` for each entry of a map of named things, in the order of the file.
template <class Build>
void each_named(const Draft& draft, std::string_view key, Build build) {
  const auto* node = draft.tree.find(key);
  const auto* values = find(draft.values, key);
  if (!node || !values) return;
  for (const auto& member : node->members)
    if (const auto* one = find(*values, member.key); one && one->is_object()) build(member, *one);
}

void build_parts(Draft& draft, const Parts& parts, Mode host_mode) {
  auto& account = draft.account;
  each_named(draft, "stores", [&](const Member& member, const json::value& values) {
    account.stores.push_back(build_store(member, values, parts, host_mode));
  });
  const bool active =
      std::any_of(account.stores.begin(), account.stores.end(), [](const Store& store) { return store.enabled; });
  each_named(draft, "warehouses", [&](const Member& member, const json::value& values) {
    account.warehouses.push_back(build_warehouse(member, values, parts, active));
  });
  if (const auto* shipping = draft.tree.find("shipping"); shipping && shipping->is_map())
    account.shipping = read_settings(parts.context, *shipping, Where{}.key("shipping"), "shipping", active, parts.findings);
}

void build_privacy(Account& account, const json::value& values) {
  account.retain_pii = duration_of(values, "retain", account.retain_pii);
  account.keep_files = std::min(account.retain_pii, duration_of(values, "keep-files", account.keep_files));
  const auto* grant = find(values, "grant");
  if (!grant || !grant->is_array()) return;
  const auto names = texts_of(values, "grant");
  account.granted.emplace(names.begin(), names.end());
}

}  // namespace

Notify build_notify(const json::value& block) {
  const auto events = texts_of(block, "events");
  return {text_of(block, "email"), text_of(block, "webhook"), {events.begin(), events.end()}};
}

Draft build_account(std::string file, Node tree, const Spec& spec, const SettingsContext& context, Mode host_mode) {
  Draft draft{std::move(file), std::move(tree), {}, {}, {}};
  Outcome outcome;
  const auto missing = context.secrets_required ? Severity::error : Severity::warning;
  draft.values = Checker(context.references, {missing, {}, false}, outcome).check(&draft.tree, spec, {});
  draft.findings = std::move(outcome.findings);
  auto& account = draft.account;
  const auto& values = draft.values;
  account.name = text_of(values, "account");
  account.formerly = text_of(values, "formerly");
  account.company = text_of(values, "company");
  const auto* name = draft.tree.find("account");
  account.place = name ? name->mark.place() : draft.tree.mark.place();
  account.policies = texts_of(values, "policies");
  if (const auto* privacy = find(values, "privacy")) build_privacy(account, *privacy);
  account.redacted = std::move(outcome.redacted);
  account.hidden = std::move(outcome.hidden);
  account.hidden.merge(outcome.passwords);
  account.places = places_beside_parts(outcome.places);
  build_parts(draft,
              {draft,
               outcome,
               {context.catalogue, context.schemas, context.references, account.name, context.secrets_required},
               draft.findings},
              host_mode);
  const auto* routing = find(values, "routing");
  if (routing) {
    account.prefer = texts_of(*routing, "prefer");
    account.fallback = texts_of(*routing, "fallback-from-fba");
    account.split = flag_at(*routing, "split");
  }
  if (const auto* notify = find(values, "notify")) account.notify = build_notify(*notify);
  if (const auto* returns = find(values, "returns")) account.returns = build_returns(*returns);
  if (account.prefer.empty())
    for (const auto& warehouse : account.warehouses) account.prefer.push_back(warehouse.name);
  account.fulfilling_stores = build_fulfilling_stores(account, context.catalogue, !account.fallback.empty());
  auto& blocks = account.blocks.emplace_object();
  for (const auto* key : {"notify", "privacy", "skus", "routing", "returns"})
    if (const auto* block = find(values, key)) blocks[key] = *block;
  return draft;
}

}  // namespace fairway::config

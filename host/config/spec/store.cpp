// One store of an account file.
#include "fairway/documents/listing.hpp"
#include "host/config/spec/spec.hpp"

namespace fairway::config {
namespace {

// The words that YAML knows for an enum of the documents.
template <class Enum>
Spec words_of() {
  std::vector<std::string> words;
  for (const auto& [value, name] : names(Enum{})) words.emplace_back(name);
  return choice(std::move(words));
}

Spec orders() {
  return object({
      {"enabled", flag(false), "Whether new orders are taken on"},
      {"every", duration("30m"), "How often orders are fetched"},
      {"check-every", duration("1d").or_words({"off"}),
       "How often a second view of the channel, where it has one, is compared with what was fetched"},
      {"start", of_type(Type::date).or_words({"now", "open-orders"}).with_default("now"),
       "Which orders count when orders are switched on: made from now on, all open ones, or made since a date"},
      {"within", duration("30d"), "Orders created longer ago are passed over"},
      {"statuses", list_of(words_of<OrderStatus>()).with_default({"unshipped", "partially-shipped"}),
       "Statuses that are taken on"},
      {"fulfilled-by", list_of(words_of<FulfilledBy>()).with_default({"merchant"}),
       "Who ships the orders that are taken on"},
      {"reserve-pending", flag(true), "Whether an order that is not yet paid holds stock"},
      {"unlinked", choice({"pass", "import", "exclude", "split"}, "pass"),
       "An item that is not linked: pass its SKU on, wait for an import, pass the order over, or leave the item out"},
      {"cancellations", choice({"ask", "accept"}, "ask"),
       "A buyer's request to cancel: a person decides, or it is accepted unless the warehouse has shipped"},
      {"unseen-after", duration("1h"),
       "A confirmation that the channel does not show for so long, and for two intervals, is looked for by reading its "
       "order"},
      {"unseen", choice({"alarm", "send-again"}, "alarm"),
       "A confirmation that is not there then: a person is told, or it is sent again once before that"},
  });
}

Spec repricer() {
  return object({
      {"enabled", flag(false), "Whether prices are set by the repricer"},
      {"no-featured-offer", choice({"keep", "minimum", "maximum", "sale-price"}, "keep"),
       "Price when there is no featured offer"},
      {"no-competition", choice({"sale-price", "keep", "maximum"}, "sale-price"), "The highest price without competition"},
  });
}

Spec offers() {
  return object({
      {"enabled", flag(false), "Whether stock and prices are sent"},
      {"send", choice({"all", "prices-only", "stock-only"}, "all"), "What is sent"},
      {"every", duration("12h"), "Full reconcile; changes go at once"},
      {"prices", choice({"from-channel", "from-catalogue", "external"}, "from-channel"), "Who is right about prices"},
      {"stock", choice({"two-way", "from-warehouse", "off"}, "two-way"), "Who is right about stock"},
      {"threshold", integer().from(0).to(1'000'000).with_default(5), "Available stock at or below it is sent as 0"},
      {"max-advertised", integer().from(0).to(1'000'000).with_default(0), "No more than this is sent; 0: no limit"},
      {"quantity", integer().from(0).to(1'000'000).or_null(), "A fixed number instead of the stock"},
      {"lead-time", duration("3d", 24 * 3600 * 1000.0).to(30 * 24 * 3600 * 1000.0).or_words({"none"}),
       "Days until an order ships; none leaves the channel's own"},
      {"remote-fulfilment-with-fba", flag(false), "Yes for a seller enrolled in Remote Fulfilment with FBA"},
      {"fees",
       object({{"fixed", of_type(Type::money), "Per item sold, in the store's currency"},
               {"variable", of_type(Type::percent), "Of the price"}}),
       "What margins are computed from"},
      {"repricer", repricer(), "Rules of the repricer"},
  });
}

Spec listings() {
  auto skip = object({
      {"categories", list_of(text()).with_default({"CDs & Vinyl", "Movies & TV"}), "Categories that are left out"},
      {"conditions",
       list_of(choice({"new", "used", "collectible", "refurbished", "club"})).with_default({"used", "collectible"}),
       "Conditions that are left out"},
  });
  auto import = object({
      {"every", duration("").or_null(), "How often listings are imported; left out: by hand"},
      {"mode", choice({"create-only", "create-and-overwrite"}, "create-only"), "What becomes of a listing already known"},
      {"new", choice({"active", "paused"}, "active"), "State of a listing that was imported"},
      {"known-barcode", choice({"skip", "create"}, "skip"), "A barcode that another SKU holds"},
      {"skip", std::move(skip), "What is not imported"},
      {"complete", flag(true), "Whether the channel's catalogue is asked for what imported listings lack"},
  });
  return object({
      {"import", std::move(import), "Import of the store's listings"},
      {"publish-price",
       text()
           .or_words({"item", "list"})
           .with_default("item")
           .matching("^[+-][0-9]{1,3}(\\.[0-9]{1,2})?%$", "allowed are item, list or a markup such as \"+10%\""),
       "Price at which a listing is published: the item's, its list price, or the item's with a markup"},
  });
}

Spec content() {
  return object({
      {"enabled", flag(false), "Whether content is sent"},
      {"sync-images", flag(true), "Whether images are sent; off: the channel's are never touched"},
      {"variation-theme", text().or_null(), "Theme of variation families that name none"},
      {"map",
       named(of_type(Type::any))
           .matching("^[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*$",
                     "an attribute's name has letters, digits, _ and -, with dots where it lies within another"),
       "Each of the channel's attributes from a field of the item (title), from the first of several that says something "
       "({ from: [extra.colour, title] }), or a fixed text ({ text: Acme })"},
  });
}

Spec fulfilment() {
  return object({
      {"mcf", flag(true), "Whether the channel's warehouses may ship orders of other channels"},
      {"stock-every", duration("1h"), "How often the channel's own stock is read"},
  });
}

}  // namespace

Spec store_spec() {
  auto spec = object({
      {"plugin", text(), "The channel plugin's name", true},
      {"formerly", name_text(), "The nickname that this store had before: its orders and all else go on under the new one"},
      {"enabled", flag(true), "Disabled: nothing is fetched or sent, nothing is forgotten"},
      {"mode", choice({"live", "observe"}, "live"), "The stricter of host and store wins"},
      {"settings", of_type(Type::settings), "What the plugin's schema asks for"},
      {"orders", orders(), "Fetching orders"},
      unread({"offers", offers(), "Sending stock and prices"}),
      {"listings", listings(), "Importing and publishing listings"},
      {"content", content(), "Sending content"},
      {"fulfilment", fulfilment(), "The channel's own warehouses"},
      {"shipping-templates", named(text()),
       "The channel's shipping template, by a name of your own; what names none is published with the channel's default"},
      {"conditions", named(words_of<Condition>()),
       "What a condition of the catalogue is called at the channel; one of the channel's own words needs no entry"},
  });
  spec.pausable = true;
  return spec;
}

}  // namespace fairway::config

// accounts/*.yaml, and templates, which are partial account files.
#include "host/config/return_reasons.hpp"
#include "host/config/spec/spec.hpp"

namespace fairway::config {
namespace {

// As documents/common.hpp names the parts of an address. That there is a name is check_names's.
Spec address() {
  return object({{"name", text(), "Whom it is for; this or `company` is needed"},
                 {"company", text(), "The company"},
                 {"line1", text().matching("\\S", "the first line of the address is needed"), "Street and number", true},
                 {"line2", text(), "More of it"},
                 {"line3", text(), "More of it"},
                 {"city", text().matching("\\S", "the city is needed"), "City", true},
                 {"state", text(), "State or region"},
                 {"postal-code", text(), "Postal code"},
                 {"country", text().matching("^[A-Z]{2}$", "allowed are two capital letters (ISO 3166-1)"),
                  "Country, two capital letters", true},
                 {"phone", text(), "Telephone"}});
}

// Any text: which codes there are, the channel says. The words are those that are known here.
Spec return_reason() {
  std::vector<std::string> words;
  for (const auto& [ours, amazon] : kReturnReasons) words.emplace_back(ours);
  return text().or_words(std::move(words));
}

}  // namespace

Spec warehouse_spec() {
  return object({
      {"plugin", text(), "The warehouse plugin's name", true},
      {"settings", of_type(Type::settings), "What the plugin's schema asks for"},
      {"amazon-agreement", flag(false), "True: the seller is named on packing slips, so Amazon orders may go there"},
      {"carriers", list_of(text()), "Carriers it may ship with; others are flagged; left out: any"},
      {"shipments-every", duration("15m"), "How often shipments are asked for; a webhook or a file is handled at once"},
      {"stock-every", duration("15m"), "How often stock is asked for"},
      {"missing-is-zero", flag(false),
       "True: a SKU that a whole snapshot of the warehouse leaves out has no stock; else it stays as it was told last"},
  });
}

Spec account_spec() {
  auto shipping =
      object({{"plugin", text(), "The mapper's name", true}, {"settings", of_type(Type::settings), "Its rules"}}).or_null();
  auto stores = named(store_spec()).matching(name_text().pattern, name_text().advice);
  auto warehouses = named(warehouse_spec()).matching(name_text().pattern, name_text().advice);
  return object({
      {"account", name_text(), "The account's name, unique among the files", true},
      {"formerly", name_text(), "The name that this account had before: what is known of that goes on under the new one"},
      {"company", text().with_default(""), "Who sells"},
      {"extends", list_of(text()), "Templates, merged in order; this file wins"},
      {"notify", object(told_keys()), "Who is told of what happens to this account, beside those whom fairway.yaml names"},
      {"policies", list_of(text()), "Policy plugins that judge this account; united with those of the templates"},
      {"privacy",
       object(
           {{"retain", duration("30d"), "After shipment personal data is shredded"},
            {"keep-files", duration("30d"),
             "How long files exchanged with warehouses are kept in their archives, never longer than retain"},
            {"grant", list_of(text()).or_words({"all"}).with_default("all"),
             "Warehouses, and stores that ship, that are told names and addresses; all: each whose plugin asks for them"}}),
       "Personal data"},
      {"stores", std::move(stores), "The stores, by nickname"},
      {"warehouses", std::move(warehouses), "The warehouses, by name"},
      {"skus", object({{"file", text(), "CSV that maps catalogue, channel and warehouse SKUs"}}), "SKU mapping"},
      {"routing",
       object({{"prefer", list_of(text()), "Warehouses and stores in order of preference; a store means its own fulfilment"},
               {"fallback-from-fba", list_of(text()), "Warehouses that take over when the channel's stock runs out"},
               {"split", flag(false), "Whether an order may be split over warehouses"}}),
       "Where orders go"},
      {"returns",
       object({{"to", address().or_words({"channel"}).with_default("channel"),
                "Where returns go: as the channel says, or an address, which warehouses put on the packing slip"},
               unread({"keep-item-reasons", list_of(return_reason()),
                       "Reasons for which the buyer keeps the item: words such as `defective`, or codes of the channel"})}),
       "Returns"},
      {"shipping", std::move(shipping), "How a channel's ship service becomes one of the warehouse"},
  });
}

}  // namespace fairway::config

// tests/*.yaml.
#include "host/config/cases.hpp"
#include "host/config/spec/spec.hpp"

namespace fairway::config {
namespace {

Spec lines() {
  auto quantity = integer().from(1);
  quantity.fallback = 1;
  auto spec = list_of(object({{"sku", text(), "The SKU as the channel has it", true},
                              {"quantity", std::move(quantity), "Units that are to be shipped"}}));
  spec.fallback = nullptr;
  return spec;
}

}  // namespace

Spec case_spec() {
  const std::string decimal = "^[0-9]+(\\.[0-9]+)?$";
  auto order = object({
      {"store", name_text(), "Nickname of the store that the order comes from", true},
      {"method", text().with_default(""), "The channel's text of the ship service"},
      {"category", text().with_default(""), "Its category: Standard, Expedited, …"},
      {"country", text().with_default("").matching("^([A-Z]{2})?$", "allowed is ISO 3166-1 alpha-2, such as US"),
       "Where the order goes"},
      {"weight", text().with_default("").matching("^$|" + decimal, "allowed is a decimal such as 1.5"), "Kilograms"},
      {"value", text().with_default("").matching("^$|" + decimal, "allowed is a decimal such as 30.00"),
       "What the order is worth, in its own currency"},
      {"lines", lines(), "What is ordered; left out: one unit of anything"},
  });
  auto expect = object({
      {"service", text(), "The warehouse's service"},
      {"warehouse",
       text().in_the_open().matching("^[a-z0-9][a-z0-9-]*( \\+ [a-z0-9][a-z0-9-]*)*$",
                                     "allowed is a name such as west, or those that share the order: west + east"),
       "Where the order goes; of one that is split: west + east"},
      {"state", choice({kCaseStates.begin(), kCaseStates.end()}), "What becomes of the order"},
      {"lines", lines(), "What is sent to the warehouse"},
  });
  auto test = object(
      {{"order", std::move(order), "This order …", true}, {"expect", std::move(expect), "… shall come to this", true}});
  return object({
      {"account", name_text(), "Whose configuration is tested", true},
      {"tests", named(std::move(test)), "The tests, by what they say"},
  });
}

}  // namespace fairway::config

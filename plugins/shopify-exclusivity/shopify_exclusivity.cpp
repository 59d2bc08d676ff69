#include "shopify_exclusivity.hpp"

namespace shopify_exclusivity {

fairway::Description ShopifyExclusivity::describe() {
  fairway::Description description;
  description.id = "io.fairway.shopify-exclusivity";
  description.name = "shopify-exclusivity";
  description.vendor = "Fairway";
  description.version = "1.0.0";
  description.config_schema = R"({"type": "object", "additionalProperties": false, "properties": {}})";
  description.manifest.roles = {"policy"};
  return description;
}

// Only enabled stores count, so that one reload can disable the one kind and enable the other. What ran before does not
// matter: the proposal stands or falls by itself.
fairway::PolicyAnswer ShopifyExclusivity::judge(const fairway::PolicyQuestion& question) {
  fairway::PolicyAnswer answer;
  const fairway::PolicyStore* first = nullptr;
  for (const fairway::PolicyStore& store : question.proposed.stores) {
    if (!store.enabled || (store.plugin != "amazon" && store.plugin != "shopify")) continue;
    if (first == nullptr) first = &store;
    if (store.plugin == first->plugin) continue;
    answer.findings.push_back({"error", "stores." + store.nickname + ".plugin",
                               "an account has Amazon or Shopify, never both: store \"" + first->nickname + "\" is of " +
                                   first->plugin + "; disable one of the two"});
  }
  return answer;
}

}  // namespace shopify_exclusivity

FAIRWAY_PLUGIN(shopify_exclusivity::ShopifyExclusivity);

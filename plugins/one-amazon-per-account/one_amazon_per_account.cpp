#include "one_amazon_per_account.hpp"

namespace one_amazon_per_account {
namespace {

std::string seller_of(const fairway::PolicyStore& store) {
  const auto found = store.identity.find("seller-id");
  return store.plugin == "amazon" && found != store.identity.end() ? found->second : std::string();
}

// Of a disabled store: a warning, for nothing is sold under it; enabling asks again.
void add(fairway::PolicyAnswer& answer, const fairway::PolicyStore& store, std::string message) {
  answer.findings.push_back(
      {store.enabled ? "error" : "warning", "stores." + store.nickname + ".settings.seller-id", std::move(message)});
}

// The store whose seller id is the account's: the first enabled one, so that a disabled one before it accuses nobody.
const fairway::PolicyStore* reference(const fairway::Account& account) {
  const fairway::PolicyStore* first = nullptr;
  for (const auto& store : account.stores) {
    if (seller_of(store).empty()) continue;
    if (store.enabled) return &store;
    if (first == nullptr) first = &store;
  }
  return first;
}

std::string other_holder(const fairway::PolicyQuestion& question, const std::string& seller) {
  for (const auto& holder : question.others) {
    if (holder.plugin != "amazon" || holder.setting != "seller-id" || holder.value != seller) continue;
    for (const auto& account : holder.accounts)
      if (account != question.proposed.account) return account;
  }
  return {};
}

}  // namespace

fairway::Description OneAmazonPerAccount::describe() {
  fairway::Description description;
  description.id = "io.fairway.one-amazon-per-account";
  description.name = "one-amazon-per-account";
  description.vendor = "Fairway";
  description.version = "1.0.0";
  description.config_schema = R"({"type": "object", "additionalProperties": false, "properties": {}})";
  description.manifest.roles = {"policy"};
  return description;
}

fairway::PolicyAnswer OneAmazonPerAccount::judge(const fairway::PolicyQuestion& question) {
  fairway::PolicyAnswer answer;
  const fairway::PolicyStore* const first = reference(question.proposed);
  for (const auto& store : question.proposed.stores) {
    const std::string seller = seller_of(store);
    if (seller.empty()) continue;
    if (seller != seller_of(*first))
      add(answer, store, "an account has one Amazon seller id: store \"" + first->nickname + "\" has " + seller_of(*first));
    if (const std::string holder = other_holder(question, seller); !holder.empty())
      add(answer, store, "Amazon seller id " + seller + " is in account \"" + holder + "\" already");
  }
  return answer;
}

}  // namespace one_amazon_per_account

FAIRWAY_PLUGIN(one_amazon_per_account::OneAmazonPerAccount);

// What `decide` is asked, and what it answers. Answers are pure functions of the question and the settings.
#pragma once
#include <boost/describe.hpp>
#include <map>
#include <optional>

#include "fairway/types.hpp"

namespace fairway {

// shipping-question/1: which service of ours carries this order? Empty fields are unknown.
struct ShippingQuestion {
  static constexpr std::string_view kSchema = "shipping-question/1";
  std::string account, store, channel_order_id;
  std::string method, category;  // the channel's text and its category; a rule's `method` and `category` match both
  std::string country;
  std::string weight;  // kilograms, decimal
  std::string value;   // of the order, decimal, in its own currency
};
BOOST_DESCRIBE_STRUCT(ShippingQuestion, (), (account, store, channel_order_id, method, category, country, weight, value))

struct ShippingAnswer {
  std::string service;  // empty: no rule fits, the order waits in needs-mapping
  std::string rule;     // JSON pointer into the settings: "/rules/2", "/unmapped"
};
BOOST_DESCRIBE_STRUCT(ShippingAnswer, (), (service, rule))

// account/1: an account as a policy may see it: no settings but those that identify.
struct PolicyStore {
  std::string nickname, plugin;
  bool enabled = false;
  std::map<std::string, std::string> identity;  // by setting: {"seller-id": "A1…"}
};
BOOST_DESCRIBE_STRUCT(PolicyStore, (), (nickname, plugin, enabled, identity))

struct Account {
  static constexpr std::string_view kSchema = "account/1";
  std::string account, company;
  std::vector<PolicyStore> stores;
};
BOOST_DESCRIBE_STRUCT(Account, (), (account, company, stores))

// A value of a setting that some plugin's schema marks x-unique-across-accounts, and who holds it.
struct IdentityHolder {
  std::string plugin, setting, value;
  std::vector<std::string> accounts;
};
BOOST_DESCRIBE_STRUCT(IdentityHolder, (), (plugin, setting, value, accounts))

struct PolicyQuestion {
  static constexpr std::string_view kSchema = "policy-question/1";
  std::optional<Account> running;  // absent: the account is new
  Account proposed;
  std::vector<IdentityHolder> others;  // with the proposed account among the holders
};
BOOST_DESCRIBE_STRUCT(PolicyQuestion, (), (running, proposed, others))

struct PolicyFinding {
  std::string severity;  // error | warning
  std::string path;      // key path in the account file: "stores.us-main.plugin"
  std::string message;
};
BOOST_DESCRIBE_STRUCT(PolicyFinding, (), (severity, path, message))

struct PolicyAnswer {
  std::vector<PolicyFinding> findings;  // none: granted
};
BOOST_DESCRIBE_STRUCT(PolicyAnswer, (), (findings))

}  // namespace fairway

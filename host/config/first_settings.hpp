// What the settings of a plugin have to say in the first file of an account.
#pragma once
#include <map>
#include <set>

#include "host/base/json.hpp"
#include "host/config/spec/spec.hpp"
#include "host/config/tree.hpp"

namespace fairway::config {

// Names for the values that somebody has to give. What is used is remembered.
class Placeholders {
 public:
  explicit Placeholders(std::string account) : account_(std::move(account)) {}

  // What every required key is given that `given` (null: nothing) does not say: its default, an example of the plugin's, else a
  // reference: ${sealed:acme-main-client-secret}, ${env:ACME_MAIN_SELLER_ID}. `place`: "stores.main.settings".
  json::object required(const Spec& settings, const std::string& place, const Node* given);
  std::string secret(const std::string& path) const;  // "${sealed:…}" of a setting; not remembered

  const std::set<std::string>& secrets() const { return secrets_; }
  const std::set<std::string>& variables() const { return variables_; }
  // Secrets that may be left out, and stand in the file as a comment: name -> what they are.
  const std::map<std::string, std::string>& optional_secrets() const { return optional_secrets_; }

 private:
  json::value of(const Spec& spec, const std::string& path);
  std::string name(const std::string& path) const;  // "acme-main-client-secret"
  std::string variable(const std::string& path) const;

  std::string account_;
  std::set<std::string> secrets_, variables_;
  std::map<std::string, std::string> optional_secrets_;
};

}  // namespace fairway::config

// One attribute from its values as text: the instances that Amazon wants, and what is wrong with them.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "definition.hpp"
#include "marketplaces.hpp"
#include "remote/listings.hpp"

namespace amazon {

// What is wrong with an attribute, by a code of remedies.cpp.
remote::ItemIssue fault(const char* code, const std::string& attribute, std::string message);

class AttributeValues {
 public:
  // `defined` null: nothing is known of it.
  AttributeValues(std::string name, const DefinedAttribute* defined) : name_(std::move(name)), defined_(defined) {}

  // `path` is where the values belong within an instance; empty: where the attribute has its one value.
  void add(std::string path, const std::vector<std::string>& values, std::vector<remote::ItemIssue>& faults);
  // The list of instances, each with the marketplace and, where it is spoken, the language.
  std::string json(const MarketplaceName& marketplace) const;

 private:
  using Instance = std::vector<std::pair<std::string, std::string>>;  // path, JSON
  const DefinedValue* value_at(std::string& path, std::vector<remote::ItemIssue>& faults) const;
  void check(const DefinedValue& rule, const std::string& value, std::vector<remote::ItemIssue>& faults) const;

  std::string name_;
  const DefinedAttribute* defined_;
  std::vector<Instance> instances_;
};

// What an attribute of a listing says in that language, or in none, as text, by the name that contents give it.
std::vector<std::string> values_shown(const std::map<std::string, fairway::RawJson>& attributes, const std::string& name,
                                      std::string_view language);

// The same, whatever the order of members and the white space. Of `there` only instances in that language count; empty: any.
bool same_instances(std::string_view there, std::string_view here, std::string_view language);

}  // namespace amazon

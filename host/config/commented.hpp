// A specification as YAML for a person to fill in: what is said stands there, everything else is a comment with its default.
#pragma once
#include <functional>
#include <map>
#include <set>

#include "host/base/json.hpp"
#include "host/config/spec/spec.hpp"
#include "host/config/tree.hpp"

namespace fairway::config {

struct Commented {
  json::object said;                         // what stands there; objects of the specification as objects
  const Node* given = nullptr;               // what a template says: of its blocks only what is said is shown; null: none
  std::map<std::string, std::string> notes;  // path -> comment, in place of the specification's words
  std::set<std::string> left_out;            // keys that are not shown, whatever their path
  // The settings' specification at a path such as "stores.main.settings"; null: not known.
  std::function<const Spec*(const std::string& path)> settings;
  std::function<std::string(const std::string& path)> secret;  // what a secret at this path is referred to by
};

// `spec` is an object. Taking away the # of a key's line makes it count.
std::string commented_yaml(const Spec& spec, const Commented& with);

}  // namespace fairway::config

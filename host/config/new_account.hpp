// The first file of a new account, made of the one specification of all keys and of the plugins' own.
#pragma once
#include <filesystem>
#include <map>

#include "host/base/catalogue.hpp"
#include "host/base/result.hpp"

namespace fairway::config {

struct NewAccount {
  std::string name;
  std::string store, warehouse;  // plugins; empty: those of the template, else the only one that is found
  std::string extends;           // template; empty: none
};

struct FirstFile {
  std::filesystem::path path;                           // where it belongs in the folder
  std::string text;                                     // its stores are switched off, so that it passes the check at once
  std::vector<std::string> secrets, variables;          // that its required settings refer to: ${sealed:…}, ${env:…}
  std::map<std::string, std::string> optional_secrets;  // that settings behind a comment refer to, and what they are
};

// Reads the folder and writes nothing. CONFIG with what is wrong where the name is no name or taken, a plugin or the template
// is not found, there is no fairway.yaml, or that gives a new file no place.
Result<FirstFile> first_file(const std::filesystem::path& folder, const Catalogue& catalogue, const NewAccount& account);

}  // namespace fairway::config

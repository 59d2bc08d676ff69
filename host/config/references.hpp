// ${env:NAME}, ${file:path} and ${sealed:name} in a value.
#pragma once
#include <functional>
#include <optional>

#include "host/config/files.hpp"

namespace fairway::config {

using Environment = std::function<std::optional<std::string>(const std::string&)>;
// The value of a sealed secret, or why it cannot be had. Who reads configuration has no keys: it asks.
using Sealed = std::function<Result<std::string>(const std::string&)>;

struct Resolved {
  std::string text;                  // with every reference replaced; $${ became ${
  bool referenced = false;           // some of it came from outside the file: it is never shown
  std::vector<std::string> parts{};  // what came from outside, reference by reference
  std::string missing;               // what could not be had, for a finding; empty when all is there
  std::string wrong;                 // a reference that can never work, for a finding
};

// What references led to: unchanged as long as all of it is.
struct Uses {
  std::map<std::string, Stamp> files;
  std::map<std::string, std::optional<std::string>> variables, sealed;
};

// A file is read once: what one load says of it, it says of it everywhere. [any thread]
class References {
 public:
  References(std::filesystem::path folder, Environment environment, Sealed sealed = {});
  // The same, noting in `uses` what it looks up.
  References noting(Uses& uses) const;
  bool unchanged(const Uses& uses) const;
  void look_again();  // another load begins
  const std::filesystem::path& folder() const { return folder_; }
  Resolved resolve(const std::string& text) const;

 private:
  struct Seen;
  void replace(const std::string& reference, Resolved& out) const;
  void replace_by_file(const std::string& name, Resolved& out) const;
  std::filesystem::path folder_;
  Environment environment_;
  Sealed sealed_;
  Uses* uses_ = nullptr;
  std::shared_ptr<Seen> seen_;
};

}  // namespace fairway::config

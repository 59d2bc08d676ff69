// The template files of the folder, parsed once for all accounts and again only when they change.
#pragma once
#include <set>

#include "host/config/files.hpp"
#include "host/config/merge.hpp"
#include "host/config/references.hpp"
#include "host/config/spec/spec.hpp"

namespace fairway::config {

class TemplateFiles {
 public:
  // Looks for what changed. `fresh`: everything is read again.
  void read(const std::filesystem::path& folder, const std::string& pattern, const References& references, const Spec& spec,
            bool fresh);

  bool stale(const std::filesystem::path& folder, const std::string& pattern) const;

  bool has(const std::string& file) const;  // by name as findings show it

  Templates& templates() { return templates_; }
  // Of a template: changes when it does; 0: there is none.
  std::uint64_t version(const std::string& name) const;
  std::uint64_t changes() const { return versions_; }  // another number after each read() that found another one
  // Adds those of `names` that were read, as part of `sources`' texts.
  void add_to(Texts& texts, std::map<std::string, std::string>& files, const std::set<std::string>& names) const;
  Findings findings() const;
  Findings unused(const std::set<std::string>& used) const;  // a warning for each that is not among them

 private:
  struct File {
    std::string shown;
    bool shadowed = false;  // another file has its name: nothing extends this one
    Stamp stamp;
    std::uint64_t version = 0;
    Text text;
    std::optional<Node> root;
    Findings findings;
  };
  std::map<std::string, File> files_;  // by template; one that is shadowed by its file
  Templates templates_;
  std::uint64_t versions_ = 0;
};

}  // namespace fairway::config

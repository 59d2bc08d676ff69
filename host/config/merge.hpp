// Templates: `templates/NAME.yaml` are partial account files that accounts extend.
#pragma once
#include <map>
#include <set>

#include "host/config/tree.hpp"

namespace fairway::config {

enum class Order { base_first, over_first };  // whose keys come first where both have some

// `over` on `base`: maps merge by key, scalars and lists are replaced, `policies` at the top are united, null removes.
// Every node keeps the place of the file it comes from.
Node merge(const Node& base, const Node& over, Order order);

class Templates {
 public:
  // Adds a template by its name; `root` is absent when its file could not be read.
  void add(const std::string& name, std::optional<Node> root) { pieces_[name].root = std::move(root); }
  // Puts all templates together: from then on extended() changes nothing and may be called by many threads at once.
  void complete();
  // The file with everything it extends merged in. Loops and unknown names are findings, told to everyone they concern.
  // `uses`: the templates that have a say in it, also those that were not found.
  Node extended(Node file, Findings& findings, std::set<std::string>& uses);

 private:
  struct Piece {
    std::optional<Node> root;
    std::optional<Node> whole;   // with what it extends; each template is put together once
    Findings findings;           // of putting it together
    std::set<std::string> uses;  // what it extends itself
  };
  Node base_of(const Node& file, Findings& findings, std::set<std::string>& uses);
  Piece* pick(const Node& item, Findings& findings);
  void complete(const std::string& name, Piece& piece);

  std::map<std::string, Piece> pieces_;
  std::vector<std::string> chain_;  // templates being put together
};

}  // namespace fairway::config

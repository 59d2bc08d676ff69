// A YAML file as a tree of our own that remembers where everything stands. yaml-cpp's events feed it; its nodes, which keep
// duplicate keys, follow aliases without end and forget places, are not used.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/config/finding.hpp"

namespace fairway::config {

// Where a node begins. The file's name is shared by all nodes of the file.
struct Mark {
  std::shared_ptr<const std::string> file;
  int line = 0, column = 0;  // from 1; columns count characters
  Place place() const { return {file ? *file : std::string(), line, column}; }
};

struct Member;

struct Node {
  enum class Kind { null, scalar, list, map };
  Kind kind = Kind::null;
  Mark mark;                    // a value left empty stands where its key stands
  bool plain = true;            // a scalar without quotes
  bool written = false;         // a null that is written out, not just left empty
  std::string text;             // of a scalar
  std::vector<Node> items;      // of a list
  std::vector<Member> members;  // of a map, keys unique, in the order of the file

  bool is_null() const { return kind == Kind::null; }
  bool is_map() const { return kind == Kind::map; }
  const Node* find(std::string_view key) const;
  const Member* member(std::string_view key) const;
};

struct Member {
  std::string key;
  Mark mark;  // of the key
  Node value;
};

// The node under `keys`, or null.
const Node* node_at(const Node& root, std::initializer_list<std::string_view> keys);

struct Limits {
  std::size_t bytes = 1 << 20;
  std::size_t depth = 64;
  std::size_t nodes = 200'000;  // with every use of an alias counted as what it stands for
};

struct Parsed {
  std::optional<Node> root;  // always a map; absent when the file cannot be read at all
  Findings findings;
};

// `name` is the file's name in findings. Never throws; time and memory are bounded by the limits.
Parsed parse_yaml(std::string_view bytes, const std::string& name, const Limits& limits = {});
Parsed unreadable(const std::string& name, const std::string& why);  // for a file whose bytes cannot be had
Parsed parse_file(const std::filesystem::path& path, const std::string& name, const Limits& limits = {});

}  // namespace fairway::config

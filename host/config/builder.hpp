// Builds the tree from yaml-cpp's events and refuses what could mislead or exhaust the host.
#pragma once
#include <string>
#include <unordered_map>
#include <vector>

#include <yaml-cpp/eventhandler.h>

#include "host/config/source.hpp"
#include "host/config/tree.hpp"

namespace fairway::config {

// Thrown out of the parser and caught by parse_yaml: the library has no other way to stop.
struct Refusal {
  YAML::Mark mark;
  std::string message;
};

class Builder final : public YAML::EventHandler {
 public:
  Builder(const Source& source, const Limits& limits, Findings& findings);
  Node take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override;
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    Node node;
    YAML::anchor_t anchor = 0;
    bool has_key = false;  // of a map: the next event is the value
    std::string key;
    Mark key_mark;
    std::unordered_map<std::string, Mark> seen{};  // of a map
  };
  struct Anchored {
    Node node;
    std::size_t nodes;
  };

  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor);
  void close();
  void add(Node node, YAML::anchor_t anchor);
  void take_key(const YAML::Mark& mark, const Node& node);
  void count(const YAML::Mark& mark, std::size_t nodes);
  bool expects_key() const { return !stack_.empty() && stack_.back().node.is_map() && !stack_.back().has_key; }
  std::string path(const std::string& last) const;

  const Source& source_;
  const Limits limits_;
  Findings& findings_;
  Node root_;
  std::vector<Frame> stack_;
  std::unordered_map<YAML::anchor_t, Anchored> anchors_;
  std::size_t nodes_ = 0;
  std::size_t duplicates_ = 0;
  YAML::Mark last_;  // of the last event
};

}  // namespace fairway::config

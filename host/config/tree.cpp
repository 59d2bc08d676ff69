#include "host/config/tree.hpp"

#include <sstream>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "host/base/text.hpp"
#include "host/config/builder.hpp"
#include "host/config/files.hpp"
#include "host/config/source.hpp"

namespace fairway::config {

const Member* Node::member(std::string_view key) const {
  const auto found = std::find_if(members.begin(), members.end(), [&](const Member& m) { return m.key == key; });
  return found == members.end() ? nullptr : &*found;
}

const Node* Node::find(std::string_view key) const {
  const auto* found = member(key);
  return found ? &found->value : nullptr;
}

const Node* node_at(const Node& root, std::initializer_list<std::string_view> keys) {
  const Node* at = &root;
  for (const auto key : keys) {
    at = at->find(key);
    if (!at) return nullptr;
  }
  return at;
}

namespace {

// Any further document is one too many, an empty one as well: yaml-cpp would leave it unread without a word.
class NothingMore final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override {
    throw Refusal{mark, "a second document, or something after the first; one file holds one document"};
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}
};

Finding refused(const Mark& mark, std::string message, std::string path = {}) {
  return {Severity::error, mark.place(), std::move(path), std::move(message)};
}

void read_events(const Source& source, const Limits& limits, Parsed& out) {
  std::istringstream stream{std::string(source.text())};
  YAML::Parser parser(stream);
  Builder builder(source, limits, out.findings);
  if (parser.HandleNextDocument(builder)) {
    NothingMore end;
    parser.HandleNextDocument(end);
  }
  out.root = builder.take();
}

// What is wrong with the bytes, before any parser sees them.
std::optional<Finding> check_bytes(const Source& source, const Limits& limits) {
  const auto text = source.text();
  if (text.size() > limits.bytes)
    return refused(source.at_line(1), fmt::format("the file has {} bytes, allowed are {}", text.size(), limits.bytes));
  if (const auto nul = text.find('\0'); nul != std::string_view::npos)
    return refused(source.at_offset(nul), "a NUL byte; the file must be text in UTF-8");
  if (const auto bad = source.invalid_utf8()) return refused(source.at_offset(*bad), "not UTF-8");
  return std::nullopt;
}

}  // namespace

Parsed parse_yaml(std::string_view bytes, const std::string& name, const Limits& limits) {
  const Source source(bytes, name);
  Parsed out;
  if (auto bad = check_bytes(source, limits)) {
    out.findings.push_back(std::move(*bad));
    return out;
  }
  try {
    read_events(source, limits, out);
  } catch (const Refusal& refusal) {
    out.findings.push_back(refused(source.at(refusal.mark), refusal.message));
  } catch (const YAML::Exception& error) {
    const auto advice = source.advice(error.mark, error.msg);
    out.findings.push_back(refused(advice.mark, advice.message));
  } catch (const std::exception& error) {
    out.findings.push_back(refused(source.at_line(1), std::string("cannot be read as YAML: ") + error.what()));
  }
  if (out.root && out.root->is_null()) out.root->kind = Node::Kind::map;
  if (out.root && !out.root->is_map()) {
    out.findings.push_back(refused(out.root->mark, "the file must be a map of keys and values"));
    out.root.reset();
  }
  return out;
}

Parsed unreadable(const std::string& name, const std::string& why) {
  Parsed out;
  out.findings.push_back({Severity::error, {name, 1, 1}, "", why});
  return out;
}

Parsed parse_file(const std::filesystem::path& path, const std::string& name, const Limits& limits) {
  const auto bytes = read_whole(path, limits.bytes);
  return bytes ? parse_yaml(*bytes, name, limits) : unreadable(name, bytes.error().message);
}

}  // namespace fairway::config

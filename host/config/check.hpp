// Walks a tree beside its specification: says all that is wrong and builds the value with defaults filled in.
#pragma once
#include <map>
#include <set>

#include "host/config/references.hpp"
#include "host/config/spec/spec.hpp"
#include "host/config/tree.hpp"

namespace fairway::config {

// What a walk leaves beside the value. Pointers are JSON pointers into the value.
struct Outcome {
  Findings findings;
  Places places;                    // pointer -> where the value is written; defaults have no place
  std::set<std::string> redacted;   // pointers whose text came from ${…} or holds a password
  std::set<std::string> hidden;     // those texts, whole and the parts from outside, where they may tell something
  std::set<std::string> passwords;  // that stand in URLs
  std::map<std::string, std::string> secrets;  // name -> value; the value itself holds {"$secret": "<name>"}
};

// Where the walk is: as people say it, and as JSON says it.
struct Where {
  std::string path, pointer;
  Where key(std::string_view name) const;
  Where item(std::size_t index) const;
};

// What stands between the colon and the @ of https://user:password@host; empty: nothing does.
std::string password_in(std::string_view text);

class Checker {
 public:
  // `missing`: how grave a ${…} is that cannot be had. `secret_prefix`: begins the names of secrets ("acme.stores.us-main.").
  // `partial`: nothing is required (templates).
  struct Rules {
    Severity missing = Severity::error;
    std::string secret_prefix{};
    bool partial = false;
  };
  Checker(const References& references, Rules rules, Outcome& out)
      : references_(references), rules_(std::move(rules)), out_(out) {}

  // `node` may be null: then it is left out. Returns the default where the node is wrong.
  json::value check(const Node* node, const Spec& spec, const Where& where);

 private:
  json::value object(const Node& node, const Spec& spec, const Where& where);
  json::value named(const Node& node, const Spec& spec, const Where& where);
  json::value list(const Node& node, const Spec& spec, const Where& where);
  json::value any(const Node& node, const Where& where);
  json::value scalar(const Node& node, const Spec& spec, const Where& where);
  json::value secret(const Node& node, const Resolved& text, const Where& where);
  void unknown_key(const Member& member, const Spec& spec, const Where& where);
  void wrong_kind(const Node& node, const Spec& spec, const Where& where);
  // The text with ${…} replaced; nothing, and a finding, where that cannot be.
  std::optional<Resolved> resolve(const Node& node, const Where& where);
  bool hides(const Node& node, const Resolved& text, const Spec& spec, const Where& where);
  void hide(const Resolved& text, const Spec& spec, const Where& where);
  void say(Severity severity, const Mark& mark, const Where& where, std::string message);

  const References& references_;
  Rules rules_;
  Outcome& out_;
};

// Reads one scalar as the specification has it; the error says what is allowed and never repeats the text.
struct ScalarText {
  const std::string& text;
  bool plain;
};
Result<json::value> read_scalar(const ScalarText& scalar, const Spec& spec);

// Whether `pattern` is found in `text`; an unreadable pattern is found nowhere.
bool found_in(const std::string& pattern, const std::string& text);

// `found "yes", allowed are true or false`, without what was found where that must not be shown.
std::string found(const Node& node, bool hidden);
// `, did you mean "every"?` or nothing.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);
// `found "CA", allowed are …, did you mean "CA(en)"?`: the hint comes first where the allowed words are many.
std::string not_allowed(const std::string& found, const std::string& allowed, const std::string& hint, std::size_t words);

}  // namespace fairway::config

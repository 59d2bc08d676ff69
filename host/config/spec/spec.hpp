// One description of every key drives the checks, the defaults, the JSON Schema for editors and the pages about keys.
// A plugin's schema of its settings is read into the same form (settings_schema.hpp).
#pragma once
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "host/base/json.hpp"

namespace fairway::config {

enum class Type {
  flag,  // true | false, nothing else
  integer,
  number,
  text,      // as written: NO, 00123 and 1e5 stay what they are
  choice,    // one of `words`
  duration,  // 30m
  date,      // RFC 3339 or a bare date
  money,     // "0.30": a decimal
  percent,   // 15%
  url,       // http(s)://host…
  address,   // host:port to listen on
  regex,
  any,       // kept as it stands
  list,      // of `each`
  named,     // a map from names of the administrator's own to `each`
  object,    // a map of `keys`
  settings,  // of the plugin that stands beside it
};

inline constexpr const char* kNoEffect = "has no effect in this version";

struct Key;

struct Spec {
  Type type = Type::any;
  json::value fallback;                        // when left out; null: none
  json::value example;                         // made up; null: none
  std::vector<std::string> words{};            // choice: what is allowed; other types: words allowed beside them ("none")
  std::vector<Key> keys;                       // object
  std::vector<Spec> each;                      // list, named: exactly one
  std::optional<double> minimum{}, maximum{};  // integer, number; duration in milliseconds
  std::optional<std::int64_t> min_length{}, max_length{};  // text in characters, list in items
  std::string pattern{};  // text; named: of the names. Found anywhere in the text unless anchored
  std::string advice{};   // said where the pattern does not match
  bool nullable = false;  // null is a value of its own (off), and the default
  bool secret = false;    // never printed, handed over by name
  bool shown = false;     // may be printed even when it came from ${…}
  bool unique = false;    // x-unique-across-accounts
  bool open = false;      // object: further keys are kept
  bool pausable = false;  // object: with `enabled: false` a missing ${…} is only a warning

  // For the tables: `integer().from(0).with_default(5)`.
  Spec&& with_default(json::value value) &&;
  Spec&& or_null() &&;
  Spec&& in_the_open() &&;  // shown
  Spec&& or_words(std::vector<std::string> more) &&;
  Spec&& from(double least) &&;
  Spec&& to(double most) &&;
  Spec&& matching(std::string expression, std::string said) &&;
};

struct Key {
  std::string name;
  Spec spec;
  std::string about;  // one sentence for the schema and the documentation
  bool required = false;
  bool unread = false;  // known, and checked, but nothing follows from it yet: a warning where it is written
};

// Short forms for the tables.
Spec flag(bool fallback);
Spec integer();
Spec text();
Spec choice(std::vector<std::string> words);
Spec choice(std::vector<std::string> words, std::string fallback);
Spec duration(std::string fallback, double least = 1000);
Spec of_type(Type type);
Spec list_of(Spec each);
Spec named(Spec each);
Spec object(std::vector<Key> keys);
Key unread(Key key);  // of a block: with all that is in it
Spec name_text();     // of an account, a store, a warehouse: [a-z0-9][a-z0-9-]*
Spec mail_address();
std::vector<Key> told_keys();  // of `notify`, be it an account's or the host's: who is told of what

// What stands where nothing is written: the fallback, for an object its keys' fallbacks, else null.
json::value default_of(const Spec& spec);
// What the key means, and whether it does.
std::string meaning(const Key& key);
// For a finding: "allowed are true and false", "allowed is a duration such as 30m", "allowed are all, prices-only".
std::string allowed(const Spec& spec);

// The tables. Built once per load and passed on.
Spec host_spec();
Spec account_spec();
Spec store_spec();
Spec warehouse_spec();
Spec case_spec();

}  // namespace fairway::config

// What the SDK's headers say in their comments, so that pages made from them say it in the same words.
#pragma once
#include <map>
#include <string>
#include <vector>

namespace fairway::pages {

struct Member {
  std::string type;     // as declared: "std::vector<OrderLine>"
  std::string meaning;  // the comment beside it, on one line
  std::string group;    // a comment on lines of its own before it: it is about the members that follow
};

struct Declared {
  std::string header;                // "fairway/pull.hpp"
  std::string comment;               // the one right above it, on one line
  std::string schema;                // of a document: "order/1"
  std::vector<std::string> methods;  // pure virtual ones, as declared
  std::vector<std::pair<std::string, Member>> members;
};

using Headers = std::map<std::string, Declared>;  // by name of the struct or class

// All structs and classes that are declared at the left margin of the headers in `folder` (…/fairway) and below. They are read
// line by line, as clang-format leaves them: a member and its comment on one line, a longer comment on the lines after it.
Headers read_headers(const std::string& folder);

}  // namespace fairway::pages

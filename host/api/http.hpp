// Requests and answers as values: handlers know nothing of sockets.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/base/json.hpp"

namespace fairway::api {

// What a token may do. `none` for endpoints that need no token.
enum class Role { none, read, operate, admin };

struct Identity {
  std::string name;
  Role role = Role::none;
  std::string accounts;  // comma-separated; empty: all
  bool sees(const std::string& account) const;
};

struct StockSources;
struct Watchers;

struct Request {
  std::string method;
  std::string path;                            // as it was sent, in escapes
  std::map<std::string, std::string> place;    // of the pattern's {names}, decoded
  std::map<std::string, std::string> query;    // decoded; the last of a name counts
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  Identity who;
  StockSources* stock = nullptr;  // the listener's; null: it has none
  Watchers* watchers = nullptr;   // the same

  const std::string& at(const std::string& name) const { return place.at(name); }
  std::optional<std::string> ask(const std::string& name) const;
  std::string header(std::string_view name) const;  // in any case; empty where it is not there
  std::string said(std::string_view member) const;  // a text of the JSON body; empty where it is not there
  std::string verb() const;                         // the path's last part, decoded
};

// The parts of a path, each decoded for itself: a `/` in an escape parts nothing.
std::vector<std::string> path_parts(const std::string& path);

// Who asked, as far as the token tells; the CLI adds the person's login as `author`.
std::string author_of(const Request& request);

struct Response {
  int status = 200;
  std::string body;
  std::string type = "application/json";
  std::map<std::string, std::string> headers;
  // For what is too long to hold: called until it gives nothing more, after `body`. A failure cuts the answer off, so that
  // nobody takes half of it for the whole.
  std::function<Result<std::string>()> more = nullptr;
};

Response ok(const json::value& body, int status = 200);
// RFC 9457: type, title, status, detail.
Response problem(int status, const std::string& title, const std::string& detail = {});
Response problem(const Failure& failure);  // the status that fits the code

}  // namespace fairway::api

// What was said to a remote and what it answered, kept in a file and played again: JSON Lines, an exchange each.
//
//   {"request": {"method": "GET", "url": "https://shop.example/orders?after=", "body": ""},
//    "response": {"status": 200, "headers": {"content-type": "application/json"}, "body": "{\"orders\": []}"}}
//
// Requests stand there as the plugin wrote them: {{secret:name}} is a name still. No response: none came. Such a file is
// written by `fairway serve --record`, played by `--replay`, by `fairway plugin check` and by a plugin's own tests.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fairway/base64.hpp"
#include "fairway/json.hpp"
#include "fairway/testing/http.hpp"

namespace fairway::testing {

struct SaidRequest {
  std::string method, url, body;
};
BOOST_DESCRIBE_STRUCT(SaidRequest, (), (method, url, body))

struct SaidResponse {
  std::int64_t status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  std::string encoding;  // "base64": of a body that is no UTF-8

  std::string bytes() const { return encoding == "base64" ? decode_base64(body).value_or("") : body; }
};
BOOST_DESCRIBE_STRUCT(SaidResponse, (), (status, headers, body, encoding))

struct Exchange {
  SaidRequest request;
  std::optional<SaidResponse> response;
};
BOOST_DESCRIBE_STRUCT(Exchange, (), (request, response))

// Throws JsonError, whose message names the line, where the text is no such file. Empty lines and lines that begin with `#`
// are passed over.
inline std::vector<Exchange> read_conversation(std::string_view text) {
  std::vector<Exchange> all;
  for (std::size_t line = 1; !text.empty(); ++line) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto one = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (one.find_first_not_of(" \t\r") == std::string_view::npos || one.front() == '#') continue;
    JsonError error;
    Exchange exchange;
    if (!read_json(one, exchange, error)) {
      error.message = "line " + std::to_string(line) + ": " + error.message;
      throw error;
    }
    all.push_back(std::move(exchange));
  }
  return all;
}

// A remote that answers as it did then: the first exchange of the same method, URL and body that was not had yet; then, for one
// that asks again, the last of them. Where no body is alike, as where it holds a time, the next of the same method and URL.
class Conversation {
 public:
  Conversation() = default;
  explicit Conversation(std::vector<Exchange> exchanges) : exchanges_(std::move(exchanges)), had_(exchanges_.size()) {}

  // None: nobody asked this then. [one thread]
  const Exchange* next(std::string_view method, std::string_view url, std::string_view body) {
    auto found = find(method, url, &body);
    if (found == exchanges_.size()) found = find(method, url, nullptr);
    if (found == exchanges_.size()) return nullptr;
    had_[found] = true;
    return &exchanges_[found];
  }

 private:
  std::size_t find(std::string_view method, std::string_view url, const std::string_view* body) const {
    auto last = exchanges_.size();
    for (std::size_t i = 0; i < exchanges_.size(); ++i) {
      const auto& asked = exchanges_[i].request;
      if (asked.method != method || asked.url != url || (body && asked.body != *body)) continue;
      last = i;
      if (!had_[i]) break;
    }
    return last;
  }

  std::vector<Exchange> exchanges_;
  std::vector<bool> had_;
};

// Lets the script answer from a conversation what it has no expectation for. A request that got no answer then gets
// UNAVAILABLE, as one that nobody made.
inline void replay(ScriptedHttp& http, std::vector<Exchange> exchanges) {
  http.otherwise([talk = std::make_shared<Conversation>(std::move(exchanges))](
                     const HttpRequest& request) -> std::optional<HttpResponse> {
    const auto* exchange = talk->next(request.method, request.url, request.body);
    if (!exchange || !exchange->response) return std::nullopt;
    const auto& said = *exchange->response;
    return HttpResponse{static_cast<int>(said.status), Headers(said.headers.begin(), said.headers.end()), said.bytes()};
  });
}

}  // namespace fairway::testing

// A remote that answers from a script.
#pragma once
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fairway/http.hpp"
#include "fairway/testing/outcome.hpp"

namespace fairway::testing {

// `*` stands for any run of characters, everything else for itself.
inline bool matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') star = p++, resume = t;
    else if (p < pattern.size() && pattern[p] == text[t]) ++p, ++t;
    else if (star != std::string_view::npos) p = star + 1, t = ++resume;
    else return false;
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

// What the script says to one request. A failure is what the host answers when no answer came.
struct Reply {
  HttpResponse response;
  std::optional<Failure> failure;
};

class Expectation {
 public:
  Expectation(std::string method, std::string url) : method_(std::move(method)), url_(std::move(url)) {}
  Expectation& respond(int status, std::string body = {}, Headers headers = {}) {
    reply_.response = HttpResponse{status, std::move(headers), std::move(body)};
    return *this;
  }
  template <class T>
  Expectation& respond_json(int status, const T& body) {
    return respond(status, to_json(body), {{"content-type", "application/json"}});
  }
  Expectation& fail(fw_rc code, std::string message = "no answer", std::int64_t retry_after_ms = 0) {
    reply_.failure = Failure{code, std::move(message), {}, retry_after_ms};
    return *this;
  }
  Expectation& times(int n) { return left_ = n, *this; }  // once, unless said otherwise
  Expectation& always() { return left_ = -1, *this; }     // as often as asked, also never

 private:
  friend class ScriptedHttp;
  std::string method_, url_;
  Reply reply_{HttpResponse{200, {}, {}}, std::nullopt};
  int left_ = 1;
};

class ScriptedHttp {
 public:
  // The next request of that method whose URL matches; of several that match, the first that is not used up.
  Expectation& expect(std::string method, std::string url) {
    return script_.emplace_back(std::move(method), std::move(url));
  }

  // Answers what no expectation does; nullopt: nobody does.
  void otherwise(std::function<std::optional<HttpResponse>(const HttpRequest&)> handler) { handler_ = std::move(handler); }

  // As the plugin wrote them; TestHost::secrets.sent(request) is what would go out.
  const std::vector<HttpRequest>& requests() const noexcept { return requests_; }
  const HttpRequest& last() const { return requests_.at(requests_.size() - 1); }

  // Expectations that no request met.
  std::vector<std::string> unmet() const {
    std::vector<std::string> open;
    for (const Expectation& one : script_)
      if (one.left_ > 0) open.push_back(one.method_ + ' ' + one.url_);
    return open;
  }

  // Nullopt: the script knows no answer.
  std::optional<Reply> answer(HttpRequest request) {
    requests_.push_back(request);
    for (Expectation& one : script_) {
      if (one.left_ == 0 || one.method_ != request.method || !matches(one.url_, request.url)) continue;
      if (one.left_ > 0) --one.left_;
      return one.reply_;
    }
    if (handler_)
      if (auto response = handler_(request)) return Reply{std::move(*response), std::nullopt};
    return std::nullopt;
  }

 private:
  std::deque<Expectation> script_;  // references given out stay good
  std::function<std::optional<HttpResponse>(const HttpRequest&)> handler_;
  std::vector<HttpRequest> requests_;
};

}  // namespace fairway::testing

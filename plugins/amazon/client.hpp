// One seller's way to the Selling Partner API: login, headers, and one more try where a token died early.
#pragma once
#include <atomic>
#include <string>
#include <string_view>

#include "fairway/plugin.hpp"
#include "settings.hpp"

namespace amazon {

class Client {
 public:
  Client(fairway::Host host, const Settings& settings);

  // `path` begins with / and is encoded. Any status is an answer; errors.hpp judges it. A token that is refused is
  // replaced and the request sent once more.
  fairway::HttpResponse send(const fairway::Call&, fairway::HttpRequest request) const;
  fairway::HttpResponse get(const fairway::Call&, const std::string& path, const std::string& operation) const;

  const std::string& base() const noexcept { return base_; }

 private:
  std::string access_token(const fairway::Call&) const;
  fairway::TokenGrant log_in(const fairway::Call&, std::string_view refresh_token) const;
  // The token endpoint's answer, of two client secrets with the one that it knows.
  fairway::HttpResponse answered_login(const fairway::Call&, std::string_view refresh_token) const;
  fairway::HttpResponse ask_login(const fairway::Call&, std::string_view refresh_token, bool next) const;

  fairway::Host host_;
  const Settings& settings_;
  std::string base_, login_url_;
  mutable std::atomic<bool> next_{false};  // client-secret-next was the one that worked last
};

}  // namespace amazon

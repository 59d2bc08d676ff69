#include "host/plugins/http/url.hpp"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include "host/base/text.hpp"

namespace fairway::plugins::http {

std::string Url::authority() const {
  const auto name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return port == (tls ? 443 : 80) ? name : fmt::format("{}:{}", name, port);
}

Result<Url> parse_url(std::string_view text) try {
  for (const char c : text)
    if (static_cast<unsigned char>(c) <= ' ' || c == 0x7f)
      return fail(FW_E_INVALID, "the URL holds a space or control character");
  const auto end_of_authority =
      text.find_first_of("/?#", text.find("://") == std::string_view::npos ? 0 : text.find("://") + 3);
  const Poco::URI head{std::string(text.substr(0, end_of_authority))};
  Url url;
  url.tls = head.getScheme() == "https";
  if (!url.tls && head.getScheme() != "http") return fail(FW_E_INVALID, "the URL is neither http nor https");
  if (!head.getUserInfo().empty()) return fail(FW_E_INVALID, "the URL holds a user name; use an authorization header");
  url.host = to_lower(head.getHost());
  if (url.host.empty()) return fail(FW_E_INVALID, "the URL names no host");
  url.port = head.getPort();
  // As it was written: an encoded path must reach the remote unchanged, signatures depend on it.
  url.target = end_of_authority == std::string_view::npos ? "/" : std::string(text.substr(end_of_authority));
  url.target = url.target.substr(0, url.target.find('#'));
  if (!url.target.starts_with('/')) url.target = "/" + url.target;
  return url;
} catch (const Poco::Exception&) { return fail(FW_E_INVALID, "the URL cannot be read"); }

bool host_matches(std::string_view pattern, std::string_view host) {
  if (!pattern.starts_with("*.")) return pattern == host;
  const auto tail = pattern.substr(1);
  return host.size() > tail.size() && host.ends_with(tail);
}

}  // namespace fairway::plugins::http

#include <charconv>

#include "fairway/drop/sftp.hpp"

namespace fairway::drop {

std::optional<SftpAddress> parse_sftp(std::string_view text) {
  constexpr std::string_view kScheme = "sftp://";
  if (!text.starts_with(kScheme)) return std::nullopt;
  const auto refuse = [&](const char* why) -> Error {
    return Error::config("not sftp://user@host:port/path: " + std::string(why));
  };
  text.remove_prefix(kScheme.size());
  SftpAddress address;
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) throw refuse("the path is missing");
  address.path = text.substr(slash);
  auto server = text.substr(0, slash);
  const auto at = server.rfind('@');
  if (at == std::string_view::npos || at == 0) throw refuse("the user is missing");
  address.user = server.substr(0, at);
  if (address.user.find(':') != std::string::npos) throw refuse("a password does not belong there");
  server.remove_prefix(at + 1);
  const bool bracketed = server.starts_with('[');  // an IPv6 address
  const auto close = server.find(']');
  if (bracketed && close == std::string_view::npos) throw refuse("a bracket is missing");
  const auto colon = server.find(':', bracketed ? close : 0);
  address.host = bracketed ? server.substr(1, close - 1) : server.substr(0, colon);
  if (address.host.empty()) throw refuse("the host is missing");
  if (colon != std::string_view::npos) {
    const auto port = server.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
    if (error != std::errc() || end != port.data() + port.size() || address.port == 0) throw refuse("the port is no number");
  }
  while (address.path.size() > 1 && address.path.back() == '/') address.path.pop_back();
  if (address.path == "/~") address.path = ".";
  else if (address.path.starts_with("/~/")) address.path = address.path.substr(3);
  return address;
}

}  // namespace fairway::drop

#include "host/base/loopback.hpp"

#include <arpa/inet.h>

namespace fairway {

std::string host_of_address(std::string_view address) {
  const auto colon = address.rfind(':');
  const bool has_port = colon != std::string_view::npos && address.find(']', colon) == std::string_view::npos;
  return std::string(has_port ? address.substr(0, colon) : address);
}

std::string host_of_url(std::string_view url) {
  const auto begin = url.find("://");
  if (begin == std::string_view::npos) return {};
  auto authority = url.substr(begin + 3);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
  return host_of_address(authority);
}

bool is_loopback(const std::string& host) {
  in_addr ip{};
  return host == "localhost" || host == "[::1]" ||
         (inet_pton(AF_INET, host.c_str(), &ip) == 1 && ntohl(ip.s_addr) >> 24 == 127);
}

}  // namespace fairway

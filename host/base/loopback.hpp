// Which addresses lead nowhere but to this machine: said once, since who may see what hangs on it.
#pragma once
#include <string>
#include <string_view>

namespace fairway {

// "127.0.0.1:8480" -> "127.0.0.1"; "[::1]:8480" -> "[::1]"; what has no port stays as it is.
std::string host_of_address(std::string_view address);
// "https://user@wms.example.com:8443/v1" -> "wms.example.com"; empty: it is no URL.
std::string host_of_url(std::string_view url);

// By the address itself: a name that only looks like one (127.0.0.1.example.com) may lead anywhere.
bool is_loopback(const std::string& host);

}  // namespace fairway

// Files behind SFTP (libssh). The server's key has to be known beforehand.
#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "fairway/drop/files.hpp"

namespace fairway::drop {

// sftp://user@host:port/path. The path counts from the server's root; "/~/in" is the folder `in` of the user's home.
struct SftpAddress {
  std::string user, host;
  std::uint16_t port = 22;
  std::string path;
  bool same_server(const SftpAddress& other) const { return user == other.user && host == other.host && port == other.port; }
};

// Nullopt where the text does not begin with "sftp://". Throws Error CONFIG, without a pointer, where it does and is none.
std::optional<SftpAddress> parse_sftp(std::string_view text);

// Files on this machine, read at each connection: what is exchanged there counts from the next one on.
struct SftpLogin {
  std::string known_hosts;                    // as ssh writes it; required
  std::string key_file;                       // a private key without a passphrase, or empty
  std::string password_file;                  // its first line is the password, or empty
  std::chrono::milliseconds timeout{20'000};  // for connecting, and for a silence of the server
};

// Connects when it is first used and again after a failure. A call that is cancelled, or past its deadline, cuts the
// connection.
std::unique_ptr<Files> sftp_files(SftpAddress, SftpLogin);

}  // namespace fairway::drop

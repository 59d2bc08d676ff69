// One connection to an SFTP server whose key is known, signed in.
#pragma once
#include <libssh/libssh.h>
#include <libssh/sftp.h>

#include <memory>
#include <type_traits>

#include "fairway/drop/sftp.hpp"
#include "local_io.hpp"

namespace fairway::drop {

template <auto F>
struct Freed {
  template <class T>
  void operator()(T* value) const noexcept {
    F(value);
  }
};

class SftpSession {
 public:
  // Throws Error: CONFIG for a server that is not known and for files that are not there, AUTH, UNAVAILABLE, CANCELLED.
  SftpSession(const Call&, const SftpAddress&, const SftpLogin&);
  SftpSession(const SftpSession&) = delete;
  SftpSession& operator=(const SftpSession&) = delete;

  sftp_session sftp() const noexcept { return sftp_.get(); }
  int socket() const noexcept { return socket_.get(); }
  const char* last_error() const noexcept { return ssh_get_error(ssh_.get()); }

 private:
  void shake_hands(const SftpAddress&, const SftpLogin&);
  void check_server(const SftpLogin&);
  void sign_in(const SftpLogin&);
  bool sign_in_by_password(const std::string& password);

  // Without ssh_disconnect(): after that libssh 0.10 does not close a socket that it was given.
  std::unique_ptr<ssh_session_struct, Freed<ssh_free>> ssh_;
  std::unique_ptr<sftp_session_struct, Freed<sftp_free>> sftp_;
  local::Descriptor socket_;  // a second descriptor of the connection, libssh closes its own
  std::string where_;         // user@host:port
};

}  // namespace fairway::drop

#include "sftp_session.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "watch.hpp"

namespace fairway::drop {
namespace {

using Key = std::unique_ptr<ssh_key_struct, Freed<ssh_key_free>>;

// Connected within `time`; errno's value otherwise.
int finish_connect(const Call& call, int fd, std::chrono::milliseconds time) {
  for (const auto end = std::chrono::steady_clock::now() + time; std::chrono::steady_clock::now() < end;) {
    call.check();
    if (call.remaining().count() <= 0) return ETIMEDOUT;
    pollfd one{fd, POLLOUT, 0};
    if (::poll(&one, 1, 100) <= 0) continue;
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    return error;
  }
  return ETIMEDOUT;
}

// A socket of the caller's. Addresses are tried in turn.
int connect_to(const Call& call, const SftpAddress& address, std::chrono::milliseconds time) {
  addrinfo hints{}, *found = nullptr;
  hints.ai_socktype = SOCK_STREAM;
  const std::string where = address.host + ':' + std::to_string(address.port);
  if (const int answer = ::getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &hints, &found))
    throw Error::unavailable(where + ": " + ::gai_strerror(answer));
  const std::unique_ptr<addrinfo, Freed<::freeaddrinfo>> all(found);
  int error = ECONNREFUSED;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    local::Descriptor fd(::socket(one->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!fd.open()) continue;
    error = ::connect(fd.get(), one->ai_addr, one->ai_addrlen) == 0 ? 0 : errno;
    if (error == EINPROGRESS) error = finish_connect(call, fd.get(), time);
    if (error != 0) continue;
    const int on = 1;
    ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(fd.get(), SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    return fd.release();
  }
  throw Error::unavailable(where + ": " + std::generic_category().message(error));
}

std::string fingerprint(ssh_session session) {
  ssh_key raw = nullptr;
  if (ssh_get_server_publickey(session, &raw) != SSH_OK) return "an unknown key";
  const Key key(raw);
  unsigned char* hash = nullptr;
  std::size_t size = 0;
  if (ssh_get_publickey_hash(key.get(), SSH_PUBLICKEY_HASH_SHA256, &hash, &size) != 0) return "an unknown key";
  const std::unique_ptr<char, Freed<ssh_string_free_char>> text(
      ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, size));
  ssh_clean_pubkey_hash(&hash);
  return std::string(ssh_key_type_to_char(ssh_key_type(key.get()))) + ' ' + (text ? text.get() : "");
}

std::string first_line(const std::string& path) {
  std::string text;
  if (!local::read_file(path, text)) throw Error::config(path + ": there is no such file", "/password-file");
  text.resize(std::min(text.find_first_of("\r\n"), text.size()));
  return text;
}

Key private_key(const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) throw Error::config(path + ": there is no such file", "/key-file");
  if ((about.st_mode & 077) != 0) throw Error::config(path + ": others may read this key; chmod 600 it", "/key-file");
  ssh_key raw = nullptr;
  if (ssh_pki_import_privkey_file(path.c_str(), nullptr, nullptr, nullptr, &raw) != SSH_OK)
    throw Error::config(path + ": not a private key without a passphrase", "/key-file");
  return Key(raw);
}

}  // namespace

SftpSession::SftpSession(const Call& call, const SftpAddress& address, const SftpLogin& login)
    : ssh_(ssh_new()), socket_(-1), where_(address.user + '@' + address.host + ':' + std::to_string(address.port)) {
  if (!ssh_) throw Error::unavailable("no memory for an SFTP session");
  int fd = connect_to(call, address, login.timeout);
  socket_.reset(::fcntl(fd, F_DUPFD_CLOEXEC, 0));
  ssh_options_set(ssh_.get(), SSH_OPTIONS_FD, &fd);
  const Watch watch(call, socket_.get(), login.timeout);
  try {
    shake_hands(address, login);
  } catch (...) {
    watch.rethrow_cut();
    throw;
  }
}

void SftpSession::shake_hands(const SftpAddress& address, const SftpLogin& login) {
  ssh_session ssh = ssh_.get();
  const int port = address.port;
  const bool off = false;
  const long seconds = std::max<long>(1, static_cast<long>(login.timeout.count() / 1000));
  ssh_options_set(ssh, SSH_OPTIONS_PROCESS_CONFIG, &off);  // what ~/.ssh/config says of the host is not ours
  ssh_options_set(ssh, SSH_OPTIONS_HOST, address.host.c_str());
  ssh_options_set(ssh, SSH_OPTIONS_PORT, &port);
  ssh_options_set(ssh, SSH_OPTIONS_USER, address.user.c_str());
  ssh_options_set(ssh, SSH_OPTIONS_KNOWNHOSTS, login.known_hosts.c_str());
  ssh_options_set(ssh, SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null");
  ssh_options_set(ssh, SSH_OPTIONS_TIMEOUT, &seconds);
  if (ssh_connect(ssh) != SSH_OK) throw Error::unavailable(where_ + ": " + last_error());
  check_server(login);
  sign_in(login);
  sftp_.reset(sftp_new(ssh));
  if (!sftp_ || sftp_init(sftp_.get()) != 0) throw Error::unavailable(where_ + ": no SFTP there: " + last_error());
}

void SftpSession::check_server(const SftpLogin& login) {
  if (::access(login.known_hosts.c_str(), R_OK) != 0)
    throw Error::config(login.known_hosts + ": " + std::generic_category().message(errno), "/known-hosts");
  const auto refuse = [&](const std::string& why) {
    throw Error::config(where_ + " shows " + fingerprint(ssh_.get()) + ", " + why + ' ' + login.known_hosts, "/known-hosts");
  };
  switch (ssh_session_is_known_server(ssh_.get())) {
    case SSH_KNOWN_HOSTS_OK: return;
    case SSH_KNOWN_HOSTS_CHANGED: refuse("which is not the key of this server in"); break;
    case SSH_KNOWN_HOSTS_OTHER: refuse("and there is another kind of key of this server in"); break;
    case SSH_KNOWN_HOSTS_NOT_FOUND:
    case SSH_KNOWN_HOSTS_UNKNOWN: refuse("and this server is not in"); break;
    case SSH_KNOWN_HOSTS_ERROR: break;
  }
  throw Error::config(login.known_hosts + ": " + last_error(), "/known-hosts");
}

void SftpSession::sign_in(const SftpLogin& login) {
  int answer = SSH_AUTH_DENIED;
  if (!login.key_file.empty()) {
    answer = ssh_userauth_publickey(ssh_.get(), nullptr, private_key(login.key_file).get());
    if (answer == SSH_AUTH_SUCCESS) return;
  }
  if (answer != SSH_AUTH_ERROR && !login.password_file.empty() && sign_in_by_password(first_line(login.password_file)))
    return;
  if (answer == SSH_AUTH_ERROR || !ssh_is_connected(ssh_.get())) throw Error::unavailable(where_ + ": " + last_error());
  throw Error::auth(where_ + " takes neither our key nor our password");
}

// Servers that ask questions instead have one, whose answer does not show: the password.
bool SftpSession::sign_in_by_password(const std::string& password) {
  ssh_session ssh = ssh_.get();
  int answer = ssh_userauth_password(ssh, nullptr, password.c_str());
  if (answer == SSH_AUTH_SUCCESS) return true;
  if (answer != SSH_AUTH_DENIED || (ssh_userauth_list(ssh, nullptr) & SSH_AUTH_METHOD_INTERACTIVE) == 0) return false;
  for (int round = 0; round < 5 && (answer = ssh_userauth_kbdint(ssh, nullptr, nullptr)) == SSH_AUTH_INFO; ++round)
    for (int i = 0; i < ssh_userauth_kbdint_getnprompts(ssh); ++i) {
      char echo = 0;
      ssh_userauth_kbdint_getprompt(ssh, static_cast<unsigned>(i), &echo);
      ssh_userauth_kbdint_setanswer(ssh, static_cast<unsigned>(i), echo != 0 ? "" : password.c_str());
    }
  return answer == SSH_AUTH_SUCCESS;
}

}  // namespace fairway::drop

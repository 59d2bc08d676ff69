// For tests: a real OpenSSH server on loopback that serves the files of this machine to the user that runs the test.
//
//   fairway::drop::testing::SftpServer server(scratch);      // keys and known_hosts are made in that folder
//   server.url("/in")                                        // sftp://user@127.0.0.1:port/<scratch>/in
//   server.known_hosts(), server.key()
#pragma once
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace fairway::drop::testing {

// Each connection is a process of its own, started as inetd would, so a test can end or freeze them and the port is never
// anybody else's. Without passwords: those of the machine's users are not known here.
class SftpServer {
 public:
  static bool available() { return ::access(kProgram, X_OK) == 0; }

  explicit SftpServer(std::filesystem::path folder) : folder_(std::move(folder)) {
    make_key("host"), make_key("user"), make_key("other");
    std::filesystem::copy(folder_ / "user.pub", folder_ / "authorized");
    std::ofstream(folder_ / "sshd.config")
        << "HostKey " << (folder_ / "host").string() << "\nAuthorizedKeysFile " << (folder_ / "authorized").string()
        << "\nPasswordAuthentication no\nPermitRootLogin yes\nStrictModes no\nUsePAM no\n"
           "PidFile none\nSubsystem sftp internal-sftp\n";
    if (::geteuid() == 0) ::mkdir("/run/sshd", 0755);  // the server wants it, and only its service file makes it
    listen();
    know("host", "known_hosts");
    know("other", "wrong_hosts");
    acceptor_ = std::thread([this] { accept_all(); });
  }
  SftpServer(const SftpServer&) = delete;
  SftpServer& operator=(const SftpServer&) = delete;
  ~SftpServer() {
    over_ = true;
    acceptor_.join();
    cut();
    ::close(socket_);
  }

  std::string url(const std::string& path) const {
    return "sftp://" + user() + "@127.0.0.1:" + std::to_string(port_) + folder_.string() + path;
  }
  static std::string user() {
    static const std::string name = [] {
      const passwd* me = ::getpwuid(::geteuid());
      return std::string(me == nullptr ? "root" : me->pw_name);
    }();
    return name;
  }
  std::uint16_t port() const noexcept { return port_; }
  std::string key() const { return (folder_ / "user").string(); }
  std::string wrong_key() const { return (folder_ / "other").string(); }
  std::string known_hosts() const { return (folder_ / "known_hosts").string(); }
  std::string wrong_hosts() const { return (folder_ / "wrong_hosts").string(); }  // another key under our name
  int connections() const noexcept { return connections_; }                       // so far

  // All connections, at once and without a word.
  void cut() {
    signal_all(SIGKILL);
    const std::lock_guard lock(mutex_);
    for (const pid_t pid : running_) ::waitpid(pid, nullptr, 0);
    running_.clear();
  }
  void freeze() { signal_all(SIGSTOP); }

 private:
  static constexpr const char* kProgram = "/usr/sbin/sshd";

  void make_key(const std::string& name) const {
    const std::string path = (folder_ / name).string();
    run({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", path});
  }
  static void run(std::vector<std::string> words) {
    std::vector<char*> raw;
    for (auto& word : words) raw.push_back(word.data());
    raw.push_back(nullptr);
    pid_t pid = 0;
    int status = 0;
    if (::posix_spawnp(&pid, raw[0], nullptr, nullptr, raw.data(), environ) != 0 || ::waitpid(pid, &status, 0) != pid ||
        status != 0)
      throw std::runtime_error("cannot run " + words[0]);
  }
  void know(const std::string& key, const std::string& file) const {
    std::string line;
    std::ifstream text(folder_ / (key + ".pub"));
    std::getline(text, line);
    std::ofstream(folder_ / file) << "[127.0.0.1]:" << port_ << ' ' << line << '\n';
  }

  void listen() {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket_, raw, size) != 0 || ::listen(socket_, 16) != 0 || ::getsockname(socket_, raw, &size) != 0)
      throw std::runtime_error("cannot listen");
    port_ = ntohs(address.sin_port);
  }
  void accept_all() {
    while (!over_) {
      pollfd one{socket_, POLLIN, 0};
      if (::poll(&one, 1, 50) <= 0) continue;
      const int connection = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
      if (connection < 0) continue;
      start(connection);
      ::close(connection);
    }
  }
  void start(int connection) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, connection, 0);
    posix_spawn_file_actions_adddup2(&files, connection, 1);
    posix_spawn_file_actions_addopen(&files, 2, (folder_ / "sshd.log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawnattr_t how;
    posix_spawnattr_init(&how);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&how, 0);
    std::string config = (folder_ / "sshd.config").string();
    std::string words[] = {kProgram, "-i", "-e", "-f", config};
    char* raw[] = {words[0].data(), words[1].data(), words[2].data(), words[3].data(), words[4].data(), nullptr};
    const std::lock_guard lock(mutex_);
    pid_t pid = 0;
    if (::posix_spawn(&pid, kProgram, &files, &how, raw, environ) == 0) running_.push_back(pid), ++connections_;
    posix_spawnattr_destroy(&how);
    posix_spawn_file_actions_destroy(&files);
  }
  void signal_all(int signal) {
    const std::lock_guard lock(mutex_);
    for (const pid_t pid : running_) ::kill(-pid, signal);
  }

  std::filesystem::path folder_;
  int socket_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> over_{false};
  std::atomic<int> connections_{0};
  std::mutex mutex_;
  std::vector<pid_t> running_;
  std::thread acceptor_;
};

}  // namespace fairway::drop::testing

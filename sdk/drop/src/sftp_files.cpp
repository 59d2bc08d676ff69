// Files behind SFTP. A connection that failed, or lay idle, is made anew by the next call.
#include <fcntl.h>
#include <signal.h>

#include <algorithm>
#include <ctime>

#include "sftp_session.hpp"
#include "watch.hpp"

namespace fairway::drop {
namespace {

using std::chrono::steady_clock;
using Attributes = std::unique_ptr<sftp_attributes_struct, Freed<sftp_attributes_free>>;
using Folder = std::unique_ptr<sftp_dir_struct, Freed<sftp_closedir>>;
using File = std::unique_ptr<sftp_file_struct, Freed<sftp_close>>;

constexpr std::size_t kPiece = 32'000;     // what every server takes in one packet
constexpr std::chrono::seconds kIdle{30};  // servers, and what lies between, drop connections that are

// A connection that breaks while it is written to raises SIGPIPE, which would end the process.
class NoBrokenPipe {
 public:
  NoBrokenPipe() {
    sigemptyset(&pipe_), sigaddset(&pipe_, SIGPIPE);
    sigset_t pending{};
    sigpending(&pending), was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoBrokenPipe() {
    const timespec now{};
    if (!was_pending_) sigtimedwait(&pipe_, nullptr, &now);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_{}, before_{};
  bool was_pending_ = false;
};

bool regular(const sftp_attributes_struct& about) {
  return about.type == SSH_FILEXFER_TYPE_REGULAR || (about.flags & SSH_FILEXFER_ATTR_PERMISSIONS) == 0;
}
Entry entry_of(std::string name, const sftp_attributes_struct& about) {
  const auto modified_ms = static_cast<std::int64_t>(about.mtime) * 1000;
  return {std::move(name), about.size, modified_ms, modified_ms};
}

class SftpFiles final : public Files {
  // Connects where that is needed, and keeps the connection only where `work` did not lose it.
  template <class F>
  auto run(const Call& call, F&& work) {
    call.check();
    const NoBrokenPipe no_signal;
    if (session_ && steady_clock::now() - used_ > kIdle) session_.reset();
    if (!session_) session_ = std::make_unique<SftpSession>(call, address_, login_);
    used_ = steady_clock::now();
    Watch watch(call, session_->socket(), login_.timeout);
    try {
      return work(watch);
    } catch (...) {
      if (watch.cut() || lost_) session_.reset();
      lost_ = false;
      watch.rethrow_cut();
      throw;
    }
  }

 public:
  SftpFiles(SftpAddress address, SftpLogin login) : address_(std::move(address)), login_(std::move(login)) {}

  bool ours() const noexcept override { return false; }

  std::vector<Entry> list(const Call& call, const std::string& folder) override {
    return run(call, [&](Watch& watch) {
      const Folder open(sftp_opendir(sftp(), folder.c_str()));
      if (!open) fail(folder, "cannot be listed");
      std::vector<Entry> entries;
      while (const Attributes about{sftp_readdir(sftp(), open.get())}) {
        watch.moved();
        if (regular(*about)) entries.push_back(entry_of(about->name, *about));
      }
      if (!sftp_dir_eof(open.get())) fail(folder, "cannot be listed");
      return entries;
    });
  }

  std::optional<Entry> find(const Call& call, const std::string& path) override {
    return run(call, [&](Watch&) { return look(path); });
  }

  std::string read(const Call& call, const std::string& path, std::uint64_t most) override {
    return run(call, [&](Watch& watch) {
      const File file(sftp_open(sftp(), path.c_str(), O_RDONLY, 0));
      if (!file) fail(path, "cannot be read");
      std::string bytes, piece(kPiece, '\0');
      for (;;) {
        const auto got = sftp_read(file.get(), piece.data(), piece.size());
        if (got < 0) fail(path, "cannot be read");
        if (got == 0) return bytes;
        watch.moved();
        bytes.append(piece.data(), static_cast<std::size_t>(got));
        if (bytes.size() > most) throw Error::rejected("larger than " + std::to_string(most) + " bytes");
      }
    });
  }

  std::optional<std::string> head(const Call& call, const std::string& path, std::uint64_t most) override {
    return run(call, [&](Watch& watch) -> std::optional<std::string> {
      const File file(sftp_open(sftp(), path.c_str(), O_RDONLY, 0));
      if (!file && missing(status())) return std::nullopt;
      if (!file) fail(path, "cannot be read");
      std::string bytes(most, '\0');
      std::size_t have = 0;
      while (have < most) {
        const auto got = sftp_read(file.get(), bytes.data() + have, std::min<std::size_t>(most - have, kPiece));
        if (got < 0) fail(path, "cannot be read");
        if (got == 0) break;
        watch.moved();
        have += static_cast<std::size_t>(got);
      }
      bytes.resize(have);
      return bytes;
    });
  }

  void write(const Call& call, const std::string& path, std::string_view bytes) override {
    run(call, [&](Watch& watch) {
      File file(sftp_open(sftp(), path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666));
      if (!file) fail(path, "cannot be written");
      for (auto rest = bytes; !rest.empty();) {
        const auto written = sftp_write(file.get(), rest.data(), std::min(rest.size(), kPiece));
        if (written <= 0) fail(path, "cannot be written");
        watch.moved();
        rest.remove_prefix(static_cast<std::size_t>(written));
      }
      if (sftp_extension_supported(sftp(), "fsync@openssh.com", "1") != 0 && sftp_fsync(file.get()) != 0)
        fail(path, "cannot be flushed");
      if (sftp_close(file.release()) != SSH_NO_ERROR) fail(path, "cannot be closed");
    });
  }

  // The rename of protocol 3 does not replace; some servers do all the same, so the target is looked at first. Nothing here
  // ever means to replace a file, which is why posix-rename@openssh.com is not used.
  bool move(const Call& call, const std::string& from, const std::string& to) override {
    return run(call, [&](Watch&) {
      if (look(to)) return false;
      if (sftp_rename(sftp(), from.c_str(), to.c_str()) == 0) return true;
      const int answer = status();
      if (lost(answer)) fail(from, "cannot be renamed", answer);
      if (look(to) || !look(from)) return false;  // somebody was faster
      fail(from, ("cannot become " + to).c_str(), answer);
    });
  }

  bool remove(const Call& call, const std::string& path) override {
    return run(call, [&](Watch&) {
      if (sftp_unlink(sftp(), path.c_str()) == 0) return true;
      if (missing(status())) return false;
      fail(path, "cannot be removed");
    });
  }

  void make_folder(const Call& call, const std::string& path) override {
    run(call, [&](Watch&) { make(path); });
  }

 private:
  // For one operation. libssh keeps the last answer of the server where the next operation gets none.
  sftp_session sftp() const {
    session_->sftp()->errnum = SSH_FX_OK;
    return session_->sftp();
  }
  int status() const { return sftp_get_error(session_->sftp()); }

  static bool missing(int answer) { return answer == SSH_FX_NO_SUCH_FILE || answer == SSH_FX_NO_SUCH_PATH; }
  // Not an answer of the server's about the file: the connection is not to be used any more.
  static bool lost(int answer) {
    switch (answer) {
      case SSH_FX_EOF:
      case SSH_FX_NO_SUCH_FILE:
      case SSH_FX_PERMISSION_DENIED:
      case SSH_FX_FAILURE:
      case SSH_FX_OP_UNSUPPORTED:
      case SSH_FX_INVALID_HANDLE:
      case SSH_FX_NO_SUCH_PATH:
      case SSH_FX_FILE_ALREADY_EXISTS:
      case SSH_FX_WRITE_PROTECT: return false;
      default: return true;
    }
  }
  [[noreturn]] void fail(const std::string& path, const char* what) { fail(path, what, status()); }
  [[noreturn]] void fail(const std::string& path, const char* what, int answer) {
    const std::string message = "sftp://" + address_.host + ' ' + path + ": " + what + ": ";
    lost_ = lost(answer);
    if (lost_) throw Error::unavailable(message + session_->last_error());
    if (missing(answer)) throw Error::config(message + "it is not there");
    if (answer == SSH_FX_PERMISSION_DENIED || answer == SSH_FX_WRITE_PROTECT)
      throw Error::config(message + "no right to it");
    throw Error::unavailable(message + "SFTP status " + std::to_string(answer));
  }

  std::optional<Entry> look(const std::string& path) {
    const Attributes about(sftp_lstat(sftp(), path.c_str()));
    if (about) return entry_of(path.substr(path.rfind('/') + 1), *about);
    if (!missing(status())) fail(path, "cannot be looked at");
    return std::nullopt;
  }

  void make(const std::string& path) {
    if (path.empty() || look(path)) return;
    if (const auto slash = path.rfind('/'); slash != std::string::npos) make(path.substr(0, slash));
    if (sftp_mkdir(sftp(), path.c_str(), 0777) != 0 && !look(path)) fail(path, "cannot be made");
  }

  const SftpAddress address_;
  const SftpLogin login_;
  std::unique_ptr<SftpSession> session_;
  steady_clock::time_point used_;
  bool lost_ = false;
};

}  // namespace

std::unique_ptr<Files> sftp_files(SftpAddress address, SftpLogin login) {
  return std::make_unique<SftpFiles>(std::move(address), std::move(login));
}

}  // namespace fairway::drop

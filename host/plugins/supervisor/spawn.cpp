#include "host/plugins/supervisor/spawn.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

extern "C" {  // glibc 2.36 forgets it
#include <sys/pidfd.h>
}

namespace fairway::plugins {
namespace {

constexpr std::array<const char*, 8> kKeptVariables{"ASAN_OPTIONS",  "LSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS",
                                                    "SSL_CERT_FILE", "SSL_CERT_DIR", "TZ",           "GCOV_PREFIX"};

std::vector<std::string> environment() {
  std::vector<std::string> out;
  for (const auto* name : kKeptVariables)
    if (const char* value = ::getenv(name)) out.push_back(fmt::format("{}={}", name, value));
  return out;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (auto& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

struct Actions {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  Actions() {
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawnattr_init(&attributes);
  }
  ~Actions() {
    ::posix_spawn_file_actions_destroy(&files);
    ::posix_spawnattr_destroy(&attributes);
  }
};

// Signals as a fresh process has them, and a process group of its own: Ctrl-C in a terminal is for the host.
void set_signals(posix_spawnattr_t& attributes) {
  sigset_t none, all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
}

}  // namespace

Fd::~Fd() {
  if (fd_ >= 0) ::close(fd_);
}

Child::~Child() {
  if (!pidfd_ || result_) return;
  kill(SIGKILL);
  wait();
}

void Child::kill(int signal) const noexcept { ::pidfd_send_signal(pidfd_.get(), signal, nullptr, 0); }

bool Child::exited_within(Millis time) const {
  pollfd state{pidfd_.get(), POLLIN, 0};
  return ::poll(&state, 1, static_cast<int>(time.count())) > 0;
}

int Child::wait() {
  if (result_) return *result_;
  siginfo_t info{};
  while (::waitid(P_PIDFD, static_cast<id_t>(pidfd_.get()), &info, WEXITED) != 0 && errno == EINTR) continue;
  result_ = info.si_code == CLD_EXITED ? info.si_status : -info.si_status;
  return *result_;
}

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(FW_E_UNAVAILABLE, fmt::format("no pipe: {}", std::strerror(errno)));
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

Result<Child> spawn(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                    const std::vector<int>& descriptors) {
  Actions actions;
  set_signals(actions.attributes);
  std::vector<Fd> high;  // out of the way of the numbers that they become
  for (std::size_t i = 0; i < descriptors.size(); ++i) {
    const int target = static_cast<int>(i);
    if (descriptors[i] < 0) {
      ::posix_spawn_file_actions_addopen(&actions.files, target, "/dev/null", O_RDWR, 0);
      continue;
    }
    high.emplace_back(::fcntl(descriptors[i], F_DUPFD_CLOEXEC, 64));
    if (!high.back()) return fail(FW_E_UNAVAILABLE, fmt::format("no descriptor for a worker: {}", std::strerror(errno)));
    ::posix_spawn_file_actions_adddup2(&actions.files, high.back().get(), target);
  }
  ::posix_spawn_file_actions_addclosefrom_np(&actions.files, static_cast<int>(descriptors.size()));

  std::vector<std::string> texts{program.string()};
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  auto variables = environment();
  int pid = 0;
  const int error = ::posix_spawn(&pid, program.c_str(), &actions.files, &actions.attributes, pointers(texts).data(),
                                  pointers(variables).data());
  if (error != 0) return fail(FW_E_UNAVAILABLE, fmt::format("cannot start {}: {}", program.string(), std::strerror(error)));
  Fd pidfd(::pidfd_open(pid, 0));  // cannot miss: the child is not reaped before
  if (!pidfd) {
    const int why = errno;
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    return fail(FW_E_UNAVAILABLE, fmt::format("no pidfd for a worker: {}", std::strerror(why)));
  }
  return Child(pid, std::move(pidfd));
}

}  // namespace fairway::plugins

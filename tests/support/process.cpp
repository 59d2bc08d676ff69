#include "tests/support/process.hpp"

#include <csignal>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

namespace fairway::testing {
namespace {

int spawn(const std::filesystem::path& program, const std::vector<std::string>& arguments, int out) {
  std::vector<char*> values{const_cast<char*>(program.c_str())};
  for (const auto& argument : arguments) values.push_back(const_cast<char*>(argument.c_str()));
  values.push_back(nullptr);
  const int pid = fork();
  if (pid != 0) return pid;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  dup2(open("/dev/null", O_RDONLY), 0);  // whoever runs the tests is not asked
  dup2(out, 1);
  dup2(out, 2);
  execv(program.c_str(), values.data());
  _exit(127);
}

}  // namespace

Process::Process(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                 const std::filesystem::path& log) {
  const int out = open(log.c_str(), O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0600);
  pid_ = spawn(program, arguments, out);
  close(out);
}

Process::~Process() { kill(); }

void Process::signal(int number) const {
  if (status_ == -1000) ::kill(pid_, number);
}

int Process::wait(std::chrono::milliseconds most) {
  const auto until = std::chrono::steady_clock::now() + most;
  while (status_ == -1000) {
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == pid_) status_ = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
    else if (std::chrono::steady_clock::now() >= until) break;
    else std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return status_;
}

void Process::kill() {
  signal(SIGKILL);
  wait(std::chrono::seconds(20));
}

bool Process::running() { return wait(std::chrono::milliseconds(0)) == -1000; }

Ran run(const std::filesystem::path& program, const std::vector<std::string>& arguments) {
  int ends[2];
  Ran ran;
  if (pipe2(ends, O_CLOEXEC) != 0) return ran;
  const int pid = spawn(program, arguments, ends[1]);
  close(ends[1]);
  char chunk[4096];
  for (ssize_t n; (n = read(ends[0], chunk, sizeof chunk)) > 0;) ran.out.append(chunk, static_cast<std::size_t>(n));
  close(ends[0]);
  int status = 0;
  waitpid(pid, &status, 0);
  ran.exit = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return ran;
}

}  // namespace fairway::testing

#include <signal.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "host/plugins/supervisor/launch.hpp"
#include "host/plugins/wire/handshake.hpp"

namespace fairway::plugins {
namespace {

constexpr Millis kLastBreath{2000};

class Process final : public Subject {
 public:
  explicit Process(Child child) : child_(std::move(child)) {}
  int pid() const noexcept override { return child_.pid(); }
  void kill() noexcept override { child_.kill(SIGKILL); }
  Ending wait() override {
    if (!child_.exited_within(kLastBreath)) kill();
    return {child_.wait()};
  }

 private:
  Child child_;
};

class ProcessLauncher final : public Launcher {
 public:
  explicit ProcessLauncher(std::filesystem::path executable)
      : executable_(std::move(executable)), thread_([this] { run(); }) {}
  ~ProcessLauncher() override {
    {
      std::scoped_lock lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }

  Result<Launched> launch(const PluginFile& plugin) override {
    std::packaged_task<Result<Launched>()> task(
        [this, path = std::filesystem::absolute(plugin.loaded())] { return start(path); });
    auto done = task.get_future();
    {
      std::scoped_lock lock(mutex_);
      tasks_.push_back(std::move(task));
    }
    wake_.notify_one();
    return done.get();
  }

 private:
  Result<Launched> start(const std::filesystem::path& plugin) const {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
      return fail(FW_E_UNAVAILABLE, fmt::format("no socket for a worker: {}", std::strerror(errno)));
    Launched out;
    out.socket = Fd(ends[0]);
    const Fd theirs(ends[1]);
    auto errors = make_pipe();
    if (!errors) return fail(errors.error());
    auto page = MappedPage::create();
    if (!page) return fail(page.error());
    const int err = errors->write.get();
    static_assert(kSocketFd == 3 && kJobPageFd == 4);  // by their place in the list
    auto child = spawn(executable_, {"worker", plugin.string()}, {-1, err, err, theirs.get(), (*page)->fd()});
    if (!child) return fail(child.error());
    out.errors = std::move(errors->read);
    out.page = std::move(*page);
    out.subject = std::make_shared<Process>(std::move(*child));
    return out;
  }

  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [&] { return stopping_ || !tasks_.empty(); });
      if (tasks_.empty()) return;
      auto task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task();
      lock.lock();
    }
  }

  const std::filesystem::path executable_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::packaged_task<Result<Launched>()>> tasks_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace

std::string Ending::text() const { return code < 0 ? fmt::format("signal {}", -code) : fmt::format("exit code {}", code); }

std::unique_ptr<Launcher> process_launcher(std::filesystem::path executable) {
  return std::make_unique<ProcessLauncher>(std::move(executable));
}

}  // namespace fairway::plugins

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "host/plugins/supervisor/launch.hpp"
#include "host/plugins/worker/worker.hpp"

namespace fairway::plugins {
namespace {

constexpr Millis kThreadsLastBreath{2000};

class Thread final : public Subject {
 public:
  // `socket`: a duplicate, to end the stream with.
  Thread(Fd socket, const std::function<void()>& body) : socket_(std::move(socket)) {
    std::promise<void> over;
    over_ = over.get_future();
    thread_ = std::thread([body, promise = std::move(over)]() mutable {
      body();
      promise.set_value();
    });
  }
  ~Thread() override { wait(); }
  int pid() const noexcept override { return ::getpid(); }
  void kill() noexcept override { ::shutdown(socket_.get(), SHUT_RDWR); }

  // A plugin that hangs cannot be ended: its thread stays, with all that it uses.
  Ending wait() override {
    if (!thread_.joinable()) return {};
    kill();
    if (over_.wait_for(kThreadsLastBreath) == std::future_status::ready) thread_.join();
    else thread_.detach();
    return {};
  }

 private:
  Fd socket_;
  std::future<void> over_;
  std::thread thread_;
};

class ThreadLauncher final : public Launcher {
 public:
  Result<Launched> launch(const PluginFile& plugin) override {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
      return fail(FW_E_UNAVAILABLE, fmt::format("no socket for a worker: {}", std::strerror(errno)));
    Launched out;
    out.socket = Fd(ends[0]);
    auto page = MappedPage::create();
    if (!page) {
      ::close(ends[1]);
      return fail(page.error());
    }
    out.page = *page;
    out.subject = std::make_shared<Thread>(Fd(::dup(ends[0])), [fd = ends[1], page = *page, loaded = load(plugin)] {
      Worker worker(fd, **page);
      const auto hello = worker.greeted();
      if (!hello || !worker.introduce(*hello, loaded)) return;
      worker.serve();
      worker.leave();
    });
    return out;
  }

 private:
  // open() of a plugin runs once in a process, however often its worker starts.
  Result<Plugin> load(const PluginFile& plugin) {
    std::scoped_lock lock(mutex_);
    const auto found = loaded_.find(plugin.loaded());
    if (found != loaded_.end()) return found->second;
    return loaded_.emplace(plugin.loaded(), load_plugin(plugin.loaded())).first->second;
  }

  std::mutex mutex_;
  std::map<std::filesystem::path, Result<Plugin>> loaded_;
};

}  // namespace

std::unique_ptr<Launcher> thread_launcher() { return std::make_unique<ThreadLauncher>(); }

}  // namespace fairway::plugins

// `fairway worker PLUGIN.so` and `fairway worker --describe PLUGIN.so`.
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "host/base/json.hpp"
#include "host/plugins/worker/worker.hpp"
#include "host/plugins/worker_entry.hpp"

namespace fairway::plugins {
namespace {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define FAIRWAY_SHADOW_MEMORY 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define FAIRWAY_SHADOW_MEMORY 1
#endif

void limit(__rlimit_resource what, rlim_t value) {
  const rlimit limits{value, value};
  ::setrlimit(what, &limits);
}

// Address space is what can be limited without privileges; sanitizers map terabytes of it.
void limit_memory([[maybe_unused]] std::int64_t megabytes) {
#ifndef FAIRWAY_SHADOW_MEMORY
  if (megabytes > 0) limit(RLIMIT_AS, static_cast<rlim_t>(megabytes) << 20);
#endif
}

// Stacks and arenas count as address space whether used or not: keep them small.
void spare_address_space() {
  ::mallopt(M_ARENA_MAX, 4);
  pthread_attr_t attributes;
  ::pthread_attr_init(&attributes);
  ::pthread_attr_setstacksize(&attributes, 2u << 20);
  ::pthread_setattr_default_np(&attributes);
  ::pthread_attr_destroy(&attributes);
}

void become_worker() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // of the thread that spawned us, which lives as long as the host
  ::prctl(PR_SET_NAME, "fairway-worker");
  ::signal(SIGINT, SIG_IGN);  // Ctrl-C is for the host, which ends us in its own time
  ::signal(SIGPIPE, SIG_IGN);
  limit(RLIMIT_CORE, 0);  // a core would hold secrets and personal data
  limit(RLIMIT_NOFILE, 4096);
  ::setenv("RES_OPTIONS", "timeout:2 attempts:2", 0);  // a lookup cannot be cancelled, so it must not take long
  spare_address_space();
}

}  // namespace

int worker_main(int fd, const std::filesystem::path& plugin) {
  become_worker();
  auto page = MappedPage::adopt(kJobPageFd);
  if (!page) {
    std::fprintf(stderr, "fairway worker is started by the host, not by hand (%s)\n", page.error().message.c_str());
    return 2;
  }
  Worker worker(fd, ***page);
  const auto hello = worker.greeted();
  if (!hello) return 2;
  limit_memory(hello->memory_limit_mb);
  install_fault_handlers(*page);
  if (!worker.introduce(*hello, load_plugin(plugin))) return 1;
  // Without a host there is nobody to finish for: what is in hand runs again elsewhere.
  if (worker.serve() == Worker::End::stream_closed) ::_exit(0);
  worker.leave();
  return 0;
}

int describe_main(const std::filesystem::path& file) {
  const auto plugin = load_plugin(file);
  if (!plugin) {
    std::fprintf(stderr, "%s\n", plugin.error().message.c_str());
    return 1;
  }
  const auto& desc = *plugin->desc;
  const auto manifest = parse_json(view(desc.manifest));
  if (!manifest) {
    std::fprintf(stderr, "%s: the manifest is %s\n", file.c_str(), manifest.error().message.c_str());
    return 1;
  }
  const json::value out{{"id", view(desc.id)},
                        {"name", view(desc.name)},
                        {"vendor", view(desc.vendor)},
                        {"version", view(desc.version)},
                        {"manual_url", view(desc.manual_url)},
                        {"config_schema", view(desc.config_schema)},
                        {"manifest", *manifest}};
  std::printf("%s\n", json::serialize(out).c_str());
  return 0;
}

int worker_entry(int count, char** values) {
  const std::string_view first = count > 1 ? values[1] : "";
  if (count == 2 && !first.empty() && first.front() != '-') return worker_main(kSocketFd, values[1]);
  if (count == 3 && first == "--describe") return describe_main(values[2]);
  std::fprintf(stderr, "usage: worker PLUGIN.so | worker --describe PLUGIN.so\n");
  return 2;
}

}  // namespace fairway::plugins

// The first frame of each side: JSON whose unknown members are passed over, so that either side may grow.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "host/base/result.hpp"

namespace fairway::plugins {

constexpr std::int64_t kProtocol = 1;
constexpr int kSocketFd = 3, kJobPageFd = 4;  // what a worker process finds them under

struct HostHello {
  std::int64_t proto_min = kProtocol, proto_max = kProtocol;
  std::int64_t memory_limit_mb = 0;  // 0: none
  std::string plugin;                // the name expected
  std::string record, replay;        // files of conversations with the remote, absolute; empty: none
};

struct WorkerHello {
  std::int64_t proto = 0;  // the one chosen
  std::string sdk;         // version of the plugin's ABI: "1.0"
  std::string name, version;
  std::string refused;  // why the plugin was not loaded; empty: it is
};

std::string to_text(const HostHello& hello);
std::string to_text(const WorkerHello& hello);
Result<HostHello> read_host_hello(std::string_view text);
Result<WorkerHello> read_worker_hello(std::string_view text);
// The highest protocol both know, 0 for none.
std::int64_t common_protocol(const HostHello& hello) noexcept;

}  // namespace fairway::plugins

#include "host/plugins/wire/handshake.hpp"

#include "host/base/json.hpp"

namespace fairway::plugins {
namespace {

constexpr std::string_view kMagic = "fairway-worker";

Result<json::value> read(std::string_view text) {
  auto value = parse_json(text);
  if (!value) return value;
  if (text_at(*value, "magic") != kMagic) return fail(FW_E_UNSUPPORTED, "the other side is no fairway worker or host");
  return value;
}

std::string take(const json::value& value, std::string_view key) { return std::string(text_at(value, key)); }

}  // namespace

std::string to_text(const HostHello& hello) {
  return json::serialize(json::value{{"magic", kMagic},
                                     {"proto_min", hello.proto_min},
                                     {"proto_max", hello.proto_max},
                                     {"memory_limit_mb", hello.memory_limit_mb},
                                     {"plugin", hello.plugin},
                                     {"record", hello.record},
                                     {"replay", hello.replay}});
}

std::string to_text(const WorkerHello& hello) {
  return json::serialize(json::value{{"magic", kMagic},
                                     {"proto", hello.proto},
                                     {"sdk", hello.sdk},
                                     {"name", hello.name},
                                     {"version", hello.version},
                                     {"refused", hello.refused}});
}

Result<HostHello> read_host_hello(std::string_view text) {
  const auto value = read(text);
  if (!value) return fail(value.error());
  HostHello hello;
  hello.proto_min = number_at(*value, "proto_min");
  hello.proto_max = number_at(*value, "proto_max");
  hello.memory_limit_mb = number_at(*value, "memory_limit_mb");
  hello.plugin = take(*value, "plugin");
  hello.record = take(*value, "record");
  hello.replay = take(*value, "replay");
  return hello;
}

Result<WorkerHello> read_worker_hello(std::string_view text) {
  const auto value = read(text);
  if (!value) return fail(value.error());
  WorkerHello hello;
  hello.proto = number_at(*value, "proto");
  hello.sdk = take(*value, "sdk");
  hello.name = take(*value, "name");
  hello.version = take(*value, "version");
  hello.refused = take(*value, "refused");
  return hello;
}

std::int64_t common_protocol(const HostHello& hello) noexcept {
  const auto best = std::min(hello.proto_max, kProtocol);
  return best >= std::max<std::int64_t>(hello.proto_min, 1) ? best : 0;
}

}  // namespace fairway::plugins

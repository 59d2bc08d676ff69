// The small host services: log, clock, secrets.
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "host/base/text.hpp"
#include "host/plugins/worker/current.hpp"
#include "host/plugins/worker/instance.hpp"

namespace fairway::plugins {
namespace {

constexpr std::size_t kLogLine = 4000;

void write_log(const fw_host* host, std::int32_t level, fw_str message, const fw_kv* fields, std::uint64_t count) {
  auto& instance = Instance::of(host);
  std::int64_t dropped = 0;
  if (!instance.log_limit().take(instance.link().clock.steady(), dropped)) return;
  std::string line(view(message));
  for (std::uint64_t i = 0; i < count; ++i) line += fmt::format(" {}={}", view(fields[i].key), view(fields[i].value));
  if (dropped > 0) line += fmt::format(" ({} lines before this one were dropped)", dropped);
  const auto* call = current_call();
  Writer out;
  out.put(instance.id()).put(level).text(call ? std::string_view(call->head().trace) : "");
  out.text(printable(instance.link().masker.mask(line), kLogLine));
  instance.link().wire.send(Kind::log, 0, out.view());
}

std::int64_t unix_ms(const fw_host* host) { return Instance::of(host).link().unix_ms(); }
std::int64_t mono_ms(const fw_host* host) { return Instance::of(host).link().clock.steady().count(); }
fw_rc sleep_ms(const fw_host*, const fw_call* call, std::int64_t ms) {
  return Call::of(call).sleep(Millis(std::max<std::int64_t>(ms, 0))) ? FW_OK : FW_E_CANCELLED;
}

const EVP_MD* digest(std::string_view name) {
  if (name == "sha1") return EVP_sha1();
  if (name == "sha256") return EVP_sha256();
  if (name == "sha512") return EVP_sha512();
  return nullptr;
}

fw_rc hmac(const fw_host* host, const fw_call* raw_call, fw_str name, fw_str algorithm, fw_str data, const fw_sink* out) {
  auto& call = Call::of(raw_call);
  const auto& secrets = Instance::of(host).spec().secrets;
  const auto secret = secrets.find(std::string(view(name)));
  if (secret == secrets.end()) return call.refused({FW_E_CONFIG, fmt::format("there is no secret named {}", view(name))});
  const auto* method = digest(view(algorithm));
  if (!method)
    return call.refused({FW_E_INVALID, fmt::format("hmac knows sha1, sha256 and sha512, not {}", view(algorithm))});
  std::array<unsigned char, EVP_MAX_MD_SIZE> result{};
  unsigned size = 0;
  const auto& key = secret->second;
  HMAC(method, key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(view(data).data()),
       view(data).size(), result.data(), &size);
  return out->put(out, raw({reinterpret_cast<const char*>(result.data()), size}));
}

}  // namespace

const fw_host_log* log_service() noexcept {
  static constexpr fw_host_log table{write_log};
  return &table;
}

const fw_host_clock* clock_service() noexcept {
  static constexpr fw_host_clock table{unix_ms, mono_ms, sleep_ms};
  return &table;
}

const fw_host_secrets* secrets_service() noexcept {
  static constexpr fw_host_secrets table{hmac};
  return &table;
}

const void* host_service(const fw_host*, const char* id) {
  const std::string_view wanted = id ? id : "";
  if (wanted == FW_HOST_LOG) return log_service();
  if (wanted == FW_HOST_CLOCK) return clock_service();
  if (wanted == FW_HOST_HTTP) return http_service();
  if (wanted == FW_HOST_STATE) return state_service();
  if (wanted == FW_HOST_NUMBERS) return numbers_service();
  if (wanted == FW_HOST_TOKENS) return tokens_service();
  if (wanted == FW_HOST_SECRETS) return secrets_service();
  return nullptr;
}

Status allowed(const Call& call, const char* service) {
  const auto verb = call.head().verb;
  if (verb == Verb::decide || verb == Verb::validate)
    return fail(FW_E_UNSUPPORTED, fmt::format("{} must answer from its input alone: no {} in it", verb_name(verb), service));
  return {};
}

}  // namespace fairway::plugins

// fairway.host.state/1: reads see this call's own writes first; writes wait for the next checkpoint or the call's end, and
// what cas() compared with is compared again where they are committed, since other lanes may write in between.
#include "host/plugins/worker/instance.hpp"

namespace fairway::plugins {
namespace {

constexpr std::size_t kLargestValue = 64u << 10;
constexpr std::size_t kLargestKey = 512;

Result<std::string> read(Call& call, fw_str key) {
  if (auto may = allowed(call, "state"); !may) return fail(may.error());
  if (call.cut()) return fail(FW_E_CANCELLED, "the host asked to stop");
  const std::string name(view(key));
  if (name.empty() || name.size() > kLargestKey) return fail(FW_E_INVALID, "a state key has 1 to 512 bytes");
  if (const auto own = call.state.find(name); own != call.state.end()) return own->second.value;
  return call.ask(Kind::state_get, [&](Writer& out) { out.text(name); });
}

// What was expected of the committed value stays expected, whatever the call writes on top.
Status write(Call& call, fw_str key, fw_str value, const std::optional<std::string>& expected) {
  if (auto may = allowed(call, "state"); !may) return may;
  if (call.cut()) return fail(FW_E_CANCELLED, "the host asked to stop");
  if (call.head().verb == Verb::connect)
    return fail(FW_E_UNSUPPORTED, "connect keeps no state: what shall be kept goes into its answer");
  if (view(key).empty() || view(key).size() > kLargestKey) return fail(FW_E_INVALID, "a state key has 1 to 512 bytes");
  if (view(value).size() > kLargestValue) return fail(FW_E_INVALID, "a state value has at most 64 KiB");
  const std::string name(view(key));
  const auto [own, first] = call.state.try_emplace(name, StateWrite{name, {}, expected});
  own->second.value = view(value);
  return {};
}

fw_rc get(const fw_host*, const fw_call* raw_call, fw_str key, const fw_sink* out) {
  auto& call = Call::of(raw_call);
  const auto value = read(call, key);
  if (!value) return call.refused(value.error());
  return value->empty() ? FW_OK : out->put(out, raw(*value));
}

fw_rc put(const fw_host*, const fw_call* raw_call, fw_str key, fw_str value) {
  auto& call = Call::of(raw_call);
  const auto status = write(call, key, value, std::nullopt);
  return status ? FW_OK : call.refused(status.error());
}

fw_rc cas(const fw_host*, const fw_call* raw_call, fw_str key, fw_str expected, fw_str value) {
  auto& call = Call::of(raw_call);
  const auto now = read(call, key);
  if (!now) return call.refused(now.error());
  if (*now != view(expected)) return call.refused({FW_E_REJECTED, fmt::format("state {} is not as expected", view(key))});
  const auto status = write(call, key, value, *now);
  return status ? FW_OK : call.refused(status.error());
}

}  // namespace

const fw_host_state* state_service() noexcept {
  static constexpr fw_host_state table{get, put, cas};
  return &table;
}

}  // namespace fairway::plugins

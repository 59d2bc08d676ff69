// fairway.host.numbers/1: the host gives them out and commits that before it answers.
#include "host/plugins/worker/instance.hpp"
#include "host/plugins/wire/bytes.hpp"

namespace fairway::plugins {
namespace {

Result<std::uint64_t> ask_numbers(Call& call, fw_str sequence, std::uint64_t count) {
  if (auto may = allowed(call, "numbers"); !may) return fail(may.error());
  if (call.cut()) return fail(FW_E_CANCELLED, "the host asked to stop");
  const auto answer = call.ask(Kind::numbers, [&](Writer& out) { out.text(view(sequence)).put(count); });
  if (!answer) return fail(answer.error());
  return Reader(*answer).get<std::uint64_t>();
}

fw_rc take_numbers(const fw_host*, const fw_call* raw_call, fw_str sequence, std::uint64_t count, std::uint64_t* first) {
  auto& call = Call::of(raw_call);
  const auto numbers = ask_numbers(call, sequence, count);
  if (!numbers) return call.refused(numbers.error());
  *first = *numbers;
  return FW_OK;
}

}  // namespace

const fw_host_numbers* numbers_service() noexcept {
  static constexpr fw_host_numbers table{take_numbers};
  return &table;
}

}  // namespace fairway::plugins

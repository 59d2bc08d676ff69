#include "host/plugins/wire/frames.hpp"

namespace fairway::plugins {

const char* verb_name(Verb verb) noexcept {
  switch (verb) {
    case Verb::pull: return "pull";
    case Verb::push: return "push";
    case Verb::decide: return "decide";
    case Verb::connect: return "connect";
    case Verb::validate: return "validate";
    case Verb::open: return "open";
  }
  return "call";
}

void write(Writer& out, const CallHead& head) {
  out.put(head.instance).put(static_cast<std::uint8_t>(head.verb)).put(static_cast<std::uint8_t>(head.interactive));
  out.put(std::int64_t{head.deadline.count()}).put(head.now_ms).text(head.trace);
}

CallHead read_head(Reader& in) {
  CallHead head;
  head.instance = in.get<std::uint64_t>();
  head.verb = static_cast<Verb>(in.get<std::uint8_t>());
  head.interactive = in.get<std::uint8_t>() != 0;
  head.deadline = Millis(in.get<std::int64_t>());
  head.now_ms = in.get<std::int64_t>();
  head.trace = in.string();
  return head;
}

void write(Writer& out, const OpenInstance& open) {
  out.text(open.scope).text(open.lane).text(open.settings).put(static_cast<std::uint32_t>(open.secrets.size()));
  for (const auto& [name, value] : open.secrets) out.text(name).text(value);
}

OpenInstance read_open(Reader& in) {
  OpenInstance open;
  open.scope = in.string();
  open.lane = in.string();
  open.settings = in.string();
  const auto count = in.get<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    auto name = in.string();
    open.secrets.emplace(std::move(name), in.string());
  }
  return open;
}

void write(Writer& out, const Failure& failure) {
  out.put(failure.code).text(failure.message).text(failure.pointer).put(std::int64_t{failure.retry_after.count()});
}

Failure read_failure(Reader& in) {
  Failure failure;
  failure.code = in.get<fw_rc>();
  failure.message = in.string();
  failure.pointer = in.string();
  failure.retry_after = Millis(in.get<std::int64_t>());
  return failure;
}

void write(Writer& out, const Status& status) {
  if (status) out.put(fw_rc{FW_OK});
  else write(out, status.error());
}

Status read_status(Reader& in) {
  Reader ahead = in;
  if (ahead.get<fw_rc>() == FW_OK && ahead.ok()) {
    in = ahead;
    return {};
  }
  return fail(read_failure(in));
}

void write(Writer& out, const std::vector<StateWrite>& state) {
  out.put(static_cast<std::uint32_t>(state.size()));
  for (const auto& write : state) {
    out.text(write.key).text(write.value).put(std::uint8_t{write.expected.has_value()});
    if (write.expected) out.text(*write.expected);
  }
}

std::vector<StateWrite> read_state(Reader& in) {
  std::vector<StateWrite> state;
  const auto count = in.get<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    auto& write = state.emplace_back();
    write.key = in.string();
    write.value = in.string();
    if (in.get<std::uint8_t>() != 0) write.expected = in.string();
  }
  return state;
}

}  // namespace fairway::plugins

// FAIRWAY_PLUGIN(Class, …): the one symbol that a plugin exports, and the tables behind it.
#pragma once
#include <array>
#include <atomic>
#include <cstring>
#include <memory>

#include "fairway/detail/describe.hpp"

namespace fairway::detail {

// One instance of T behind fw_channel. It keeps the order of calls: a host that breaks it is told INVALID, in the log and
// in the call, before any code of the author runs.
template <class T>
class Instance {
 public:
  Instance(Host host, typename T::Settings settings) : plugin_(host, std::move(settings)), host_(host) {
    raw_ = {&Descriptor<T>::get().raw, this, &start, &quiesce, &resume, &stop, &destroy, &query};
  }
  fw_channel* raw() noexcept { return &raw_; }

 private:
  enum class State { created, running, quiesced, stopped };
  static Instance& self(fw_channel* channel) noexcept { return *static_cast<Instance*>(channel->self); }

  // Runs `body(plugin)` on the strand, when the state is one of `allowed`.
  template <class F>
  fw_rc on_strand(const fw_call* call, const char* what, std::initializer_list<State> allowed, F&& body) noexcept {
    return guard(call, [&](const Call& current) {
      if (busy_.exchange(true)) misuse(what, "while another call runs");
      struct Leave {
        std::atomic<bool>& busy;
        ~Leave() { busy = false; }
      } leave{busy_};
      bool fits = allowed.size() == 0;
      for (const State state : allowed) fits = fits || state == state_;
      if (!fits) misuse(what, "in the wrong state");
      body(current);
    });
  }
  void misuse(const char* what, const char* how) const {
    const std::string message = std::string("the host called ") + what + ' ' + how;
    host_.error(message);
    throw Error(FW_E_INVALID, message);
  }

  static fw_rc start(fw_channel* c, const fw_call* call) {
    auto& me = self(c);
    return me.on_strand(call, "start", {State::created, State::stopped},
                        [&](const Call& k) { me.plugin_.start(k), me.state_ = State::running; });
  }
  static fw_rc quiesce(fw_channel* c, const fw_call* call) {
    auto& me = self(c);
    return me.on_strand(call, "quiesce", {State::running},
                        [&](const Call& k) { me.plugin_.quiesce(k), me.state_ = State::quiesced; });
  }
  static fw_rc resume(fw_channel* c, const fw_call* call) {
    auto& me = self(c);
    return me.on_strand(call, "resume", {State::quiesced},
                        [&](const Call& k) { me.plugin_.resume(k), me.state_ = State::running; });
  }
  // Legal always; the author's stop() runs only after a start().
  static fw_rc stop(fw_channel* c, const fw_call* call) {
    auto& me = self(c);
    return me.on_strand(call, "stop", {}, [&](const Call& k) {
      const State before = std::exchange(me.state_, State::stopped);
      if (before == State::running || before == State::quiesced) me.plugin_.stop(k);
    });
  }
  static void destroy(fw_channel* c) { delete &self(c); }

  static fw_rc pull(fw_channel* c, const fw_call* call, const fw_pull_request* request, const fw_pull_out* out) {
    auto& me = self(c);
    return me.on_strand(call, "pull", {State::running}, [&](const Call& k) {
      PullOut sink(out);
      detail::pull(me.plugin_, k,
                   PullRequest{view(request->stream), view(request->cursor), request->max_docs, view(request->params)}, sink,
                   PullMixins{});
    });
  }
  static fw_rc push(fw_channel* c, const fw_call* call, const fw_push_item* const* items, std::uint64_t n,
                    const fw_push_out* out) {
    auto& me = self(c);
    return me.on_strand(call, "push", {State::running}, [&](const Call& k) { detail::push(me.plugin_, k, items, n, out); });
  }
  // Questions and authorisation need no start: a policy judges, and a seller connects, before a store runs.
  static fw_rc decide(fw_channel* c, const fw_call* call, fw_str schema, const fw_str* questions, std::uint64_t n,
                      const fw_decide_out* out) {
    auto& me = self(c);
    return me.on_strand(call, "decide", {}, [&](const Call& k) {
      detail::decide(me.plugin_, k, view(schema), questions, n, out, DecideMixins{});
    });
  }
  static fw_rc connect(fw_channel* c, const fw_call* call, fw_str step, fw_str json, const fw_sink* out) {
    auto& me = self(c);
    return me.on_strand(call, "connect", {}, [&](const Call& k) {
      const std::string answer = detail::connect(me.plugin_, k, view(step), view(json));
      expect_ok(out->put(out, view(answer)), "the host did not take the answer");
    });
  }

  static const void* query(fw_channel*, const char* id) {
    if constexpr (pulls<T>) {
      static constexpr fw_channel_pull table{&pull};
      if (std::strcmp(id, FW_CHANNEL_PULL) == 0) return &table;
    }
    if constexpr (pushes<T>) {
      static constexpr fw_channel_push table{&push};
      if (std::strcmp(id, FW_CHANNEL_PUSH) == 0) return &table;
    }
    if constexpr (decides<T>) {
      static constexpr fw_channel_decide table{&decide};
      if (std::strcmp(id, FW_CHANNEL_DECIDE) == 0) return &table;
    }
    if constexpr (connects<T>) {
      static constexpr fw_channel_connect table{&connect};
      if (std::strcmp(id, FW_CHANNEL_CONNECT) == 0) return &table;
    }
    return nullptr;
  }

  T plugin_;
  Host host_;
  fw_channel raw_{};
  State state_ = State::created;
  std::atomic<bool> busy_{false};
};

template <class T>
typename T::Settings read_settings(std::string_view config) {
  typename T::Settings settings{};
  JsonError error;
  if (!config.empty() && !read_json(config, settings, error)) throw Error::config(error.message, error.pointer);
  return settings;
}

// Says what it finds; whether it found anything.
template <class T>
bool finds_fault(const Call& call, const typename T::Settings& settings) {
  if constexpr (requires(Findings & findings) { T::validate(findings, settings); }) {
    Findings findings(call);
    T::validate(findings, settings);
    return findings.any();
  }
  return false;
}

template <class T>
void validate(const Call& call, std::string_view config) {
  (void)finds_fault<T>(call, read_settings<T>(config));
}

template <class T>
fw_channel* create(const fw_host* host, const Call& call, std::string_view config) {
  auto settings = read_settings<T>(config);
  if (finds_fault<T>(call, settings)) throw Error::config("the settings are not valid");
  return (new Instance<T>(Host(host), std::move(settings)))->raw();
}

template <class... T>
struct Factory {
  struct Class {
    const fw_channel_desc* (*describe)();
    void (*validate)(const Call&, std::string_view config);
    fw_channel* (*create)(const fw_host*, const Call&, std::string_view config);
  };
  template <class U>
  static constexpr Class class_of() {
    return {[]() -> const fw_channel_desc* { return &Descriptor<U>::get().raw; }, &detail::validate<U>, &detail::create<U>};
  }
  static constexpr std::array<Class, sizeof...(T)> kClasses{class_of<T>()...};

  static const Class& find(std::string_view id) {
    for (const Class& one : kClasses)
      if (view(one.describe()->id) == id) return one;
    throw Error::unsupported("no channel " + std::string(id));
  }
  static std::uint32_t count() { return sizeof...(T); }
  static const fw_channel_desc* describe(std::uint32_t index) {
    try {
      return index < sizeof...(T) ? kClasses[index].describe() : nullptr;
    } catch (...) {  // describe() of the author threw: no descriptor, and the host says so
      return nullptr;
    }
  }
  static fw_rc validate(const fw_call* call, fw_str id, fw_str config) {
    return guard(call, [&](const Call& current) { find(view(id)).validate(current, view(config)); });
  }
  static fw_rc create(const fw_host* host, const fw_call* call, fw_str id, fw_str config, fw_channel** out) {
    return guard(call, [&](const Call& current) { *out = find(view(id)).create(host, current, view(config)); });
  }
  static constexpr fw_channel_factory kTable{&count, &describe, &validate, &create};

  // Two C++ runtimes in one process can break typed catch (llvm/llvm-project#56029): better not loaded than misreported.
  static fw_rc open() {
    try {
      throw Error::unsupported("probe");
    } catch (const Error& error) { return error.code() == FW_E_UNSUPPORTED ? FW_OK : FW_E_UNSUPPORTED; } catch (...) {
      return FW_E_UNSUPPORTED;
    }
  }
  static void close() {}
  static const void* query(const char* id) { return std::strcmp(id, FW_CHANNEL_FACTORY) == 0 ? &kTable : nullptr; }
};

}  // namespace fairway::detail

// Once in a plugin, outside any namespace, with every class that it offers.
#define FAIRWAY_PLUGIN(...)                                                                          \
  extern "C" FW_EXPORT const fw_entry_t fw_entry = {FW_ABI_MAGIC,                                    \
                                                    FW_ABI_MAJOR,                                    \
                                                    FW_ABI_MINOR,                                    \
                                                    0,                                               \
                                                    &::fairway::detail::Factory<__VA_ARGS__>::open,  \
                                                    &::fairway::detail::Factory<__VA_ARGS__>::close, \
                                                    &::fairway::detail::Factory<__VA_ARGS__>::query}

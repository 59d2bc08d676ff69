// Drives a plugin through its binary boundary, whether compiled into the test or loaded from a file.
#pragma once
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fairway/documents/keys.hpp"
#include "fairway/description.hpp"
#include "fairway/testing/call.hpp"

namespace fairway::testing {

// Documents as a push hands them over. They must outlive it.
class RawItems {
 public:
  RawItems(const std::vector<Document>& documents, bool maybe_sent) {
    for (const Document& document : documents)
      docs_.push_back({sizeof(fw_doc), 0, view(document.schema), view(document.key), view(document.body)});
    for (const fw_doc& doc : docs_) items_.push_back({sizeof(fw_push_item), maybe_sent ? FW_PUSH_MAYBE_SENT : 0u, &doc});
    for (const fw_push_item& item : items_) pointers_.push_back(&item);
  }
  RawItems(const RawItems&) = delete;
  const fw_push_item* const* data() const noexcept { return pointers_.data(); }

 private:
  std::vector<fw_doc> docs_;
  std::vector<fw_push_item> items_;
  std::vector<const fw_push_item*> pointers_;
};

// A channel instance: stopped and destroyed at the end of its scope.
class Instance {
 public:
  Instance(TestHost& host, fw_channel* channel) : host_(&host), channel_(channel) {}
  Instance(Instance&& other) noexcept : host_(other.host_), channel_(std::exchange(other.channel_, nullptr)) {}
  Instance& operator=(Instance&&) = delete;
  ~Instance() {
    if (channel_ == nullptr) return;
    stop();
    channel_->destroy(channel_);
  }

  Outcome start() { return plain(channel_->start); }
  Outcome quiesce() { return plain(channel_->quiesce); }
  Outcome resume() { return plain(channel_->resume); }
  Outcome stop() { return plain(channel_->stop); }

  Pulled pull(std::string_view stream, std::string_view cursor = {}, std::string_view params = {},
              std::uint32_t max_docs = 0) {
    Pulled pulled;
    const auto* table = query<fw_channel_pull>(FW_CHANNEL_PULL, pulled);
    if (table == nullptr) return pulled;
    const TestCall call(*host_, pulled);
    PullRecorder out(*host_, pulled);
    const fw_pull_request request{sizeof request, max_docs, view(stream), view(cursor), view(params)};
    out.finish(table->pull(channel_, call.raw(), &request, out.raw()));
    return pulled;
  }

  template <class D>
  Pushed push(const std::vector<D>& documents, bool maybe_sent = false) {
    std::vector<Document> all;
    for (const D& document : documents) all.push_back({std::string(D::kSchema), document_key(document), to_json(document)});
    return push_raw(all, maybe_sent);
  }
  Pushed push_raw(const std::vector<Document>& documents, bool maybe_sent = false) {
    Pushed pushed;
    pushed.results.resize(documents.size());
    const auto* table = query<fw_channel_push>(FW_CHANNEL_PUSH, pushed);
    if (table == nullptr) return pushed;
    const RawItems items(documents, maybe_sent);
    const TestCall call(*host_, pushed);
    const fw_push_out out{&pushed, [](const fw_push_out* sink, const fw_push_result* result) -> fw_rc {
                            return take_result(*static_cast<Pushed*>(sink->ctx), *result);
                          }};
    pushed.code = table->push(channel_, call.raw(), items.data(), documents.size(), &out);
    settle(pushed.code);
    return pushed;
  }

  Decided decide_raw(std::string_view schema, const std::vector<std::string>& questions) {
    Decided decided;
    decided.answers.resize(questions.size());
    const auto* table = query<fw_channel_decide>(FW_CHANNEL_DECIDE, decided);
    if (table == nullptr) return decided;
    std::vector<fw_str> raw;
    for (const std::string& question : questions) raw.push_back(view(question));
    const TestCall call(*host_, decided);
    const fw_decide_out out{&decided,
                            [](const fw_decide_out* sink, std::uint64_t index, fw_str json) -> fw_rc {
                              return static_cast<Decided*>(sink->ctx)->answers.at(index).json = view(json), FW_OK;
                            },
                            [](const fw_decide_out* sink, std::uint64_t index, const fw_error* error) -> fw_rc {
                              return static_cast<Decided*>(sink->ctx)->answers.at(index).refusal = copy_of(*error), FW_OK;
                            }};
    decided.code = table->decide(channel_, call.raw(), view(schema), raw.data(), raw.size(), &out);
    return decided;
  }
  // One question; A is what its answer is read as. An error of the call is the refusal.
  template <class A, class Q>
  Answered<A> decide(const Q& question) {
    const Decided decided = decide_raw(Q::kSchema, {to_json(question)});
    if (!decided.ok()) return {std::nullopt, decided.cause()};
    const auto& one = decided.answers.front();
    if (one.json.empty()) return {std::nullopt, one.refusal};
    return {from_json<A>(one.json), {}};
  }

  Connected connect(std::string_view step, std::string_view json = "{}") {
    Connected connected;
    const auto* table = query<fw_channel_connect>(FW_CHANNEL_CONNECT, connected);
    if (table == nullptr) return connected;
    const TestCall call(*host_, connected);
    auto out = detail::append_to(connected.json);
    connected.code = table->connect(channel_, call.raw(), view(step), view(json), out.raw());
    settle(connected.code);
    return connected;
  }

  fw_channel* raw() const noexcept { return channel_; }

 private:
  Outcome plain(fw_rc (*run)(fw_channel*, const fw_call*)) {
    Outcome outcome;
    const TestCall call(*host_, outcome);
    outcome.code = run(channel_, call.raw());
    settle(outcome.code);
    return outcome;
  }
  template <class Table>
  const Table* query(const char* id, Outcome& outcome) {
    const auto* table = static_cast<const Table*>(channel_->query(channel_, id));
    if (table == nullptr) outcome.code = FW_E_UNSUPPORTED;
    return table;
  }
  static fw_rc take_result(Pushed& into, const fw_push_result& result) {
    if (result.index >= into.results.size() || into.results[result.index].given) {
      into.problems.emplace_back("a result for no document, or a second one");
      return FW_E_INVALID;
    }
    into.results[result.index] = {true, result.rc, std::string(view(result.remote_id)), std::string(view(result.answer)),
                                  result.error != nullptr ? copy_of(*result.error) : Failure{}};
    return FW_OK;
  }
  void settle(fw_rc rc) {
    if (rc == FW_OK) host_->state.commit();
    else host_->state.roll_back();
  }

  TestHost* host_;
  fw_channel* channel_;
};

// One channel of a plugin: by default the first, or the one of that name.
class Plugin {
 public:
  explicit Plugin(const fw_entry_t& entry = fw_entry, std::string_view name = {}) {
    if (entry.magic != FW_ABI_MAGIC || entry.abi_major != FW_ABI_MAJOR) throw std::runtime_error("not a plugin of this ABI");
    if (entry.open() != FW_OK) throw std::runtime_error("the plugin refuses to open");
    factory_ = static_cast<const fw_channel_factory*>(entry.query(FW_CHANNEL_FACTORY));
    if (factory_ == nullptr) throw std::runtime_error("the plugin has no channel factory");
    for (std::uint32_t i = 0; i < factory_->count() && desc_ == nullptr; ++i) {
      const fw_channel_desc* one = factory_->describe(i);
      if (one != nullptr && (name.empty() || view(one->name) == name)) desc_ = one;
    }
    if (desc_ == nullptr) throw std::runtime_error("the plugin has no such channel");
  }

  Description describe() const {
    const auto text = [](fw_str s) { return std::string(view(s)); };
    return {text(desc_->id),
            text(desc_->name),
            text(desc_->vendor),
            text(desc_->version),
            text(desc_->manual_url),
            text(desc_->config_schema),
            from_json<Manifest>(view(desc_->manifest))};
  }

  // Valid: ok() and no failures.
  Outcome validate(std::string_view config) const {
    Outcome outcome;
    TestHost host;
    const TestCall call(host, outcome);
    outcome.code = factory_->validate(call.raw(), desc_->id, view(config));
    return outcome;
  }

  // Throws Error with the plugin's cause where it refuses.
  Instance create(TestHost& host, std::string_view config = "{}") const {
    Outcome outcome;
    fw_channel* channel = nullptr;
    {
      const TestCall call(host, outcome);
      outcome.code = factory_->create(host.raw(), call.raw(), desc_->id, view(config), &channel);
    }
    if (outcome.ok() && channel != nullptr) return Instance(host, channel);
    const Failure cause = outcome.cause();
    throw Error(cause.code, cause.message, cause.pointer);
  }
  Instance start(TestHost& host, std::string_view config = "{}") const {
    Instance instance = create(host, config);
    if (const Outcome started = instance.start(); !started.ok()) {
      const Failure cause = started.cause();
      throw Error(cause.code, cause.message, cause.pointer);
    }
    return instance;
  }

 private:
  const fw_channel_factory* factory_ = nullptr;
  const fw_channel_desc* desc_ = nullptr;
};

}  // namespace fairway::testing

#include "host/base/text.hpp"
#include "host/plugins/worker/verbs.hpp"

namespace fairway::plugins {
namespace {

constexpr std::size_t kLargestRaw = 1u << 20;  // of a rejected row; the rest is cut off

// What a pull has staged since its last checkpoint, on its way out.
class Stage {
 public:
  explicit Stage(Call& call) : call_(call) { begin(); }
  ~Stage() { release(); }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  fw_rc emit(const fw_doc& document);
  fw_rc reject(fw_str bytes, fw_str schema, const fw_error* error);
  fw_rc progress(std::int64_t done, std::int64_t total);
  fw_rc checkpoint(fw_str cursor);
  const Status& broken() const noexcept { return broken_; }
  std::uint64_t uncommitted() const noexcept { return uncommitted_; }

 private:
  fw_rc refuse(Failure failure) { return call_.refused(std::move(failure)); }
  Status take(std::size_t bytes);
  Status sound(const fw_doc& document) const;
  Status send();
  void begin();
  void release();

  Call& call_;
  Writer batch_;
  std::uint32_t count_ = 0;
  std::size_t staged_ = 0;
  std::uint64_t uncommitted_ = 0;  // documents and rejects
  bool holds_ = false;
  Status broken_;  // a refused commit ends the pull, whatever the plugin makes of it
};

void Stage::begin() {
  batch_.clear();
  batch_.put(count_ = 0);
}

void Stage::release() {
  if (holds_) call_.link().budget.give_back(this, staged_);
  staged_ = 0;
  holds_ = false;
}

Status Stage::take(std::size_t bytes) {
  if (!broken_) return broken_;
  if (call_.cut()) return fail(FW_E_CANCELLED, "the host asked to stop");
  if (staged_ + bytes > kStagedPerCall) return fail(FW_E_INVALID, "more than 8 MiB emitted without a checkpoint");
  holds_ = true;
  if (!call_.link().budget.take(this, bytes, [this] { return call_.cancelled(); }))
    return fail(FW_E_CANCELLED, "cut short while other calls had too much in hand");
  staged_ += bytes;
  if (bytes > 0) ++uncommitted_;
  return {};
}

Status Stage::sound(const fw_doc& document) const {
  if (view(document.schema).empty()) return fail(FW_E_INVALID, "a document needs a schema");
  if (view(document.key).empty()) return fail(FW_E_INVALID, "a document needs a key");
  if (!valid_utf8(view(document.body)))
    return fail(FW_E_INVALID, fmt::format("document {} is not UTF-8", view(document.key)));
  return {};
}

fw_rc Stage::emit(const fw_doc& document) {
  if (auto fine = sound(document); !fine) return refuse(fine.error());
  if (auto room = take(view(document.schema).size() + view(document.key).size() + view(document.body).size()); !room)
    return refuse(room.error());
  batch_.text(view(document.schema)).text(view(document.key)).text(view(document.body));
  ++count_;
  if (count_ < kBatchDocuments && batch_.size() < kBatchBytes) return FW_OK;
  const auto sent = send();
  return sent ? FW_OK : refuse(sent.error());
}

Status Stage::send() {
  if (count_ == 0) return {};
  batch_.count_at(0, count_);
  const bool sent = call_.link().wire.send(Kind::documents, call_.id(), batch_.view());
  begin();
  return sent ? Status() : fail(FW_E_CANCELLED, "the host is gone");
}

fw_rc Stage::reject(fw_str bytes, fw_str schema, const fw_error* error) {
  const auto row = view(bytes).substr(0, kLargestRaw);
  if (auto room = take(row.size()); !room) return refuse(room.error());
  if (auto sent = send(); !sent) return refuse(sent.error());
  Writer out;
  out.text(row).text(view(schema));
  out.text(error ? view(error->pointer) : "").text(error ? call_.link().masker.mask(printable(view(error->message))) : "");
  return call_.link().wire.send(Kind::reject, call_.id(), out.view()) ? FW_OK : FW_E_CANCELLED;
}

fw_rc Stage::progress(std::int64_t done, std::int64_t total) {
  Writer out;
  out.put(done).put(total);
  return call_.link().wire.send(Kind::progress, call_.id(), out.view()) ? FW_OK : FW_E_CANCELLED;
}

fw_rc Stage::checkpoint(fw_str cursor) {
  if (auto fine = take(0); !fine) return refuse(fine.error());
  if (auto sent = send(); !sent) return refuse(sent.error());
  std::vector<StateWrite> state;
  for (const auto& [key, write] : call_.state) state.push_back(write);
  const auto committed = call_.ask(Kind::checkpoint, [&](Writer& out) {
    out.text(view(cursor));
    write(out, state);
  });
  if (!committed) {
    broken_ = fail(committed.error());
    return refuse(committed.error());
  }
  call_.state.clear();
  uncommitted_ = 0;
  release();
  return FW_OK;
}

constexpr std::string_view kHookStream = "hook";

Stage& of(const fw_pull_out* out) { return *static_cast<Stage*>(out->ctx); }

}  // namespace

Status run_pull(Instance& instance, Call& call, Reader& in, Writer& tail) {
  const auto pull = capability<fw_channel_pull>(instance, FW_CHANNEL_PULL);
  if (!pull) return fail(pull.error());
  fw_pull_request request{};
  request.size = sizeof request;
  const auto stream = in.text();
  request.stream = raw(stream);
  request.cursor = raw(in.text());
  request.params = raw(in.text());
  request.max_docs = in.get<std::uint32_t>();

  Stage stage(call);
  fw_pull_out out{};
  out.ctx = &stage;
  out.emit = [](const fw_pull_out* to, const fw_doc* document) { return of(to).emit(*document); };
  out.reject = [](const fw_pull_out* to, fw_str bytes, fw_str schema, const fw_error* error) {
    return of(to).reject(bytes, schema, error);
  };
  out.progress = [](const fw_pull_out* to, std::int64_t done, std::int64_t total) { return of(to).progress(done, total); };
  out.checkpoint = [](const fw_pull_out* to, fw_str cursor) { return of(to).checkpoint(cursor); };
  const auto rc = guarded(call, [&] { return (*pull)->pull(instance.channel(), call.raw(), &request, &out); });
  if (rc == FW_OK && stream == kHookStream && stage.uncommitted() > 0)
    stage.checkpoint({});  // a delivery has no cursor to propose
  tail.put(stage.uncommitted());
  return stage.broken() ? call.outcome(rc) : stage.broken();
}

}  // namespace fairway::plugins

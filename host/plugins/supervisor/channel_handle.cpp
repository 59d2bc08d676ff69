#include "host/plugins/supervisor/channel_handle.hpp"

#include "host/base/text.hpp"

namespace fairway::plugins {
namespace {

// Gathers what a pull stages and hands it to the sink at each checkpoint.
class Committer {
 public:
  explicit Committer(PullSink& sink) : sink_(sink) {}

  void take(const Letter& letter, Generation& worker, const Pending& call) {
    Reader in(letter.body);
    switch (letter.kind) {
      case Kind::documents: return documents(in);
      case Kind::reject: {
        auto raw = in.string(), schema = in.string(), pointer = in.string();
        batch_.rejects.push_back({std::move(raw), std::move(schema), std::move(pointer), in.string()});
        return;
      }
      case Kind::progress: {
        const auto done = in.get<std::int64_t>();
        return sink_.progress(done, in.get<std::int64_t>());
      }
      case Kind::checkpoint: return checkpoint(in, worker, call);
      default: return;
    }
  }
  // State that was written after the last checkpoint is kept by success; documents are not.
  Status finish(std::vector<StateWrite> state) {
    batch_ = {};
    if (state.empty()) return {};
    batch_.state = std::move(state);
    return commit();
  }

 private:
  void documents(Reader& in) {
    const auto count = in.get<std::uint32_t>();
    for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
      auto schema = in.string(), key = in.string();
      batch_.documents.push_back({std::move(schema), std::move(key), in.string()});
    }
  }
  void checkpoint(Reader& in, Generation& worker, const Pending& call) {
    const auto question = in.get<std::uint32_t>();
    batch_.cursor = in.string();
    batch_.state = read_state(in);
    const auto committed = in.ok() ? commit() : Status(fail(FW_E_INTERNAL, "the worker's checkpoint is cut off"));
    Writer answer;
    answer.put(question);
    write(answer, committed);
    answer.text({});
    worker.wire.send(Kind::answer, call.id, answer.view());
  }
  Status commit() try { return sink_.commit(std::exchange(batch_, {})); } catch (const std::exception& error) {
    return fail(FW_E_INTERNAL, fmt::format("committing failed: {}", error.what()));
  }

  PullSink& sink_;
  Batch batch_;
};

void ignore(const Letter&, Generation&, const Pending&) {}

}  // namespace

ChannelHandle::ChannelHandle(std::shared_ptr<Shop> shop, std::shared_ptr<PluginHome> home,
                             std::shared_ptr<InstanceRecord> record)
    : shop_(std::move(shop)), home_(std::move(home)), record_(std::move(record)) {}

ChannelHandle::~ChannelHandle() { home_->close(record_->id); }

Outcome ChannelHandle::run(Verb verb, const std::string& fields, const CallOptions& options,
                           const Caller::OnLetter& on_letter) {
  for (const auto& text : options.personal)
    for (auto* masker : {&shop_->answerer.personal(), &home_->errors->masker()}) masker->learn_token(text);
  return Caller(*shop_, *home_).run(record_, verb, fields, options, on_letter);
}

Status ChannelHandle::open(const CallOptions& options) { return std::move(run(Verb::open, {}, options, ignore).status); }

CallEnd ChannelHandle::pull(const PullRequest& request, PullSink& sink, const CallOptions& options) {
  Writer fields;
  fields.text(request.stream).text(request.cursor).text(request.params).put(request.max_docs);
  Committer committer(sink);
  auto outcome = run(Verb::pull, fields.take(), options, [&](const Letter& letter, Generation& worker, const Pending& call) {
    committer.take(letter, worker, call);
  });
  if (outcome.status) {
    if (const auto lost = Reader(outcome.tail).get<std::uint64_t>(); lost > 0)
      shop_->log->warn("[{} {} {} {}] {} documents or rejects of stream {} came after the last checkpoint and are discarded",
                       record_->spec.plugin, record_->spec.scope, record_->spec.lane, options.trace, lost, request.stream);
    outcome.status = committer.finish(std::move(outcome.state));
  }
  return {std::move(outcome.status), std::move(outcome.findings), {}};
}

PushEnd ChannelHandle::push(const std::vector<PushItem>& items, const CallOptions& options) {
  Writer fields;
  fields.put(static_cast<std::uint32_t>(items.size()));
  for (const auto& item : items)
    fields.put(std::uint32_t{item.maybe_sent ? FW_PUSH_MAYBE_SENT : 0})
        .text(item.document.schema)
        .text(item.document.key)
        .text(item.document.body);
  std::vector<std::optional<PushResult>> known(items.size());
  auto outcome = run(Verb::push, fields.take(), options, [&](const Letter& letter, Generation&, const Pending&) {
    Reader in(letter.body);
    const auto index = in.get<std::uint64_t>();
    auto remote_id = in.string(), answer = in.string();
    auto status = read_status(in);
    if (in.ok() && index < known.size())
      known[index] = PushResult{std::move(status), std::move(remote_id), std::move(answer)};
  });
  const bool handed_over = outcome.in_plugin || !outcome.tail.empty();
  const auto rest = handed_over || outcome.status ? Failure{FW_E_UNAVAILABLE, "outcome unknown"} : outcome.status.error();
  PushEnd end{{std::move(outcome.status), std::move(outcome.findings), std::move(outcome.state)}, {}};
  for (auto& result : known) end.results.push_back(result ? std::move(*result) : PushResult{fail(rest), {}});
  return end;
}

std::vector<Answer> ChannelHandle::decide(std::string_view schema, const std::vector<std::string>& questions,
                                          const CallOptions& options) {
  Writer fields;
  fields.text(schema).put(static_cast<std::uint32_t>(questions.size()));
  for (const auto& question : questions) fields.text(question);
  const auto outcome = run(Verb::decide, fields.take(), options, ignore);
  const auto missing =
      outcome.status ? Failure{FW_E_INTERNAL, "the plugin did not answer this question"} : outcome.status.error();
  std::vector<Answer> answers(questions.size(), fail(missing));
  Reader in(outcome.tail);
  const auto count = outcome.tail.empty() ? 0 : in.get<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    const auto index = in.get<std::uint64_t>();
    auto text = in.string();
    auto status = read_status(in);
    if (index < answers.size()) answers[index] = status ? Answer(std::move(text)) : Answer(fail(status.error()));
  }
  return answers;
}

Result<std::string> ChannelHandle::connect(std::string_view step, const std::string& document, const CallOptions& options) {
  Writer fields;
  fields.text(step).text(document);
  const auto outcome = run(Verb::connect, fields.take(), options, ignore);
  if (!outcome.status) return fail(outcome.status.error());
  return Reader(outcome.tail).string();
}

}  // namespace fairway::plugins

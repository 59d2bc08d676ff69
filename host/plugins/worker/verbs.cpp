#include "host/plugins/worker/verbs.hpp"

#include "host/base/text.hpp"

namespace fairway::plugins {
namespace {

struct Pushing {
  Call& call;
  std::uint64_t count;
};

Status status_of(Call& call, fw_rc rc, const fw_error* error) {
  if (rc >= FW_OK) return {};
  if (!error) return fail(rc, "the plugin gave no reason");
  Failure failure{rc, call.link().masker.mask(printable(view(error->message), 2000)), std::string(view(error->pointer))};
  if (FW_HAS(error, retry_after_ms)) failure.retry_after = Millis(std::max<std::int64_t>(error->retry_after_ms, 0));
  return fail(std::move(failure));
}

// Each result goes out at once: it must be known even if the next document crashes the plugin.
fw_rc push_result(const fw_push_out* out, const fw_push_result* given) {
  auto& pushing = *static_cast<Pushing*>(out->ctx);
  if (given->index >= pushing.count)
    return pushing.call.refused({FW_E_INVALID, "a result for a document that was not given"});
  Writer result;
  result.put(given->index).text(view(given->remote_id)).text(view(given->answer));
  write(result, status_of(pushing.call, given->rc, given->error));
  return pushing.call.link().wire.send(Kind::pushed, pushing.call.id(), result.view()) ? FW_OK : FW_E_CANCELLED;
}

struct Deciding {
  Call& call;
  std::uint64_t questions;
  Writer& tail;
  std::uint32_t count = 0;
};

fw_rc add_answer(const fw_decide_out* out, std::uint64_t index, fw_str text, const Status& status) {
  auto& deciding = *static_cast<Deciding*>(out->ctx);
  if (index >= deciding.questions)
    return deciding.call.refused({FW_E_INVALID, "an answer to a question that was not asked"});
  deciding.tail.put(index).text(view(text));
  write(deciding.tail, status);
  ++deciding.count;
  return FW_OK;
}

}  // namespace

Status run_push(Instance& instance, Call& call, Reader& in, Writer& tail) {
  const auto push = capability<fw_channel_push>(instance, FW_CHANNEL_PUSH);
  if (!push) return fail(push.error());
  std::vector<fw_push_item> items(in.get<std::uint32_t>());
  std::vector<fw_doc> docs(items.size());
  std::vector<const fw_push_item*> pointers(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    items[i] = {sizeof items[i], in.get<std::uint32_t>(), &docs[i]};
    docs[i] = {sizeof docs[i], 0, raw(in.text()), {}, {}};
    docs[i].key = raw(in.text());
    docs[i].body = raw(in.text());
    pointers[i] = &items[i];
  }
  tail.put(std::uint8_t{1});  // from here on a document without a result has an unknown outcome
  Pushing pushing{call, items.size()};
  const fw_push_out out{&pushing, push_result};
  return call.outcome(
      guarded(call, [&] { return (*push)->push(instance.channel(), call.raw(), pointers.data(), items.size(), &out); }));
}

Status run_decide(Instance& instance, Call& call, Reader& in, Writer& tail) {
  const auto place = tail.size();
  tail.put(std::uint32_t{0});
  const auto decide = capability<fw_channel_decide>(instance, FW_CHANNEL_DECIDE);
  if (!decide) return fail(decide.error());
  const auto schema = raw(in.text());
  std::vector<fw_str> questions(in.get<std::uint32_t>());
  for (auto& question : questions) question = raw(in.text());

  Deciding deciding{call, questions.size(), tail};
  fw_decide_out out{};
  out.ctx = &deciding;
  out.answer = [](const fw_decide_out* to, std::uint64_t index, fw_str text) { return add_answer(to, index, text, {}); };
  out.refuse = [](const fw_decide_out* to, std::uint64_t index, const fw_error* error) {
    auto& call_of = static_cast<Deciding*>(to->ctx)->call;
    const auto code = error && error->code < FW_OK ? error->code : FW_E_INTERNAL;
    return add_answer(to, index, {}, status_of(call_of, code, error));
  };
  const auto rc = guarded(call, [&] {
    return (*decide)->decide(instance.channel(), call.raw(), schema, questions.data(), questions.size(), &out);
  });
  tail.count_at(place, deciding.count);
  return call.outcome(rc);
}

Status run_connect(Instance& instance, Call& call, Reader& in, Writer& tail) {
  const auto connect = capability<fw_channel_connect>(instance, FW_CHANNEL_CONNECT);
  if (!connect) return fail(connect.error());
  const auto step = raw(in.text());
  const auto document = raw(in.text());
  std::string answer;
  const fw_sink sink{&answer, [](const fw_sink* to, fw_str bytes) -> fw_rc {
                       *static_cast<std::string*>(to->ctx) += view(bytes);
                       return FW_OK;
                     }};
  const auto rc = guarded(call, [&] { return (*connect)->connect(instance.channel(), call.raw(), step, document, &sink); });
  tail.text(answer);
  return call.outcome(rc);
}

Status run_validate(Link& link, Call& call, Reader& in) {
  const auto settings = raw(in.text());
  return call.outcome(
      guarded(call, [&] { return link.plugin.factory->validate(call.raw(), link.plugin.desc->id, settings); }));
}

}  // namespace fairway::plugins

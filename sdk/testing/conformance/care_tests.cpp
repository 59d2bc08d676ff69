// What must not get out, what must not be kept, and who may be called when.
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <set>
#include <thread>

#include "fairway/documents/registry.hpp"
#include "fairway/pii.hpp"
#include "guard.hpp"
#include "made_up.hpp"
#include "subject.hpp"

namespace fairway::conformance {
namespace {

// All that a plugin let out, with the name of the way.
using Said = std::vector<std::pair<std::string, std::string>>;

void add(Said& to, const testing::Outcome& outcome) {
  for (const auto& one : outcome.failures) to.emplace_back("an error", one.message + " " + one.pointer);
}
void add(Said& to, const testing::TestHost& memory) {
  for (const auto& line : memory.log) {
    to.emplace_back("the log", line.message);
    for (const auto& [key, value] : line.fields) to.emplace_back("the log", value);
  }
  for (const auto& [key, value] : memory.state.values) to.emplace_back("its state", key + "=" + value);
}

// Everything that can be asked of it, the remote well and refusing.
Said talk_with(Subject& subject, std::vector<testing::Document>& documents) {
  Said said;
  for (const int status : {0, 401, 500}) {
    auto memory = subject.host();
    if (status != 0) {
      memory->http = {};
      memory->http.otherwise([=](const HttpRequest&) { return HttpResponse{status, {}, "{}"}; });
    }
    auto instance = subject.start(*memory);
    const auto manifest = subject.manifest();
    for (const auto& stream : manifest.streams) {
      const auto pulled = instance.pull(stream.name);
      add(said, pulled);
      for (const auto& one : pulled.committed) documents.push_back(one), said.emplace_back("a key", one.key);
      for (const auto& cursor : pulled.checkpoints) said.emplace_back("a cursor", cursor);
      for (const auto& reject : pulled.rejects) said.emplace_back("the reason of a reject", reject.why.message);
    }
    for (const auto& push : manifest.pushes) {
      const auto pushed = instance.push_raw(made_up(push.document, 1));
      add(said, pushed);
      for (const auto& result : pushed.results)
        said.emplace_back("a result", result.why.message + " " + result.remote_id + " " + result.answer);
    }
    for (const auto& step : manifest.connects)
      if (step == "verify") {
        const auto connected = instance.connect(step);
        add(said, connected);
        said.emplace_back("an identity", connected.json);
      }
    add(said, *memory);
  }
  return said;
}

void secrets_kept(Subject& subject) {
  std::vector<testing::Document> documents;
  auto said = talk_with(subject, documents);
  for (const auto& one : documents) said.emplace_back("a document", one.body);
  const auto secrets = subject.host()->secrets.values;
  for (const auto& [where, text] : said) {
    demand(text.find("{{secret:") == std::string::npos && text.find("{{basic:") == std::string::npos,
           "the place of a secret stands in " + where + ": " + text.substr(0, 200));
    for (const auto& [name, value] : secrets)
      demand(text.find(value) == std::string::npos, "the secret " + name + " stands in " + where);
  }
}

std::set<std::string> personal_in(const testing::Document& document) {
  std::set<std::string> found;
  with_document_type(document.schema, [&]<class D>() {
    D value;
    JsonError error;
    if (!read_json(document.body, value, error)) return;
    std::string path;
    const auto visit = [&](std::string_view, auto& member) {
      if constexpr (std::is_same_v<std::remove_cvref_t<decltype(member)>, Pii>)
        if (member.text.size() >= 4) found.insert(member.text);
    };
    pii::walk(value, path, visit);
  });
  return found;
}

void pii_kept(Subject& subject) {
  std::vector<testing::Document> documents;
  const auto said = talk_with(subject, documents);
  std::set<std::string> personal;
  for (const auto& one : documents) personal.merge(personal_in(one));
  for (const auto& push : subject.manifest().pushes)
    for (const auto& one : made_up(push.document, 1)) personal.merge(personal_in(one));
  if (personal.empty()) throw Skipped("the conversation speaks of no person");
  for (const auto& [where, text] : said)
    for (const auto& one : personal)
      demand(text.find(one) == std::string::npos, "what is about a person stands in " + where);
}

void no_services(Subject& subject) {
  const std::set<std::string> all{FW_HOST_LOG,    FW_HOST_CLOCK,   FW_HOST_HTTP,   FW_HOST_STATE,
                                  FW_HOST_TOKENS, FW_HOST_SECRETS, FW_HOST_NUMBERS};
  std::vector<std::set<std::string>> lacks{all};
  for (const auto& one : all) lacks.push_back({one});
  for (const auto& without : lacks) {
    auto memory = subject.host();
    memory->without = without;
    fw_channel* channel = nullptr;
    if (!subject.create(*memory, subject.settings(), &channel).ok()) continue;
    testing::Instance instance(*memory, channel);
    if (!instance.start().ok()) continue;
    for (const auto& stream : subject.manifest().streams) {
      const auto pulled = instance.pull(stream.name);
      demand(pulled.code != FW_E_INTERNAL,
             "without " + *without.begin() + " a pull says INTERNAL: " + pulled.cause().message);
    }
    for (const auto& push : subject.manifest().pushes) (void)instance.push_raw(made_up(push.document, 1));
  }
}

// Memory for one object, taken away afterwards.
template <class T>
class LentObject {
 public:
  explicit LentObject(const T& value) : lent_({reinterpret_cast<const char*>(&value), sizeof value}) {}
  const T* get() const noexcept { return reinterpret_cast<const T*>(lent_.str().ptr); }

 private:
  Lent lent_;
};

void pull_lent(testing::TestHost& memory, fw_channel* channel, const std::string& stream) {
  const auto* table = static_cast<const fw_channel_pull*>(channel->query(channel, FW_CHANNEL_PULL));
  if (!table) return;
  testing::Pulled pulled;
  const testing::TestCall call(memory, pulled);
  testing::PullRecorder recorder(memory, pulled);
  const LentObject<fw_pull_out> out(*recorder.raw());
  const LentObject<fw_call> lent_call(*call.raw());
  const Lent name(stream), cursor(""), params("{}");
  const LentObject<fw_pull_request> request({sizeof(fw_pull_request), 0, name.str(), cursor.str(), params.str()});
  recorder.finish(table->pull(channel, lent_call.get(), request.get(), out.get()));
}

void push_lent(testing::TestHost& memory, fw_channel* channel, const testing::Document& document) {
  const auto* table = static_cast<const fw_channel_push*>(channel->query(channel, FW_CHANNEL_PUSH));
  if (!table) return;
  testing::Outcome outcome;
  const testing::TestCall call(memory, outcome);
  const LentObject<fw_call> lent_call(*call.raw());
  const Lent schema(document.schema), key(document.key), body(document.body);
  const LentObject<fw_doc> doc({sizeof(fw_doc), 0, schema.str(), key.str(), body.str()});
  const LentObject<fw_push_item> item({sizeof(fw_push_item), 0, doc.get()});
  const fw_push_item* const pointer = item.get();
  const LentObject<const fw_push_item*> items(pointer);
  const LentObject<fw_push_out> out({nullptr, [](const fw_push_out*, const fw_push_result*) -> fw_rc { return FW_OK; }});
  (void)table->push(channel, lent_call.get(), items.get(), 1, out.get());
}

void pointers_not_kept(Subject& subject) {
  auto memory = subject.host();
  fw_channel* channel = nullptr;
  demand(subject.create(*memory, subject.settings(), &channel).ok(), "create() refuses the sample");
  testing::Instance instance(*memory, channel);
  demand(instance.start().ok(), "start() refuses");
  const auto manifest = subject.manifest();
  for (int round = 0; round < 2; ++round) {
    for (const auto& stream : manifest.streams) pull_lent(*memory, channel, stream.name);
    for (const auto& push : manifest.pushes)
      for (const auto& document : made_up(push.document, 2)) push_lent(*memory, channel, document);
    testing::replay(memory->http, subject.conversation());
  }
  (void)instance.stop();
}

void strands_kept(Subject& subject) {
  auto memory = subject.host();
  GuardedHost guarded(*memory);
  testing::Outcome outcome;
  const testing::TestCall call(*memory, outcome);
  fw_channel* channel = nullptr;
  const auto in_call = [&](auto&& run) {
    guarded.enter();
    run();
    guarded.leave();
  };
  in_call([&] {
    outcome.code =
        subject.factory().create(guarded.raw(), call.raw(), subject.desc().id, view(subject.settings()), &channel);
  });
  demand(outcome.ok() && channel, "create() refuses the sample: " + outcome.cause().message);
  in_call([&] { (void)channel->start(channel, call.raw()); });
  for (const auto& stream : subject.manifest().streams) in_call([&] { pull_lent(*memory, channel, stream.name); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  in_call([&] { (void)channel->stop(channel, call.raw()); });
  guarded.ended();
  std::this_thread::sleep_for(std::chrono::milliseconds(300));  // for a thread that was left behind
  demand(guarded.faults().empty(), guarded.faults());
  channel->destroy(channel);
}

void quiet_log(Subject& subject) {
  const auto stream = subject.stream();
  auto memory = subject.host();
  auto instance = subject.start(*memory);
  memory->log.clear();
  const auto pulled = instance.pull(stream);
  const auto most = 20 + 2 * pulled.committed.size();
  demand(memory->log.size() <= most,
         std::to_string(memory->log.size()) + " lines for " + std::to_string(pulled.committed.size()) + " documents");
}

}  // namespace

void add_care_tests(std::vector<Test>& to) {
  using L = Level;
  to.insert(to.end(), {{"secrets-kept", L::recommended,
                        "No secret and no place of one stands in a log line, an error, a document, a cursor or the state.",
                        "Write settings().key.text() into headers and nowhere else.", secrets_kept},
                       {"pii-kept", L::recommended, "What is about people stands in documents alone.",
                        "Log ids; keys and cursors are the remote's own.", pii_kept},
                       {"no-services", L::recommended, "A host that lacks a service is told UNSUPPORTED, or done without.",
                        "query() may answer NULL.", no_services},
                       {"pointers-not-kept", L::recommended, "Nothing that was handed over is used after the call.",
                        "Copy what is needed later; emit before pull() returns.", pointers_not_kept},
                       {"strands-kept", L::recommended,
                        "The host is called on the call's thread, within the call, and never after stop().",
                        "From threads of your own call [any] functions only, and join them in stop().", strands_kept},
                       {"quiet-log", L::pedantic, "A pull logs at most 20 lines and two for each document.",
                        "Log what an operator acts on; the host counts the rest.", quiet_log}});
}

}  // namespace fairway::conformance

// Pulls against the conversation, a remote that fails, and one that speaks nonsense.
#include <algorithm>
#include <random>
#include <set>
#include <thread>

#include "fairway/documents/registry.hpp"
#include "subject.hpp"

namespace fairway::conformance {
namespace {

using testing::Pulled;

std::string code_text(fw_rc code) {
  static constexpr const char* kNames[] = {"OK",       "INVALID",   "CONFIG",      "UNSUPPORTED", "AUTH",
                                           "REJECTED", "THROTTLED", "UNAVAILABLE", "CANCELLED",   "INTERNAL"};
  return code <= 0 && code >= -9 ? kNames[-code] : std::to_string(code);
}

std::set<std::string> keys(const std::vector<testing::Document>& documents) {
  std::set<std::string> all;
  for (const auto& one : documents) all.insert(one.schema + ' ' + one.key);
  return all;
}

// A stream to try where no conversation is needed.
std::string any_stream(Subject& subject) {
  const auto streams = subject.manifest().streams;
  if (streams.empty()) throw Skipped("it has no stream");
  return subject.has_conversation() ? subject.stream() : streams.front().name;
}

// A plugin that asks for ever is slowed down until its time is over: what it asks is kept in memory.
class Patience {
 public:
  void once() {
    if (++asked_ > kMost) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  void expect_end() const { demand(asked_ <= kMost, "it asked " + std::to_string(asked_) + " times"); }

 private:
  static constexpr int kMost = 1000;
  int asked_ = 0;
};

using Remote = std::function<std::optional<HttpResponse>(const HttpRequest&)>;

// A pull against a remote that answers so. Skipped where it asks nothing.
Pulled pull_from(Subject& subject, const std::string& stream, Remote remote, std::unique_ptr<testing::TestHost>& memory) {
  memory = subject.host();
  memory->http = {};
  memory->http.otherwise(std::move(remote));
  auto instance = subject.start(*memory);
  auto pulled = instance.pull(stream);
  if (memory->http.requests().empty()) throw Skipped("the stream " + stream + " makes no HTTP request");
  return pulled;
}

void http_outcomes(Subject& subject) {
  const auto stream = any_stream(subject);
  const auto expect = [&](const std::string& what, fw_rc wanted, const Remote& remote) {
    std::unique_ptr<testing::TestHost> memory;
    const auto pulled = pull_from(subject, stream, remote, memory);
    demand(pulled.code == wanted, what + " becomes " + code_text(pulled.code) + " and not " + code_text(wanted));
  };
  for (const int status : {401, 403})
    expect("HTTP " + std::to_string(status), FW_E_AUTH, [=](const HttpRequest&) { return HttpResponse{status, {}, ""}; });
  for (const int status : {500, 502, 503})
    expect("HTTP " + std::to_string(status), FW_E_UNAVAILABLE, [=](const HttpRequest&) {
      return HttpResponse{status, {}, ""};
    });
  expect("no answer", FW_E_UNAVAILABLE, [](const HttpRequest&) { return std::nullopt; });
}

void throttling_is_passed_on(Subject& subject) {
  std::unique_ptr<testing::TestHost> memory;
  const auto pulled = pull_from(
      subject, any_stream(subject),
      [](const HttpRequest&) {
        return HttpResponse{429, {{"retry-after", "7"}}, ""};
      },
      memory);
  demand(pulled.code == FW_E_THROTTLED, "HTTP 429 becomes " + code_text(pulled.code));
  demand(memory->clock.mono_ms == 0, "it slept by itself");
  demand(memory->http.requests().size() == 1, "it asked again at once");
  demand(pulled.cause().retry_after_ms == 7000, "it does not say for how long: retry-after is lost");
}

void cancel_returns(Subject& subject) {
  const auto stream = any_stream(subject);
  for (int after = 0; after < 12; ++after) {
    auto memory = subject.host();
    auto instance = subject.start(*memory);
    memory->cancel_after(after);
    const auto pulled = instance.pull(stream);
    const auto asked = memory->http.requests().size();
    if (!memory->cancelled() && pulled.ok()) break;  // it was done before
    if (pulled.code == FW_E_UNSUPPORTED || pulled.code == FW_E_INVALID) throw Skipped("the stream needs parameters");
    demand(pulled.code == FW_E_CANCELLED || (pulled.ok() && asked == 0) || !memory->cancelled(),
           "asked to stop after " + std::to_string(after) + " calls of the host it ends with " + code_text(pulled.code));
  }
}

void deadline_honoured(Subject& subject) {
  const auto stream = any_stream(subject);
  for (const std::chrono::milliseconds time : {std::chrono::milliseconds(0), std::chrono::milliseconds(5000)}) {
    auto memory = subject.host();
    memory->http = {};
    Patience asked;
    memory->http.otherwise([&](const HttpRequest&) {
      memory->clock.advance(std::chrono::seconds(1));
      asked.once();
      return HttpResponse{503, {}, ""};
    });
    auto instance = subject.start(*memory);
    memory->deadline = time;
    const auto from = memory->clock.mono_ms;
    (void)instance.pull(stream);
    demand(memory->clock.mono_ms - from <= time.count() + 30'000, "it goes on after its time is over");
  }
}

void checkpoints_move_on(Subject& subject) {
  const auto stream = subject.stream();
  auto memory = subject.host();
  auto instance = subject.start(*memory);
  std::vector<std::string> cursors;
  const auto follow = [&](const Pulled& pulled) {
    for (const auto& cursor : pulled.checkpoints) {
      if (!cursors.empty() && cursors.back() == cursor) continue;
      demand(std::find(cursors.begin(), cursors.end(), cursor) == cursors.end(), "it goes back to the cursor " + cursor);
      cursors.push_back(cursor);
    }
  };
  const auto first = instance.pull(stream);
  follow(first);
  if (cursors.empty() || cursors.back().empty()) throw Skipped("it makes no checkpoint with a cursor");
  follow(instance.pull(stream, cursors.back()));
}

void resume_loses_nothing(Subject& subject) {
  const auto stream = subject.stream();
  std::set<std::string> whole;
  {
    auto memory = subject.host();
    auto instance = subject.start(*memory);
    whole = keys(instance.pull(stream).committed);
  }
  for (int after = 1; after < 200; ++after) {
    auto memory = subject.host();
    std::set<std::string> seen;
    std::string cursor;
    {
      auto instance = subject.start(*memory);
      memory->cancel_after(after);
      const auto cut = instance.pull(stream);
      if (!memory->cancelled()) return;
      seen = keys(cut.committed), cursor = cut.cursor();
    }
    auto later = subject.host();
    later->state = memory->state;
    auto instance = subject.start(*later);
    for (const auto& key : keys(instance.pull(stream, cursor).committed)) seen.insert(key);
    for (const auto& key : whole)
      demand(seen.contains(key), "stopped after " + std::to_string(after) + " calls of the host and resumed at \"" + cursor +
                                     "\" it never brings " + key);
  }
}

void future_cursor(Subject& subject) {
  const auto stream = subject.stream();
  for (const char* cursor : {"9999-12-31T23:59:59Z", "99999999999", "made-up-by-nobody", "{\"made\":\"up\"}"}) {
    auto memory = subject.host();
    Patience asked;
    const auto talk = std::make_shared<testing::Conversation>(subject.conversation());
    memory->http.otherwise([&asked, talk](const HttpRequest& request) -> std::optional<HttpResponse> {
      asked.once();
      const auto* said = talk->next(request.method, request.url, request.body);
      if (!said || !said->response) return std::nullopt;
      return HttpResponse{static_cast<int>(said->response->status), {}, said->response->bytes()};
    });
    auto instance = subject.start(*memory);
    const auto pulled = instance.pull(stream, cursor);
    asked.expect_end();
    demand(pulled.code != FW_E_INTERNAL,
           std::string("over the cursor ") + cursor + " it says INTERNAL: " + pulled.cause().message);
  }
}

void documents_are_valid(Subject& subject) {
  auto memory = subject.host();
  const auto pulled = subject.pull(*memory);
  for (const auto& problem : pulled.problems) throw Convicted(problem);
  for (const auto& document : pulled.committed) {
    demand(!document.key.empty(), "a document has no key");
    const bool known = with_document_type(document.schema, [&]<class D>() {
      D read;
      JsonError error;
      demand(read_json(document.body, read, error),
             document.schema + ' ' + document.key + ": " + error.message + " at " + error.pointer);
    });
    demand(known, "nobody knows documents of " + document.schema);
  }
}

// The second object of the outermost list of objects becomes one of nothing known.
std::string with_bad_row(const std::string& body) {
  const auto view_of = [](const std::string& text) {
    try {
      return JsonView::parse(text);
    } catch (const JsonError&) { return JsonView(); }
  };
  const auto whole = view_of(body);
  for (const auto& [name, value] : whole.members())
    if (const auto rows = value.items(); rows.size() > 1 && rows[0].is_object()) {
      const auto at = static_cast<std::size_t>(rows[1].raw().data() - body.data());
      return std::string(body).replace(at, rows[1].raw().size(), R"({"made":["up"]})");
    }
  return {};
}

// What a conversation holds may be odd, but no row of it ends a pull.
void expect_no_end(Subject& subject) {
  for (const auto& stream : subject.manifest().streams) {
    auto memory = subject.host();
    auto instance = subject.start(*memory);
    const auto pulled = instance.pull(stream.name);
    demand(memory->http.requests().empty() || (pulled.code != FW_E_REJECTED && pulled.code != FW_E_INTERNAL),
           stream.name + ": the conversation ends it with " + code_text(pulled.code) + " " + pulled.cause().message);
  }
}

void rejects_not_throws(Subject& subject) {
  if (!subject.has_conversation()) throw Skipped("there is no conversation (--conversation): what its remote answers");
  expect_no_end(subject);
  const auto stream = subject.stream();
  std::size_t whole = 0;
  {
    auto memory = subject.host();
    auto instance = subject.start(*memory);
    whole = instance.pull(stream).committed.size();
  }
  auto talk = subject.conversation();
  bool changed = false;
  for (auto& exchange : talk)
    if (exchange.response && !changed)
      if (auto body = with_bad_row(exchange.response->body); !body.empty()) exchange.response->body = body, changed = true;
  if (!changed) throw Skipped("no answer of the conversation has a list of two objects");
  auto memory = subject.host();
  testing::replay(memory->http, talk);
  auto instance = subject.start(*memory);
  const auto pulled = instance.pull(stream);
  demand(pulled.ok(), "one row that cannot be read ends the pull: " + code_text(pulled.code) + " " + pulled.cause().message);
  demand(pulled.committed.size() + 1 >= whole, "of " + std::to_string(whole) + " documents " +
                                                   std::to_string(pulled.committed.size()) + " are left beside one bad row");
}

void garbage_in(Subject& subject) {
  const auto stream = any_stream(subject);
  std::mt19937_64 random(subject.options().seed);
  std::vector<std::string> bodies{
      "", "{}", "[]", "null", "true", "\"text\"", "<html>", "{\"a\":", std::string(5000, '['), "\xFF\xFE"};
  for (const auto& exchange : subject.conversation()) {
    if (!exchange.response || exchange.response->body.empty()) continue;
    const auto& body = exchange.response->body;
    bodies.push_back(body.substr(0, random() % body.size()));
    for (int i = 0; i < 4; ++i) {
      auto one = body;
      for (int k = 0; k < 3; ++k) one[random() % one.size()] = static_cast<char>(random() % 128);
      bodies.push_back(one);
    }
  }
  for (const auto& body : bodies)
    for (const int status : {200, 204, 404}) {
      Patience asked;
      std::unique_ptr<testing::TestHost> memory;
      const auto pulled = pull_from(
          subject, stream,
          [&](const HttpRequest&) {
            asked.once();
            return HttpResponse{status, {{"content-type", "application/json"}}, body};
          },
          memory);
      asked.expect_end();
      demand(pulled.code != FW_E_INTERNAL,
             "over the answer \"" + body.substr(0, 80) + "\" it says INTERNAL: " + pulled.cause().message);
    }
}

void nothing_escapes(Subject& subject) {
  const auto stream = any_stream(subject);
  try {
    for (const int status : {200, 400, 401, 404, 429, 500}) {
      std::unique_ptr<testing::TestHost> memory;
      (void)pull_from(
          subject, stream,
          [=](const HttpRequest&) {
            return HttpResponse{status, {}, "no json"};
          },
          memory);
    }
    std::unique_ptr<testing::TestHost> memory;
    (void)pull_from(
        subject, stream, [](const HttpRequest&) { return std::nullopt; }, memory);
  } catch (const Skipped&) { throw; } catch (const Convicted&) {
    throw;
  } catch (const std::exception& error) {
    throw Convicted(std::string("an exception crosses the boundary: ") + error.what());
  } catch (...) { throw Convicted("something that is no std::exception crosses the boundary"); }
}

}  // namespace

void add_pull_tests(std::vector<Test>& to) {
  using L = Level;
  to.insert(to.end(),
            {{"nothing-escapes", L::core, "No exception crosses the boundary, whatever the remote answers.",
              "Write against fairway/plugin.hpp, which catches them, or guard each function.", nothing_escapes},
             {"http-outcomes", L::recommended, "401 and 403 become AUTH, 5xx and no answer UNAVAILABLE.",
              "check(response) does so; the code is the host's next step.", http_outcomes},
             {"throttling-is-passed-on", L::recommended,
              "429 becomes THROTTLED with the remote's retry-after, and nothing is slept.",
              "Throw Error::throttled with it: the host knows when to come back.", throttling_is_passed_on},
             {"cancel-returns", L::recommended, "Asked to stop it ends with CANCELLED.",
              "call.check() in loops; pass CANCELLED of the host on.", cancel_returns},
             {"deadline-honoured", L::recommended, "It ends when its time is over.", "Do not retry: the host does.",
              deadline_honoured},
             {"checkpoints-move-on", L::recommended, "A cursor never goes back to an earlier one.",
              "The cursor is the remote's own mark, not where a loop is.", checkpoints_move_on},
             {"resume-loses-nothing", L::recommended,
              "Stopped anywhere and resumed at the last checkpoint, a pull brings all documents.",
              "Checkpoint a page after all of it was emitted.", resume_loses_nothing},
             {"future-cursor", L::recommended,
              "A cursor that the remote does not know ends the pull in a way that the host understands.",
              "Throw REJECTED or begin anew; never wait for it.", future_cursor},
             {"documents-are-valid", L::recommended, "What it emits are documents of the SDK, each with a key.",
              "Emit the typed documents.", documents_are_valid},
             {"rejects-not-throws", L::recommended, "One row that cannot be read leaves its neighbours alone.",
              "out.reject(raw, schema, error), and go on.", rejects_not_throws},
             {"garbage-in", L::recommended, "Answers that are nonsense end in an error, not in a crash or in INTERNAL.",
              "Read answers with the codec; a JsonError is UNAVAILABLE.", garbage_in}});
}

}  // namespace fairway::conformance

// Pushes and decisions of documents that are made up.
#include <algorithm>
#include <set>

#include "made_up.hpp"
#include "subject.hpp"

namespace fairway::conformance {
namespace {

using testing::Pushed;

// The conversation where it knows the request, else 200 and an empty object.
std::unique_ptr<testing::TestHost> obliging_host(Subject& subject) {
  auto memory = subject.host();
  const auto talk = std::make_shared<testing::Conversation>(subject.conversation());
  memory->http.otherwise([talk](const HttpRequest& request) -> std::optional<HttpResponse> {
    const auto* said = talk->next(request.method, request.url, request.body);
    if (!said) return HttpResponse{200, {{"content-type", "application/json"}}, "{}"};
    if (!said->response) return std::nullopt;
    return HttpResponse{static_cast<int>(said->response->status), {}, said->response->bytes()};
  });
  return memory;
}

std::vector<std::string> pushable(Subject& subject) {
  std::vector<std::string> all;
  for (const auto& push : subject.manifest().pushes)
    if (!made_up(push.document, 1).empty()) all.push_back(push.document);
  if (all.empty()) throw Skipped("it takes no document that can be made up");
  return all;
}

void results_complete(Subject& subject) {
  for (const auto& schema : pushable(subject)) {
    auto memory = obliging_host(subject);
    auto instance = subject.start(*memory);
    const auto pushed = instance.push_raw(made_up(schema, 3));
    for (const auto& problem : pushed.problems) throw Convicted(schema + ": " + problem);
    if (!pushed.ok()) continue;  // all of it failed, and says so
    for (std::size_t i = 0; i < pushed.results.size(); ++i)
      demand(pushed.results[i].given, schema + ": document " + std::to_string(i) + " of 3 gets no result");
  }
}

std::string idempotency_key(const HttpRequest& request) {
  for (const auto& [name, value] : request.headers) {
    std::string lower = name;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
    if (lower.find("idempotency") != std::string::npos) return value;
  }
  return {};
}

// Is `again` a way to repeat `first` that does no harm?
bool is_safe_repeat(const std::vector<HttpRequest>& first, const std::vector<HttpRequest>& again) {
  for (const auto& request : again) {
    if (request.method != "POST") return true;  // it looks, or says what shall be
    const auto before = std::find_if(first.begin(), first.end(),
                                     [&](const auto& one) { return one.method == "POST" && one.url == request.url; });
    if (before == first.end()) return true;  // it asks something else first
    const auto key = idempotency_key(request);
    if (!key.empty()) return key == idempotency_key(*before);
    if (request.body != before->body) return false;
  }
  return true;
}

void push_repeats_alike(Subject& subject) {
  for (const auto& schema : pushable(subject)) {
    auto memory = obliging_host(subject);
    auto instance = subject.start(*memory);
    const auto documents = made_up(schema, 1);
    (void)instance.push_raw(documents);
    const auto first = memory->http.requests();
    if (first.empty()) continue;
    auto fresh = obliging_host(subject);
    memory->http = fresh->http;
    (void)instance.push_raw(documents, true);
    demand(is_safe_repeat(first, memory->http.requests()),
           schema + ": told that it may have been sent, it creates it again without looking and without the same key");
  }
}

std::vector<std::string> decisions(Subject& subject) {
  std::vector<std::string> all;
  for (const auto& schema : subject.manifest().decides)
    if (!made_up_questions(schema, 1).empty()) all.push_back(schema);
  if (all.empty()) throw Skipped("it decides nothing that can be asked");
  return all;
}

std::vector<std::string> answers(const testing::Decided& decided) {
  std::vector<std::string> all;
  for (const auto& one : decided.answers) all.push_back(one.json.empty() ? "refused: " + one.refusal.message : one.json);
  return all;
}

void decide_is_pure(Subject& subject) {
  for (const auto& schema : decisions(subject)) {
    const auto questions = made_up_questions(schema, 5);
    auto memory = obliging_host(subject), other_memory = obliging_host(subject);
    auto one = subject.start(*memory), other = subject.start(*other_memory);
    const auto before = memory->http.requests().size();
    const auto first = answers(one.decide_raw(schema, questions));
    demand(memory->http.requests().size() == before, schema + ": it asks the remote before it answers");
    demand(answers(one.decide_raw(schema, questions)) == first, schema + ": the same question is answered otherwise");
    demand(answers(other.decide_raw(schema, questions)) == first, schema + ": another instance answers otherwise");
    auto reversed = questions;
    std::reverse(reversed.begin(), reversed.end());
    auto back = answers(one.decide_raw(schema, reversed));
    std::reverse(back.begin(), back.end());
    demand(back == first, schema + ": the order of the questions changes answers");
  }
}

void decide_answers_all(Subject& subject) {
  for (const auto& schema : decisions(subject)) {
    auto memory = obliging_host(subject);
    auto instance = subject.start(*memory);
    const auto decided = instance.decide_raw(schema, made_up_questions(schema, 5));
    demand(decided.ok(), schema + ": it refuses all of the call: " + decided.cause().message);
    for (std::size_t i = 0; i < decided.answers.size(); ++i)
      demand(!decided.answers[i].json.empty() || decided.answers[i].refusal.code < 0,
             schema + ": question " + std::to_string(i) + " of 5 is neither answered nor refused");
  }
}

}  // namespace

void add_push_tests(std::vector<Test>& to) {
  using L = Level;
  to.insert(to.end(),
            {{"results-complete", L::recommended, "Each pushed document gets one result.",
              "results.accepted or results.failed for every item; one without counts as unknown and comes again.",
              results_complete},
             {"push-repeats-alike", L::recommended, "What may have been sent is looked for, or sent with the same key.",
              "On item.maybe_sent ask the remote first, or send item.key as its idempotency key.", push_repeats_alike},
             {"decide-is-pure", L::recommended, "The same question has the same answer, without asking anybody.",
              "Answer from the question and the settings alone.", decide_is_pure},
             {"decide-answers-all", L::recommended, "Each question is answered or refused.",
              "Throw for one that cannot be answered.", decide_answers_all}});
}

}  // namespace fairway::conformance

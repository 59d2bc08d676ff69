// The life of a channel, and what it leaves behind.
#include <unistd.h>

#include <chrono>
#include <functional>
#include <thread>

#include "subject.hpp"

namespace fairway::conformance {
namespace {

using testing::Instance;
using testing::Outcome;

constexpr int kWarm = 20, kRounds = 40;

void expect_ok(const char* step, const Outcome& outcome) {
  demand(outcome.ok(), std::string(step) + " refuses: " + outcome.cause().message);
}

// Steps by their first letter: start, quiesce, resume, stop (t).
void live(Subject& subject, std::string_view path) {
  auto memory = subject.host();
  fw_channel* channel = nullptr;
  expect_ok("create()", subject.create(*memory, subject.settings(), &channel));
  for (const char step : path) {
    Outcome outcome;
    const testing::TestCall call(*memory, outcome);
    const auto run = step == 's'   ? channel->start
                     : step == 'q' ? channel->quiesce
                     : step == 'r' ? channel->resume
                                   : channel->stop;
    outcome.code = run(channel, call.raw());
    expect_ok(step == 's' ? "start()" : step == 'q' ? "quiesce()" : step == 'r' ? "resume()" : "stop()", outcome);
  }
  channel->destroy(channel);
}

void lifecycle_paths(Subject& subject) {
  for (const auto* path : {"", "t", "st", "stt", "sqt", "sqrt", "sqrqt", "stst", "tst", "sqtst"}) live(subject, path);
}

// A channel that has worked a little, where a conversation lets it.
void work(Subject& subject, testing::TestHost& memory, Instance& instance) {
  for (const auto& stream : subject.manifest().streams) (void)instance.pull(stream.name);
  (void)memory;
}

void stop_returns(Subject& subject) {
  auto memory = subject.host();
  auto instance = subject.start(*memory);
  if (subject.has_conversation()) work(subject, *memory, instance);
  expect_ok("stop()", instance.stop());
}

void threads_joined(Subject& subject) {
  subject.desc();
  const auto before = threads();
  {
    auto memory = subject.host();
    auto instance = subject.start(*memory);
    if (subject.has_conversation()) work(subject, *memory, instance);
    expect_ok("stop()", instance.stop());
    demand(threads() <= before, "a thread runs on after stop()");
  }
  demand(threads() <= before, "a thread runs on after destroy()");
}

// Grows each round of two halves alike: what the heap keeps by itself does not.
void expect_flat(const std::function<void()>& round, const std::string& of_what) {
  for (int i = 0; i < kWarm; ++i) round();
  const auto files = open_descriptors();
  const auto first = bytes_in_use();
  for (int i = 0; i < kRounds; ++i) round();
  const auto second = bytes_in_use();
  for (int i = 0; i < kRounds; ++i) round();
  const auto third = bytes_in_use();
  constexpr std::size_t kLeast = kRounds * 16;
  demand(!(second >= first + kLeast && third >= second + kLeast),
         "memory grows by " + std::to_string((third - first) / (2 * kRounds)) + " bytes with each " + of_what);
  demand(open_descriptors() <= files, "descriptors stay open, one or more for each " + of_what);
}

void no_growth(Subject& subject) {
  subject.settings();
  expect_flat(
      [&] {
        auto memory = subject.host();
        (void)subject.start(*memory);
      },
      "channel");
}

void no_growth_in_calls(Subject& subject) {
  const auto name = subject.stream();
  auto memory = subject.host();
  auto instance = subject.start(*memory);
  const auto fresh = subject.host();
  expect_flat(
      [&] {
        memory->http = fresh->http;
        memory->log.clear();
        testing::replay(memory->http, subject.conversation());
        (void)instance.pull(name);
      },
      "call");
}

}  // namespace

void add_life_tests(std::vector<Test>& to) {
  using L = Level;
  to.insert(to.end(), {{"lifecycle-paths", L::core,
                        "Every legal way through the life of a channel works: stop twice, stop before start, start again.",
                        "stop() undoes what was done and no more; destroy() may follow create().", lifecycle_paths},
                       {"stop-returns", L::core, "stop() returns.", "Wake what waits, then join it.", stop_returns},
                       {"threads-joined", L::core, "No thread outlives stop().",
                        "Join in stop(); start threads in start() alone.", threads_joined},
                       {"no-growth", L::core, "A hundred channels leave no memory and no descriptor behind.",
                        "Run it under AddressSanitizer with leak detection.", no_growth},
                       {"no-growth-in-calls", L::pedantic, "A hundred pulls leave no memory behind.",
                        "Caches have an end; run it under AddressSanitizer.", no_growth_in_calls}});
}

}  // namespace fairway::conformance

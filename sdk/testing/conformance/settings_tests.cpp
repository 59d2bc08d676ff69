// Settings: those of the sample, and bad ones.
#include <thread>

#include "subject.hpp"

namespace fairway::conformance {
namespace {

using testing::Outcome;

bool finds_nothing(const Outcome& outcome) { return outcome.ok() && outcome.failures.empty(); }

std::string said(const Outcome& outcome) {
  std::string all = std::to_string(outcome.code);
  for (const auto& one : outcome.failures) all += "|" + std::to_string(one.code) + " " + one.pointer + " " + one.message;
  return all;
}

// The sample with one member left out, or of another kind, and texts that are no settings.
std::vector<std::string> bad_settings(Subject& subject) {
  std::vector<std::string> all{"{}", R"({"no-such-setting":1})"};
  const auto members = JsonView::parse(subject.settings()).members();
  const auto without = [&](const std::string& name, const std::string& instead) {
    std::string out = "{";
    for (const auto& [member, value] : members) {
      if (member == name && instead.empty()) continue;
      if (out.size() > 1) out += ',';
      json::append_string(out, member);
      out += ':' + (member == name ? instead : std::string(value.raw()));
    }
    return out + "}";
  };
  for (const auto& [name, value] : members)
    for (const char* instead : {"", R"([["made","up"]])", R"("")", R"("\u0001 made up ://")", "-1"})
      all.push_back(without(name, instead));
  return all;
}

void sample_settings(Subject& subject) {
  const auto outcome = subject.validate(subject.settings());
  demand(finds_nothing(outcome), "validate() refuses them: " + said(outcome));
  auto memory = subject.host();
  (void)subject.start(*memory);
}

void validate_is_pure(Subject& subject) {
  subject.desc();
  auto tried = bad_settings(subject);
  tried.push_back(subject.settings());
  tried.resize(std::min<std::size_t>(tried.size(), 20));
  tried.push_back(subject.settings());
  std::vector<std::string> first;
  for (const auto& one : tried) {
    first.push_back(said(subject.validate(one)));
    const auto at_once = said(subject.validate(one));
    demand(at_once == first.back(), "the same settings are found otherwise: first " + first.back() + ", then " + at_once);
  }
  std::string differs;
  std::mutex mutex;
  const auto again = [&] {
    for (int round = 0; round < 3; ++round)
      for (std::size_t i = 0; i < tried.size(); ++i)
        if (const auto now = said(subject.validate(tried[i])); now != first[i]) {
          std::scoped_lock lock(mutex);
          differs = "first " + first[i] + ", later " + now;
        }
  };
  std::thread other(again);
  again();
  other.join();
  demand(differs.empty(), "the same settings are found otherwise: " + differs);
}

void validate_names_the_place(Subject& subject) {
  for (const auto& settings : bad_settings(subject)) {
    const auto outcome = subject.validate(settings);
    if (finds_nothing(outcome)) continue;
    demand(!outcome.failures.empty(), "it refuses without a word: " + settings);
    for (const auto& one : outcome.failures)
      demand(!one.pointer.empty(), "\"" + one.message + "\" names no place in " + settings);
  }
}

void create_refuses_bad_settings(Subject& subject) {
  auto tried = bad_settings(subject);
  tried.emplace_back("[1, 2]"), tried.emplace_back("nonsense"), tried.emplace_back("");
  for (const auto& settings : tried) {
    auto memory = subject.host();
    fw_channel* const mark = reinterpret_cast<fw_channel*>(&memory);
    fw_channel* channel = mark;
    const auto made = subject.create(*memory, settings, &channel);
    if (made.ok()) {
      demand(channel != mark && channel != nullptr, "create() succeeds and gives no channel: " + settings);
      demand(finds_nothing(subject.validate(settings)), "create() takes what validate() refuses: " + settings);
      channel->destroy(channel);
    } else {
      demand(channel == mark, "create() fails and leaves something in *out: " + settings);
      demand(!made.failures.empty(), "create() refuses without a word: " + settings);
    }
  }
}

// The sample with the hosts of its URLs exchanged.
std::string elsewhere(const std::string& settings) {
  std::string out = settings;
  for (auto at = out.find("://"); at != std::string::npos; at = out.find("://", at + 3)) out.insert(at + 3, "other-");
  return out;
}

void instances_apart(Subject& subject) {
  const auto name = subject.stream();
  const auto other_settings = elsewhere(subject.settings());
  if (other_settings == subject.settings()) throw Skipped("no setting is a URL");
  auto memory = subject.host(), other_memory = subject.host();
  auto one = subject.start(*memory);
  const auto alone = one.pull(name);
  {
    fw_channel* channel = nullptr;
    if (!subject.create(*other_memory, other_settings, &channel).ok()) throw Skipped("it takes no other URL");
    testing::Instance other(*other_memory, channel);
    demand(other.start().ok(), "a second instance does not start");
    (void)other.pull(name);
    (void)other.stop();
  }
  for (const auto& request : memory->http.requests())
    demand(request.url.find("://other-") == std::string::npos, "one instance asks the other's remote: " + request.url);
  auto again = subject.host();
  memory->http = again->http;
  const auto beside = one.pull(name);
  demand(beside.code == alone.code, "it pulls otherwise since another instance was there: " + beside.cause().message);
  for (const auto& request : memory->http.requests())
    demand(request.url.find("://other-") == std::string::npos, "one instance asks the other's remote: " + request.url);
}

}  // namespace

void add_settings_tests(std::vector<Test>& to) {
  using L = Level;
  to.insert(to.end(), {{"sample-settings", L::core, "The sample's settings are valid, and a channel starts with them.",
                        "The sample is what operators copy: keep it right.", sample_settings},
                       {"validate-is-pure", L::core, "validate() finds the same each time, on any thread.",
                        "No I/O, no state, no static variable in it.", validate_is_pure},
                       {"validate-names-the-place", L::core, "What validate() finds names the setting by a JSON pointer.",
                        "Give Error a pointer: \"/url\".", validate_names_the_place},
                       {"create-refuses-bad-settings", L::core,
                        "create() refuses what validate() refuses, in words, and leaves *out alone.",
                        "Read the settings the same way in both.", create_refuses_bad_settings},
                       {"instances-apart", L::core, "Two instances with other settings do not know of each other.",
                        "Keep everything in the channel: no static, no global.", instances_apart}});
}

}  // namespace fairway::conformance

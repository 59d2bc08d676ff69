#include "host/engine/judge.hpp"

#include "fairway/json.hpp"
#include "host/base/at_once.hpp"
#include "host/base/text.hpp"
#include "host/base/walk.hpp"
#include "host/engine/places.hpp"
#include "host/engine/questions.hpp"

namespace fairway::engine {
namespace {

using config::Findings;
using config::Severity;
using plugins::Answer;

constexpr Millis kPolicyDeadline = std::chrono::seconds(2);
constexpr std::size_t kQuestionsAtOnce = 50;
constexpr std::size_t kAskers = 8, kFewAccounts = 16;

using Verdicts = std::map<std::string, Findings>;  // by key in the snapshot

void check_settings(const config::Settings& settings, const std::string& path, const config::Place& place, Severity severity,
                    plugins::Supervisor& supervisor, Findings& out) {
  for (const auto& failure : supervisor.validate(settings.plugin, settings.values))
    out.push_back({severity, place_at(settings.places, failure.pointer, place),
                   path + (failure.pointer.empty() ? "" : "." + dotted(failure.pointer)), printable(failure.message)});
}

// The plugins' own checks. What no enabled store needs is a warning.
Findings check_plugins(const config::Account& account, const Catalogue& catalogue, plugins::Supervisor& supervisor) {
  Findings out;
  const bool active =
      std::any_of(account.stores.begin(), account.stores.end(), [](const auto& store) { return store.enabled; });
  const auto grave = [](bool error) { return error ? Severity::error : Severity::warning; };
  for (const auto& store : account.stores)
    if (catalogue.find(store.settings.plugin))
      check_settings(store.settings, "stores." + store.nickname + ".settings", store.place, grave(store.enabled), supervisor,
                     out);
  for (const auto& warehouse : account.warehouses)
    if (catalogue.find(warehouse.settings.plugin))
      check_settings(warehouse.settings, "warehouses." + warehouse.name + ".settings", warehouse.place, grave(active),
                     supervisor, out);
  if (account.shipping && catalogue.find(account.shipping->plugin))
    check_settings(*account.shipping, "shipping.settings", account.place, grave(active), supervisor, out);
  return out;
}

// Nearly all of it is waiting for the workers' answers.
void check_each(const config::Snapshot& proposed, const std::set<std::string>& names, const Catalogue& catalogue,
                plugins::Supervisor& supervisor, Verdicts& verdicts) {
  std::vector<std::pair<const config::Account*, Findings*>> all;
  for (const auto& name : names) all.emplace_back(proposed.accounts.at(name).get(), &verdicts[name]);
  at_once(all.size(), kAskers, kFewAccounts,
          [&](std::size_t i) { *all[i].second = check_plugins(*all[i].first, catalogue, supervisor); });
}

Findings refusal(const config::Account& account, const std::string& policy, const std::string& why) {
  return {{Severity::error, place_of(account, "policies"), "policies",
           fmt::format("the policy \"{}\" could not judge this account, so it is refused: {}", policy, printable(why))}};
}

// An object with findings, or with nothing at all, is an answer (the codec leaves an empty list out); anything else is not.
bool is_answer(const Result<json::value>& parsed) {
  const auto* members = parsed ? parsed->if_object() : nullptr;
  if (!members) return false;
  const auto* list = members->if_contains("findings");
  return list ? list->is_array() && members->size() == 1 : members->empty();
}

Findings read_answer(const config::Account& account, const std::string& policy, const Answer& answer) {
  if (!answer) return refusal(account, policy, answer.error().message);
  const auto parsed = parse_json(*answer);
  PolicyAnswer said;
  JsonError error;
  if (!is_answer(parsed) || !read_json(*answer, said, error))
    return refusal(account, policy, "its answer is not a policy's answer");
  Findings out;
  for (const auto& finding : said.findings)
    out.push_back({finding.severity == "warning" ? Severity::warning : Severity::error, place_of(account, finding.path),
                   printable(finding.path), printable(finding.message)});
  return out;
}

std::vector<Answer> ask(plugins::Channel& channel, const std::vector<std::string>& questions) {
  plugins::CallOptions options;
  options.deadline = kPolicyDeadline;
  options.interactive = true;
  options.trace = "policy";
  auto answers = channel.decide(PolicyQuestion::kSchema, questions, options);
  answers.resize(questions.size(), fail(FW_E_INTERNAL, "no answer"));
  return answers;
}

// Many accounts in one call; those left without an answer are asked about alone, so that one that the policy cannot bear
// is refused alone.
std::vector<Answer> ask_each(plugins::Channel& channel, const std::vector<std::string>& questions) {
  std::vector<Answer> all;
  for (std::size_t from = 0; from < questions.size(); from += kQuestionsAtOnce) {
    const auto to = std::min(from + kQuestionsAtOnce, questions.size());
    const std::vector<std::string> some(questions.begin() + static_cast<std::ptrdiff_t>(from),
                                        questions.begin() + static_cast<std::ptrdiff_t>(to));
    auto answers = ask(channel, some);
    for (std::size_t i = 0; i < some.size(); ++i) {
      if (!answers[i] && some.size() > 1) answers[i] = ask(channel, {some[i]}).front();
      all.push_back(std::move(answers[i]));
    }
  }
  return all;
}

struct Judged {
  std::string key;
  const config::Account* account;
};

void ask_policy(const std::string& policy, const std::vector<Judged>& accounts, const Holders& holders,
                const config::Snapshot& proposed, const config::Snapshot* running, const Catalogue& catalogue,
                plugins::Supervisor& supervisor, Verdicts& verdicts) {
  const auto add = [&](const Judged& judged, Findings findings) {
    for (auto& finding : findings) finding.message = config::masked(std::move(finding.message), judged.account->hidden);
    auto& all = verdicts[judged.key];
    all.insert(all.end(), findings.begin(), findings.end());
  };
  if (!catalogue.find(policy)) {
    for (const auto& judged : accounts) add(judged, refusal(*judged.account, policy, "no such plugin was found"));
    return;
  }
  std::vector<std::string> questions;
  for (const auto& judged : accounts) {
    const auto* before = running ? config::predecessor(*running, proposed, *judged.account) : nullptr;
    questions.push_back(to_json(holders.question(*judged.account, before)));
  }
  const auto channel = supervisor.channel({policy, "policy/" + policy, "control", json::object(), {}, {}});
  if (!channel) {
    for (const auto& judged : accounts) add(judged, refusal(*judged.account, policy, "the plugin cannot be started"));
    return;
  }
  const auto answers = ask_each(*channel, questions);
  for (std::size_t i = 0; i < accounts.size(); ++i) add(accounts[i], read_answer(*accounts[i].account, policy, answers[i]));
}

void reject(config::Snapshot& snapshot, const std::string& key, const Findings& findings) {
  const auto found = snapshot.accounts.find(key);
  const auto* first = config::first_error(findings);
  if (found == snapshot.accounts.end() || !first) return;
  snapshot.rejected.emplace(key, first->place);
  snapshot.unsound.emplace(key, found->second);
  snapshot.accounts.erase(found);
}

}  // namespace

// One judgement, and what is remembered of it.
class Judging {
 public:
  Judging(config::Snapshot& proposed, const Catalogue& catalogue, JudgeMemory& memory)
      : proposed_(proposed), said_(memory.said_) {
    if (!memory.holders_) memory.holders_.emplace(catalogue);
    holders_ = &*memory.holders_;
    choose();
  }

  const Holders& holders() const { return *holders_; }
  bool anew(const std::string& key) const { return anew_.contains(key); }
  const std::set<std::string>& anew() const { return anew_; }

  // What was said of the others is said again.
  void repeat() {
    for (const auto& [key, said] : said_)
      if (!said.second.empty() && !anew(key))
        proposed_.findings.insert(proposed_.findings.end(), said.second.begin(), said.second.end());
  }

  // Of those that are refused nothing is kept: what refused them may have been a policy that could not answer.
  void remember(const Verdicts& verdicts) {
    for (const auto& [key, findings] : verdicts) {
      const auto account = proposed_.accounts.find(key);
      if (config::has_errors(findings)) said_.erase(key);
      else if (account != proposed_.accounts.end()) said_[key] = {account->second, findings};
    }
  }

 private:
  // Those that changed, and those that hold something together with one that changed, came or went.
  void choose() {
    std::vector<std::string> gone;
    walk(
        said_, proposed_.accounts, [&](const auto& old) { gone.push_back(old.first); },
        [&](const auto& fresh) { anew_.insert(fresh.first); },
        [&](const auto& old, const auto& fresh) {
          if (old.second.first != fresh.second) anew_.insert(fresh.first);
        });
    for (const auto& key : gone) said_.erase(key);
    for (const auto& moved : holders_->know(proposed_))
      for (const auto& neighbour : holders_->sharing_with(*moved))
        if (proposed_.accounts.contains(neighbour)) anew_.insert(neighbour);
  }

  config::Snapshot& proposed_;
  std::map<std::string, JudgeMemory::Said>& said_;
  Holders* holders_;
  std::set<std::string> anew_;
};

void judge(config::Snapshot& proposed, const config::Snapshot* running, const Catalogue& catalogue,
           plugins::Supervisor& supervisor, JudgeMemory* memory) {
  JudgeMemory nothing;
  Judging judging(proposed, catalogue, memory ? *memory : nothing);
  Verdicts verdicts;
  check_each(proposed, judging.anew(), catalogue, supervisor, verdicts);
  judging.repeat();

  std::map<std::string, std::vector<Judged>> by_policy;
  for (const auto& key : judging.anew()) {
    const auto& account = proposed.accounts.at(key);
    for (const auto& policy : account->policies) by_policy[policy].push_back({key, account.get()});
  }
  for (const auto& [key, account] : proposed.unsound)
    for (const auto& policy : account->policies)
      if (catalogue.find(policy))  // one that is not known was found by the reader already
        by_policy[policy].push_back({key, account.get()});
  for (const auto& [policy, accounts] : by_policy)
    ask_policy(policy, accounts, judging.holders(), proposed, running, catalogue, supervisor, verdicts);
  judging.remember(verdicts);

  for (const auto& [key, findings] : verdicts) {
    proposed.findings.insert(proposed.findings.end(), findings.begin(), findings.end());
    reject(proposed, key, findings);
  }
  config::tidy(proposed.findings);
}

}  // namespace fairway::engine

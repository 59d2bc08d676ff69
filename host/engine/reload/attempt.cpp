// The steps in their order, and those that leave everything as it is: reading, judging, comparing, coming to rest. What a start
// falls back on stands in attempt_start.cpp, trying beforehand in attempt_prepare.cpp, what changes something in
// attempt_apply.cpp.
#include "host/engine/reload/attempt.hpp"

#include "host/base/text.hpp"
#include "host/base/walk.hpp"
#include "host/engine/check.hpp"
#include "host/engine/judge.hpp"
#include "host/engine/places.hpp"
#include "host/engine/sellers.hpp"
#include "host/ledger/values.hpp"

namespace fairway::engine {
namespace {

using config::Severity;

config::Finding finding_at(const config::Place& place, std::string path, std::string message,
                           Severity severity = Severity::error) {
  return {severity, place, std::move(path), std::move(message)};
}

}  // namespace

Attempt::Attempt(const ReloadParts& parts, const Catalogue& catalogue, const config::LoadOptions& load,
                 config::SnapshotPtr running, Runner* runner, ReloadRequest request)
    : parts_(parts),
      catalogue_(catalogue),
      load_(load),
      running_(std::move(running)),
      runner_(runner),
      request_(std::move(request)),
      history_(parts.vault) {}

Status Attempt::fault(std::string_view step) const { return parts_.fault ? parts_.fault(step) : Status(); }

void Attempt::run(Reload& report) {
  using Body = Status (Attempt::*)();
  const std::initializer_list<std::pair<std::string_view, Body>> steps{
      {"read", &Attempt::read},         {"judge", &Attempt::judge},     {"compare", &Attempt::compare},
      {"prepare", &Attempt::prepare},   {"quiesce", &Attempt::quiesce}, {"apply", &Attempt::apply},
      {"exchange", &Attempt::exchange}, {"verify", &Attempt::verify}};
  Status outcome;
  for (const auto& [name, body] : steps) {
    outcome = fault(name);
    if (outcome) outcome = (this->*body)();
    if (!outcome) break;
  }
  if (!outcome && applied_) {  // everything that was applied goes back
    std::map<std::string, Failure> all;
    for (const auto* names : {&changed_, &gone_})
      for (const auto& name : *names)
        if (!taken_back_.contains(name)) all.emplace(name, outcome.error());
    take_back(all);
  }
  hold_.reset();
  finish(report, outcome);
}

Status Attempt::read() {
  if (auto stored = read_stored(); !stored) return stored;
  load_.file_of = [this](const std::string& account) -> std::string {
    if (running_) return engine::file_of(*running_, account);
    const auto ran = ran_from_.find(account);
    return ran == ran_from_.end() ? std::string() : ran->second;
  };
  loaded_ = parts_.loader.load(catalogue_, load_, request_.fresh, request_.news ? &*request_.news : nullptr);
  if (auto back = take_rollback(); !back) return back;
  proposed_ = std::move(loaded_.snapshot);
  name_unread(
      proposed_, [this] { return running_ ? files_of(*running_) : ran_from_; },
      [this](const auto& name) { return rows_before().contains(name); });
  if (!running_) return {};
  for (const auto& finding : proposed_.findings)
    if (finding.severity == Severity::error && finding.place.file == "fairway.yaml")
      return fail(FW_E_CONFIG, finding.text());
  if (config::lost_its_mode(running_->host, proposed_.host)) return fail(FW_E_CONFIG, config::kModeLost);
  keep_what_needs_a_start();
  keep_what_was_refused();
  return {};
}

// The sockets are bound and the tokens made: who listens to the network must not be without a token because of a file that is
// meant for the next start.
void Attempt::keep_what_needs_a_start() {
  auto& now = proposed_.host;
  const auto& runs = running_->host;
  const auto keep = [&](const char* key, auto& proposed, const auto& running) {
    if (proposed == running) return;
    proposed = running;
    proposed_.findings.push_back(
        finding_at({"fairway.yaml", 1, 1}, key,
                   "is another now, which only a start of the host takes on; what runs stays as it was", Severity::warning));
  };
  keep("listen", now.listen, runs.listen);
  keep("public", now.public_listener, runs.public_listener);
  keep("auth", now.auth, runs.auth);
  keep("database", now.database, runs.database);
}

// What is pinned and was taken back as it is, with the secrets of today, is not tried again by itself: what runs stays. An edit
// ends that, and so do a person's rollback and other plugins.
void Attempt::keep_what_was_refused() {
  auto& all = parts_.memory.refused_versions;
  if (request_.fresh) return all.clear();
  if (request_.rollback) all.erase(request_.rollback->first);
  std::erase_if(all, [&](const auto& each) {
    return parts_.loader.filed_hash(each.first).value_or(std::string()) != each.second.of_files;  // or a secret was mended
  });
  for (const auto& [name, refused] : all) {
    const auto again = proposed_.accounts.find(name);
    const auto runs = running_->accounts.find(name);
    if (again != proposed_.accounts.end() && runs != running_->accounts.end() && loaded_.pinned.contains(name) &&
        again->second->hash == refused.hash)
      again->second = runs->second;
  }
}

// What the database knows: accounts, who holds a seller, and pins with what they keep.
Status Attempt::read_stored() {
  auto view = parts_.db.read();
  if (!view) return fail(std::move(view.error()));
  auto& tx = **view;
  auto& stored = parts_.memory.stored;
  if (!stored) {
    auto accounts = account_rows(tx);
    if (!accounts) return fail(std::move(accounts.error()));
    auto sellers = seller_holders(tx);
    if (!sellers) return fail(std::move(sellers.error()));
    stored = {std::move(*accounts), std::move(*sellers)};
  }
  load_.holders = std::move(stored->sellers);  // until remember()
  borrowed_ = true;
  if (!running_) {
    auto files = history_.files(tx);
    if (!files) return fail(std::move(files.error()));
    ran_from_ = std::move(*files);
  }
  auto pins = history_.pins(tx);
  if (!pins) return fail(std::move(pins.error()));
  for (auto& pin : *pins) {
    auto sources = history_.sources(tx, pin.account, pin.generation);
    if (!sources) {
      parts_.log.error("a pinned version cannot be had; the files count",
                       {{"account", pin.account}, {"why", sources.error().message}});
      continue;
    }
    // Of a change that was taken back, a mended secret ends the pin as well; what a secret was before a start nobody knows.
    const auto refused = parts_.memory.refused_versions.find(pin.account);
    const bool known = pin.author == "host" && refused != parts_.memory.refused_versions.end();
    load_.pins[pin.account] = {pin.folder_hash, known ? refused->second.of_files : std::string(),
                               std::make_shared<const config::Sources>(std::move(*sources))};
    pins_.emplace(pin.account, std::move(pin));
  }
  return {};
}

// A rollback is a pin to a version, for as long as the files are what they are now.
Status Attempt::take_rollback() {
  if (!request_.rollback) return {};
  const auto& [name, generation] = *request_.rollback;
  const auto hash = parts_.loader.folder_hash(name);
  if (!hash) return fail(FW_E_CONFIG, fmt::format("the account {} has no file", name));
  auto view = parts_.db.read();
  if (!view) return fail(std::move(view.error()));
  auto sources = history_.sources(**view, name, generation);
  if (!sources) return fail(FW_E_CONFIG, sources.error().message);
  const auto then = parts_.loader.rebuild(*sources, catalogue_, load_, loaded_.snapshot.host.mode).account;
  if (then && then->name != name)
    return fail(FW_E_CONFIG, fmt::format("version {} is of the time when the account was called {}: name it so again in its "
                                         "file (`account: {}`, `formerly: {}`), then roll back",
                                         generation, then->name, then->name, name));
  load_.pins[name] = {*hash, {}, std::make_shared<const config::Sources>(std::move(*sources))};
  if (const auto before = pins_.find(name); before != pins_.end()) pin_before_ = before->second;
  pins_[name] = {name, generation, *hash, parts_.clock.now(), request_.author, "rolled back"};
  loaded_ = parts_.loader.load(catalogue_, load_, false);
  return {};
}

Status Attempt::judge() {
  name_refused(catalogue_, proposed_.findings);
  parts_.redactor.know(proposed_, running_.get());  // before plugins and policies speak of it
  if (request_.fresh) parts_.memory.judged.clear(), parts_.memory.quota.clear();
  engine::judge(proposed_, running_.get(), catalogue_, parts_.supervisor, &parts_.memory.judged);
  if (auto settled = settle_names(); !settled) return settled;
  if (running_) {
    keep_running(proposed_, *running_);
  } else {
    miss_the_gone();
    if (auto kept = start_on_kept(); !kept) return kept;
    parts_.redactor.know(proposed_);  // what was kept is known only now
  }
  const auto too_often = parts_.memory.quota.weigh(proposed_, catalogue_);
  proposed_.findings.insert(proposed_.findings.end(), too_often.begin(), too_often.end());
  if (!too_often.empty()) config::tidy(proposed_.findings);
  show_pins();
  return {};
}

// Which accounts and stores go on under another name.
Status Attempt::settle_names() {
  auto view = parts_.db.read();
  if (!view) return fail(std::move(view.error()));
  Names back;
  if (request_.rollback && loaded_.pinned.contains(request_.rollback->first)) back.insert(request_.rollback->first);
  auto renames = settle_renames(**view, rows_before(), proposed_, running_.get(), back);
  if (!renames) return fail(std::move(renames.error()));
  renames_ = std::move(*renames);
  return {};
}

const config::Account* Attempt::ran_as(const std::string& name) const {
  if (!running_) return nullptr;
  const auto old = running_->accounts.find(renames_.before(name));
  return old == running_->accounts.end() ? nullptr : old->second.get();
}

void Attempt::show_pins() {
  if (pins_.empty()) return;
  for (const auto& [name, pin] : pins_) {
    const auto account = proposed_.accounts.find(name);
    if (account == proposed_.accounts.end()) continue;
    if (!loaded_.pinned.contains(name)) {
      if (ended(pin) && pin.author != "host")
        proposed_.findings.push_back(finding_at(
            account->second->place, "",
            fmt::format("the rollback to version {} by {} has ended: the account's file, its SKU file or a template of it "
                        "was changed",
                        pin.generation, pin.author),
            Severity::warning));
      continue;
    }
    proposed_.findings.push_back(
        finding_at(account->second->place, "",
                   fmt::format("pinned to version {} by {} at {}: {}; it stays so until its files change", pin.generation,
                               pin.author, format_time(pin.at), pin.reason),
                   pin.author == "host" ? Severity::error : Severity::warning));
  }
  config::tidy(proposed_.findings);
}

Status Attempt::compare() {
  if (running_) {
    for (const auto& name : request_.accounts)
      if (!config::has(proposed_, name) && !running_->accounts.contains(name) && !rows_before().contains(name))
        return fail(FW_E_CONFIG, fmt::format("there is no account {}", printable(name, 60)));
    only_those_asked_for();
    if (!request_.allow_removals && too_many_gone(proposed_, *running_, renames_))
      return fail(FW_E_CONFIG, "more than 20 % of the accounts would be gone; say --allow-removals if that is meant");
  }
  Beside rows(rows_before());
  const auto differs = [&](const config::Account& account, const config::Account* runs) {
    const auto* row = rows.find(account.name);
    const bool stored = row && row->hash == account.hash && !row->absent;
    return runs ? runs->hash != account.hash || !stored : !stored || running_ != nullptr;
  };
  const auto look = [&](const config::Account& account, const config::Account* runs) {
    if (!differs(account, runs)) return note_move(account, runs);
    changed_.insert(account.name);
    changes_[account.name] = config::diff(runs, &account);
  };
  Names renamed;
  for (const auto& [to, from] : renames_.accounts) renamed.insert(from);
  static const std::map<std::string, std::shared_ptr<const config::Account>> kNothing;
  walk(
      running_ ? running_->accounts : kNothing, proposed_.accounts, [](const auto&) {},
      [&](const auto& fresh) { look(*fresh.second, ran_as(fresh.first)); },
      [&](const auto& old, const auto& fresh) { look(*fresh.second, old.second.get()); });
  walk(
      rows_before(), proposed_.accounts,
      [&](const auto& row) {
        if (!row.second.absent && !config::has(proposed_, row.first) && !renamed.contains(row.first))
          gone_.insert(row.first);
      },
      [](const auto&) {}, [](const auto&, const auto&) {});
  return {};
}

void Attempt::note_move(const config::Account& account, const config::Account* runs) {
  if (proposed_.rejected.contains(account.name)) return;  // it runs as it ran
  const auto ran = runs ? ran_from_.end() : ran_from_.find(account.name);
  if (runs && runs->place.file != account.place.file) moved_.emplace(account.name, runs->place.file);
  else if (ran != ran_from_.end() && ran->second != account.place.file) moved_.emplace(account.name, ran->second);
}

// The others stay as they are, running or rejected; what is new among them waits.
void Attempt::only_those_asked_for() {
  if (request_.accounts.empty()) return;
  auto asked = request_.accounts;
  for (const auto& [to, from] : renames_.accounts)  // who asks for one of the two names means both
    if (asked.contains(to) || asked.contains(from)) asked.insert({to, from});
  std::erase_if(proposed_.accounts, [&](const auto& entry) { return !asked.contains(entry.first); });
  for (const auto& [name, account] : running_->accounts)
    if (!asked.contains(name)) proposed_.accounts[name] = account;
  for (const auto& [name, place] : running_->rejected)
    if (!asked.contains(name)) proposed_.rejected.emplace(name, place);
  renames_.drop([&](const std::string& name) { return !asked.contains(name); });
}

void Attempt::leave_out(const std::string& account, const config::Place& place, std::string path, std::string why) {
  proposed_.findings.push_back(finding_at(place, std::move(path), std::move(why)));
  config::tidy(proposed_.findings);
  const auto known_as = renames_.before(account);
  proposed_.rejected.emplace(known_as, place);
  proposed_.accounts.erase(account);
  if (running_)
    if (const auto old = running_->accounts.find(known_as); old != running_->accounts.end())
      proposed_.accounts.emplace(known_as, old->second);
  renames_.drop([&](const std::string& name) { return name == account; });
  changed_.erase(account);
}

// The stores and warehouses that change; all of the account where more than those does. A name stands in every order, and a
// warehouse's work that began under the old one would not find its store.
DueIndex::Targets Attempt::resting(const std::string& name) const {
  const auto changes = changes_.find(name);
  if (changes == changes_.end() || renames_.has(name)) return {};
  const auto touched = config::touched(changes->second);
  if (touched.shipping || touched.routing || touched.policies || touched.rest || touched.added || touched.gone) return {};
  auto targets = targets_of(*proposed_.accounts.at(name), touched, catalogue_);
  targets.merge(targets_of(*running_->accounts.at(name), touched, catalogue_));
  return targets;
}

// Only what changes comes to rest. An account that does not in time goes on as it ran.
Status Attempt::quiesce() {
  if (!runner_ || (changed_.empty() && gone_.empty())) return {};
  Runner::Hold::Places places;
  for (const auto& name : changed_) places[name] = resting(name), places[renames_.before(name)] = resting(name);
  for (const auto& name : gone_) places[name] = {};
  hold_.emplace(*runner_, std::move(places));
  for (const auto& busy : hold_->rest(parts_.quiesce)) {
    if (gone_.contains(busy)) return fail(FW_E_UNAVAILABLE, fmt::format("calls of {} did not end in time", busy));
    const auto name = renames_.now(busy);
    if (!changed_.contains(name)) continue;  // left out already, under its other name
    leave_out(name, proposed_.accounts.at(name)->place, "", "its calls in hand did not end in time; it is tried again");
    busy_ = true;
  }
  return {};
}

}  // namespace fairway::engine

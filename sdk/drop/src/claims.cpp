// In: files are taken by renaming them, and go when what they say is committed.
#include <algorithm>
#include <array>
#include <set>

#include "fairway/drop/drop.hpp"
#include "fairway/json.hpp"

namespace fairway::drop {
namespace {

Claim claim_of(const std::string& folder, const Entry& entry) {
  return {entry.name, folder + '/' + entry.name, entry.size, entry.modified_ms};
}

// The marker of orders.csv is orders.csv.done or orders.done.
std::array<std::string, 2> markers_of(const std::string& name, const std::string& marker) {
  return {name + marker, name.substr(0, name.rfind('.')) + marker};
}

// "20261129T150000Z"
std::string stamp(Time now) {
  std::string text = to_text(Time{now.ms / 1000 * 1000});
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

// The n-th name to try. A partner may use one name every day, so counting alone would take longer each day.
std::string numbered(const std::string& name, Time now, int n) {
  if (n == 0) return name;
  return name + '.' + stamp(now) + (n == 1 ? std::string() : '.' + std::to_string(n));
}
constexpr int kNames = 1000;

}  // namespace

void Drop::make_folders(const Call& call) {
  if (folders_made_) return;
  if (places_.in_files->ours()) places_.in_files->make_folder(call, places_.inbox);
  else places_.in_files->list(call, places_.inbox);  // or it would be made on the way to those in it
  for (const auto* folder : {&places_.processing, &places_.archive, &places_.rejects})
    places_.in_files->make_folder(call, *folder);
  folders_made_ = true;
}

bool Drop::settled(const Entry& entry) {
  if (rules_.settle.count() == 0) return true;
  const auto now = host_.steady();
  const auto [sight, first] = sights_.try_emplace(entry.name, Sight{entry.size, entry.modified_ms, now});
  Sight& seen = sight->second;
  if (first || seen.size != entry.size || seen.modified_ms != entry.modified_ms) {
    seen = {entry.size, entry.modified_ms, now};
    return false;
  }
  return now - seen.since >= rules_.settle;
}

// What the inbox has for us, in no order.
std::vector<Entry> Drop::waiting(const Call& call) {
  auto all = places_.in_files->list(call, places_.inbox);
  std::set<std::string> names;
  for (const Entry& entry : all) names.insert(entry.name);
  std::erase_if(sights_, [&](const auto& sight) { return !names.contains(sight.first); });
  std::erase_if(all, [&](const Entry& entry) {
    if (!is_final_name(entry.name) || !name_matches(rules_.pattern, entry.name)) return true;
    if (rules_.marker.empty()) return !settled(entry);
    if (name_matches('*' + rules_.marker, entry.name)) return true;
    const auto markers = markers_of(entry.name, rules_.marker);
    const bool marked = names.contains(markers[0]) || names.contains(markers[1]);
    return !marked || !settled(entry);
  });
  return all;
}

// A file that vanished meanwhile was somebody's.
bool Drop::is_mine(const Call& call, const std::string& folder, const Entry& entry) {
  if (!rules_.mine) return true;
  const std::string path = folder + '/' + entry.name;
  const auto known = looks_.find(path);
  if (known != looks_.end() && known->second.entry.size == entry.size &&
      known->second.entry.modified_ms == entry.modified_ms)
    return known->second.mine;
  const auto head = places_.in_files->head(call, path, Rules::kHead);
  if (!head) return false;
  const bool mine = rules_.mine(*head);
  looks_.insert_or_assign(path, Look{entry, mine, folder == places_.inbox});
  return mine;
}

std::vector<Entry> Drop::left_alone() const {
  std::vector<Entry> all;
  for (const auto& [path, look] : looks_)
    if (look.in_inbox && !look.mine) all.push_back(look.entry);
  return all;
}

// Left behind it would let the next file of that name in too soon.
void Drop::remove_marker(const Call& call, const std::string& name) {
  if (rules_.marker.empty()) return;
  for (const auto& marker : markers_of(name, rules_.marker)) places_.in_files->remove(call, places_.inbox + '/' + marker);
}

std::vector<Claim> Drop::claim(const Call& call, std::size_t most) {
  make_folders(call);
  std::map<std::string, Claim> ours;
  std::set<std::string> there;  // paths
  for (const Entry& entry : places_.in_files->list(call, places_.processing)) {
    there.insert(places_.processing + '/' + entry.name);
    if (is_final_name(entry.name) && name_matches(rules_.pattern, entry.name) && is_mine(call, places_.processing, entry))
      ours.emplace(entry.name, claim_of(places_.processing, entry));
  }
  std::map<std::string, Entry> theirs;
  for (Entry& entry : waiting(call)) {
    there.insert(places_.inbox + '/' + entry.name);
    if (!ours.contains(entry.name) && is_mine(call, places_.inbox, entry)) theirs.emplace(entry.name, std::move(entry));
  }
  std::erase_if(looks_, [&](const auto& look) { return !there.contains(look.first); });
  // In order of name over both, and no more taken out of the inbox than are handed out.
  std::vector<Claim> claims;
  auto old = ours.begin();
  auto fresh = theirs.begin();
  while (claims.size() < most && (old != ours.end() || fresh != theirs.end())) {
    if (fresh == theirs.end() || (old != ours.end() && old->first < fresh->first)) {
      claims.push_back(std::move((old++)->second));
      continue;
    }
    Claim claim = claim_of(places_.processing, (fresh++)->second);
    if (!places_.in_files->move(call, places_.inbox + '/' + claim.name, claim.path)) continue;
    remove_marker(call, claim.name);
    claims.push_back(std::move(claim));
  }
  return claims;
}

std::string Drop::read(const Call& call, const Claim& claim) {
  return places_.in_files->read(call, claim.path, rules_.most_bytes);
}

void Drop::archive(const Call& call, const Claim& claim) {
  Files& files = *places_.in_files;
  for (int n = 0; n < kNames; ++n) {
    if (files.move(call, claim.path, places_.archive + '/' + numbered(claim.name, host_.now(), n))) return;
    if (!files.find(call, claim.path)) return;  // an earlier try whose answer was lost
  }
  throw Error::unavailable("no free name for " + claim.name + " in " + places_.archive);
}

// The reason comes first: a file in rejects/ is never without one.
void Drop::reject(const Call& call, const Claim& claim, std::string_view why) {
  Files& files = *places_.in_files;
  const std::string text = to_text(host_.now()) + ' ' + claim.name + ": " + std::string(why) + '\n';
  for (int n = 0; n < kNames; ++n) {
    const std::string target = places_.rejects + '/' + numbered(claim.name, host_.now(), n);
    if (files.find(call, target)) continue;
    files.write(call, target + ".reason.txt", text);
    if (files.move(call, claim.path, target) || !files.find(call, claim.path)) return;
    files.remove(call, target + ".reason.txt");
  }
  throw Error::unavailable("no free name for " + claim.name + " in " + places_.rejects);
}

}  // namespace fairway::drop

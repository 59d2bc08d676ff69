#include "host/engine/due_index.hpp"

namespace fairway::engine {

using ledger::Group;

void DueIndex::wake(const Group& group, Instant at) {
  auto& entry = entries_[group];
  if (entry.at && *entry.at <= at) return;
  if (entry.in_hand) {
    entry.at = at;
    return;
  }
  put(group, entry, at);
}

void DueIndex::put(const Group& group, Entry& entry, Instant at) {
  auto& lane = lanes_[group.account];
  if (entry.at) lane.waiting.erase({*entry.at, group});
  entry.at = at;
  lane.waiting.emplace(at, group);
  place(group.account, lane);
}

std::optional<Group> DueIndex::take(Instant now) {
  advance(now);
  if (ready_.empty()) return std::nullopt;
  const auto account = std::get<2>(*ready_.begin());
  auto& lane = lanes_[account];
  unplace(account, lane);
  const auto next = first(lane);
  const auto group = next->second;
  lane.waiting.erase(next);
  entries_[group] = {std::nullopt, true};
  ++lane.in_hand;
  ++in_hand_;
  place(account, lane);
  return group;
}

void DueIndex::forget_words(const Group& group) {
  if (const auto found = entries_.find(group); found != entries_.end() && found->second.in_hand) found->second.at.reset();
}

void DueIndex::release(const Group& group, std::optional<Instant> next) {
  const auto found = entries_.find(group);
  if (found == entries_.end() || !found->second.in_hand) return;
  const auto word = found->second.at;
  found->second = {};
  auto& lane = lanes_[group.account];
  --lane.in_hand;
  --in_hand_;
  if (word && (!next || *word < *next)) next = word;
  if (next) return put(group, found->second, *next);
  entries_.erase(found);
  place(group.account, lane);
  drop_empty(group.account, lane);
}

void DueIndex::drop_empty(const std::string& account, const Lane& lane) {
  if (lane.waiting.empty() && lane.in_hand == 0 && lane.holds == 0 && lane.held.empty()) lanes_.erase(account);
}

void DueIndex::hold(const std::string& account, const Targets& targets) {
  auto& lane = lanes_[account];
  if (targets.empty()) ++lane.holds;
  for (const auto& target : targets) ++lane.held[target];
  place(account, lane);
}

void DueIndex::unhold(const std::string& account, const Targets& targets) {
  auto& lane = lanes_[account];
  if (targets.empty()) --lane.holds;
  for (const auto& target : targets)
    if (--lane.held[target] == 0) lane.held.erase(target);
  place(account, lane);
  drop_empty(account, lane);
}

std::size_t DueIndex::in_hand(const std::string& account, const Targets& targets) const {
  std::size_t count = 0;
  for (auto entry = entries_.lower_bound({account, {}, {}}); entry != entries_.end() && entry->first.account == account;
       ++entry)
    if (entry->second.in_hand && (targets.empty() || targets.contains(entry->first.target))) ++count;
  return count;
}

std::set<std::pair<Instant, Group>>::const_iterator DueIndex::first(const Lane& lane) {
  return lane.holds > 0 ? lane.waiting.end() : std::find_if(lane.waiting.begin(), lane.waiting.end(), [&](const auto& each) {
    return !lane.held.contains(each.second.target);
  });
}

// An account stands in ready_ when its first group is due, in heads_ when it will be, and nowhere when it has its share.
void DueIndex::place(const std::string& account, Lane& lane) {
  const auto turn = lane.turn;
  unplace(account, lane);
  const auto next = first(lane);
  if (next == lane.waiting.end()) return;
  const auto head = next->first;
  const bool urgent = head <= kUrgent;
  if (!urgent && lane.in_hand >= share_) return;
  if (urgent || head <= seen_) {
    lane.turn = Turn{!urgent, turn ? std::get<1>(*turn) : ++turns_, account};
    ready_.insert(*lane.turn);
  } else {
    lane.head = head;
    heads_.emplace(head, account);
  }
}

void DueIndex::unplace(const std::string& account, Lane& lane) {
  if (lane.turn) ready_.erase(*lane.turn);
  if (lane.head) heads_.erase({*lane.head, account});
  lane.turn.reset();
  lane.head.reset();
}

void DueIndex::advance(Instant now) {
  seen_ = now;  // may be earlier than before: the wall clock may step
  while (!heads_.empty() && heads_.begin()->first <= seen_) {
    const auto account = heads_.begin()->second;
    place(account, lanes_[account]);
  }
}

bool DueIndex::ready(Instant now) {
  advance(now);
  return !ready_.empty();
}

std::optional<Instant> DueIndex::next_head() const {
  if (heads_.empty()) return std::nullopt;
  return heads_.begin()->first;
}

bool DueIndex::idle(Instant now) const {
  return in_hand_ == 0 && ready_.empty() && (heads_.empty() || heads_.begin()->first > now);
}

std::optional<Instant> DueIndex::longest_due(Instant now) const {
  std::optional<Instant> longest;
  for (const auto& [account, lane] : lanes_) {
    if (lane.waiting.empty()) continue;
    const auto head = lane.waiting.begin()->first;
    if (head > kUrgent && head <= now && (!longest || head < *longest)) longest = head;
  }
  return longest;
}

}  // namespace fairway::engine

// Which group of jobs is due next, in memory: one batch of a group at a time, accounts in turn. No clock, no lock, no
// database: times come in, groups go out. The runner guards it.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>

#include "host/base/clock.hpp"
#include "host/ledger/job.hpp"

namespace fairway::engine {

using ledger::kUrgent;

class DueIndex {
 public:
  // Of one account at most `share` groups are in hand at a time, so that none holds all threads.
  explicit DueIndex(std::size_t share) : share_(share) {}

  // The group has work at that time; the earliest word counts. While it is in hand this is kept for release().
  void wake(const ledger::Group& group, Instant at);
  // The next group that is due, now in hand. Urgent ones first, then the accounts in turn, each with what is due longest.
  std::optional<ledger::Group> take(Instant now);
  // Words that came before this are known from the database already.
  void forget_words(const ledger::Group& group);
  // No longer in hand; `next`: when it is due again.
  void release(const ledger::Group& group, std::optional<Instant> next);

  // Groups of these targets of an account are not taken; what they wait for is kept. Holds count. No targets: all of them.
  using Targets = std::set<std::string>;
  void hold(const std::string& account, const Targets& targets);
  void unhold(const std::string& account, const Targets& targets);
  std::size_t in_hand(const std::string& account, const Targets& targets) const;

  bool ready(Instant now);                   // take() would give one
  std::optional<Instant> next_head() const;  // when something becomes ready that is not yet; none: nothing waits
  std::size_t in_hand() const noexcept { return in_hand_; }
  bool idle(Instant now) const;  // nothing in hand, nothing due
  std::optional<Instant> longest_due(Instant now) const;

 private:
  struct Entry {
    std::optional<Instant> at;  // in hand: what was said meanwhile
    bool in_hand = false;
  };
  using Turn = std::tuple<bool, std::uint64_t, std::string>;  // not urgent, turn, account
  struct Lane {
    std::set<std::pair<Instant, ledger::Group>> waiting;
    std::size_t in_hand = 0;
    int holds = 0;                    // of the whole account
    std::map<std::string, int> held;  // of targets
    std::optional<Turn> turn;         // its place in ready_
    std::optional<Instant> head;      // its place in heads_
  };
  static std::set<std::pair<Instant, ledger::Group>>::const_iterator first(const Lane& lane);  // that is not held
  void put(const ledger::Group& group, Entry& entry, Instant at);
  void place(const std::string& account, Lane& lane);
  void unplace(const std::string& account, Lane& lane);
  void drop_empty(const std::string& account, const Lane& lane);
  void advance(Instant now);

  std::size_t share_;
  std::size_t in_hand_ = 0;
  std::uint64_t turns_ = 0;
  Instant seen_{Millis(-1)};  // the latest time shown
  std::map<ledger::Group, Entry> entries_;
  std::map<std::string, Lane> lanes_;  // by account
  std::set<Turn> ready_;
  std::set<std::pair<Instant, std::string>> heads_;
};

}  // namespace fairway::engine

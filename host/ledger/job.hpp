// Durable jobs: what is to be done, when, and what came of the last try. A job is claimed, done, and settled in the same
// transaction as its effects; the epoch of the owner is the fence against a host that was thought dead.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/base/clock.hpp"
#include "host/storage/database.hpp"

namespace fairway::ledger {

// Jobs of one group run one batch at a time: a group is one kind of work at one target of one account.
struct Group {
  std::string account, kind, target;
  friend auto operator<=>(const Group&, const Group&) = default;
};
// The key of the one job that a group has where its jobs are about no record: "pull-orders/acme/store:us", "map/acme".
std::string key_of(const Group& group);

struct Job {
  std::int64_t id = 0;
  Group group;
  std::string key;           // unique: the same work is never queued twice
  std::int64_t subject = 0;  // row id of what it is about
  std::string payload;
  std::optional<Millis> every;  // recurring: due again after it ends
  std::int64_t attempts = 0;    // failures in a row that count
  std::int64_t tries = 0;       // starts, this one included: more than 1 means that an earlier one may have had its effect
};

// Due since ever: somebody waits for it ("run now"). It goes before all else and over the account's share of threads.
inline constexpr Instant kUrgent{};

struct NewJob {
  Group group;
  std::string key;
  std::int64_t subject = 0;
  std::string payload;
  Instant due;
  std::optional<Millis> every;
};

// Will the job be a dead letter if it ends with this failure?
bool is_last_try(const Job& job, const Failure& failure);

// Is the job of this key in somebody's hands?
Result<bool> is_running(storage::Transaction& tx, const std::string& key);

// How many jobs of this kind are in hand, of the whole host or (not empty) of one account.
Result<std::int64_t> count_running(storage::Transaction& tx, const std::string& kind, const std::string& account = {});
// Whether somebody else's job of this kind is due between these times.
Result<bool> any_due_elsewhere(storage::Transaction& tx, const std::string& kind, const std::string& account, Instant since,
                               Instant by);

// A dead letter is ready again, with `note` for its error; its group. None: there is no such dead letter.
Result<std::optional<Group>> revive(storage::Transaction& tx, std::int64_t id, const std::string& note, Instant now);

// Queues; a job that waits under this key becomes due at the earlier of both times, one that runs comes again after it ends,
// a dead or parked one comes back to life.
Status enqueue(storage::Transaction& tx, const std::vector<NewJob>& jobs, Instant now);

// Takes up to `most` due jobs of the group: the first that failed before goes alone, so that one that poisons its batch
// convicts itself.
Result<std::vector<Job>> claim(storage::Transaction& tx, const Group& group, std::int64_t epoch, Instant now,
                               std::size_t most);

// All jobs of a kind, of one target or (empty) of all that the account has: those that wait are due now, those that run come
// again. Their groups.
Result<std::vector<Group>> hurry(storage::Transaction& tx, const std::string& account, const std::string& kind,
                                 const std::string& target, Instant now);

// When each group with waiting jobs is due: all groups, or one.
struct Due {
  Group group;
  Instant at;
};
Result<std::vector<Due>> due_groups(storage::Transaction& tx, const std::set<std::string>* accounts = nullptr);
Result<std::optional<Instant>> due_at(storage::Transaction& tx, const Group& group);

// How a try ended: nothing (done), or why not. A recurring job that is done is due `every` after its start; `again` is an
// earlier time at which there is more to do, for any job.
struct Outcome {
  std::optional<Failure> failure;
  std::optional<Instant> again;
};

// Settles jobs that this epoch holds; CANCELLED, and nothing may be committed, when one is held no longer.
// `jitter` in [0,1) spreads retries.
Status settle(storage::Transaction& tx, const std::vector<Job>& jobs, const std::vector<Outcome>& outcomes,
              std::int64_t epoch, Instant now, double jitter);

// After a crash: what was running waits again. Returns how many.
Result<std::int64_t> reclaim(storage::Transaction& tx, std::int64_t epoch, Instant now);

// What an error code means for a job (fairway/abi.h has the table).
struct Verdict {
  bool dead = false;
  bool counts = true;
  Millis wait{0};
};
Verdict judge(const Failure& failure, std::int64_t attempts_before, bool recurring, double jitter);

}  // namespace fairway::ledger

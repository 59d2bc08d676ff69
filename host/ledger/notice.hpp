// What persons are told of: each event once, and for each way on which it is told how far that came.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "host/ledger/import.hpp"
#include "host/ledger/job.hpp"

namespace fairway::ledger {

struct Notice {
  std::int64_t id = 0;
  std::string key;              // of what happened: the same key again is the same notice
  std::string account, target;  // account empty: of the host itself
  std::string kind;             // of notice_kinds()
  std::string title, text;      // text: lines; nothing of it was written by a remote, nor tells of a buyer
  Instant at;
};
inline constexpr const char *kImportDone = "import-done", *kAuthorisation = "authorisation", *kDeadLetters = "dead-letters",
                            *kConfigRejected = "config-rejected";
inline constexpr const char* kAuthorisationEnds =
    "authorisation-ends";  // the finding of an authorisation that is still taken

// Its id; none: it was there already.
Result<std::optional<std::int64_t>> add_notice(storage::Transaction&, const Notice& notice);
Result<std::optional<Notice>> notice_by_id(storage::Transaction&, std::int64_t id);
// When the last one of this kind was made for the target; none: never.
Result<std::optional<Instant>> last_notice(storage::Transaction&, const std::string& account, const std::string& kind,
                                           const std::string& target);
// Those made before `until`, with their ways.
Status forget_notices(storage::Transaction&, Instant until);

enum class WayState {
  waiting,
  sending,  // handed over, and no answer yet: it may have been told
  told,
  failed,  // a person must look
  dropped  // nobody is to be told on that way any more
};
std::string_view text(WayState state);

struct NoticeWay {
  std::int64_t id = 0, notice_id = 0;
  std::string way;      // email | webhook
  std::string told_by;  // the account whose `notify` says to whom; empty: fairway.yaml
  WayState state = WayState::waiting;
  std::string error;
};
// Their ids, in order.
Result<std::vector<std::int64_t>> add_ways(storage::Transaction&, const std::vector<NoticeWay>& ways, Instant now);
Result<std::optional<NoticeWay>> way_by_id(storage::Transaction&, std::int64_t id);
Status update(storage::Transaction&, const NoticeWay& way, Instant now);

// What there may be to tell.
// Imports that ended at `since` or later, by themselves: done or failed.
Result<std::vector<Import>> imports_ended(storage::Transaction&, Instant since);
// Dead letters that no notice tells of, those of one group together.
struct DeadGroup {
  Group group;
  std::int64_t count = 0, last = 0;  // last: the highest id
};
Result<std::vector<DeadGroup>> untold_dead(storage::Transaction&);
Status note_told(storage::Transaction&, const DeadGroup& group);
// Whose credentials a remote did not take, more than once in a row.
struct Unauthorised {
  std::string account, target;
};
Result<std::vector<Unauthorised>> unauthorised(storage::Transaction&);
// Attempts to take on the configuration that ended after the attempt of that number, the first first.
struct EndedReload {
  std::int64_t attempt = 0;
  std::string status, message, accounts;  // accounts: as the history keeps them, JSON
};
Result<std::vector<EndedReload>> reloads_after(storage::Transaction&, std::int64_t attempt);

}  // namespace fairway::ledger

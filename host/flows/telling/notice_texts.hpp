// Notices in words: pure. ASCII, and nothing that a remote wrote, so that nothing of a buyer leaves the host by mail.
#pragma once
#include "host/base/json.hpp"
#include "host/ledger/notice.hpp"

namespace fairway::flows {

ledger::Notice import_notice(const ledger::Import& import, const std::string& store);
// Of one account.
ledger::Notice dead_notice(const std::vector<ledger::DeadGroup>& groups, Instant now);
ledger::Notice authorisation_notice(const ledger::Unauthorised& refused, Instant now);
// `days`: until it ends, and on which of these days before it is told again.
struct ConsentEnd {
  std::string account, store, day;  // day: the last one, 2027-03-01
  std::int64_t days = 0, told_at_days = 0;
};
ledger::Notice consent_notice(const ConsentEnd& end, Instant now);
// `why`: lines. Account empty: all of the configuration.
ledger::Notice rejected_notice(std::int64_t attempt, const std::string& account, const std::string& why, Instant now);
// The errors of one account of a reload as the history keeps it, the first few of them, as lines.
std::string errors_of(const json::value& account);

}  // namespace fairway::flows

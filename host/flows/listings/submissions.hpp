// What the two steps of a submission share.
#pragma once
#include "host/base/clock.hpp"
#include "host/ledger/listing_submission.hpp"

namespace fairway::flows {

inline constexpr const char *kDone = "done", *kLost = "lost";  // how a submission ended

// When the channel is asked of it for the first time, how often then, and when nobody believes in it any more: feeds of Amazon
// have hung for days, and under load eight hours are usual.
inline constexpr Millis kFirstVerdict = std::chrono::seconds(30), kNextVerdict = std::chrono::minutes(1),
                        kVerdictAtMost = std::chrono::hours(12);

}  // namespace fairway::flows

// Where a pull of orders stands, between calls and after a crash: the cursor of the stream `orders`.
//
// A window is everything updated since `after`. Its pages hang together by a token that Amazon honours for 24 hours, and
// only with unchanged parameters, whose hash is kept beside it: where they differ, or the token is refused, the window
// begins again. The next window begins where Amazon says that the first page of this one ended, less an overlap, for
// pages shift while orders change. So the clock of this machine never decides what is fetched.
#pragma once
#include <boost/describe.hpp>
#include <chrono>
#include <optional>
#include <string>

#include "fairway/json.hpp"

namespace amazon {

inline constexpr std::chrono::minutes kOverlap{3};
inline constexpr std::chrono::hours kTokenLife{23};

struct Window {
  fairway::Time after;                    // lastUpdatedAfter
  std::optional<fairway::Time> until;     // lastUpdatedBefore of a bounded scan; stays while its pages are read
  std::string token;                      // of the next page; empty: at the window's beginning
  std::string hash;                       // of the parameters that the token was made with
  std::optional<fairway::Time> token_at;  // when it came
  std::optional<fairway::Time> next;      // where the next window begins; never before `after`
  bool guessed = false;                   // `next` is by the newest order, for Amazon did not say
};
BOOST_DESCRIBE_STRUCT(Window, (), (after, until, token, hash, token_at, next, guessed))

// The window goes back to its first page.
inline void restart(Window& window) { window = Window{window.after, window.until, {}, {}, {}, {}, false}; }

// A token that cannot be good any more is dropped.
inline void drop_stale_token(Window& window, const std::string& hash, fairway::Time now) {
  if (window.token.empty()) return;
  const bool old = !window.token_at || now.ms - window.token_at->ms > std::chrono::milliseconds(kTokenLife).count();
  if (old || window.hash != hash) restart(window);
}

// After the last page.
inline void advance(Window& window) { window = Window{window.next.value_or(window.after), {}, {}, {}, {}, {}, false}; }

}  // namespace amazon

// Between columns and values: times are milliseconds since 1970, absent is NULL.
#pragma once
#include <optional>

#include "fairway/types.hpp"
#include "host/base/clock.hpp"
#include "host/base/result.hpp"
#include "host/storage/rows.hpp"

namespace fairway::ledger {

inline std::int64_t to_ms(Instant at) { return at.time_since_epoch().count(); }
inline Instant from_ms(std::int64_t ms) { return Instant(Millis(ms)); }

inline Instant to_instant(Time time) { return Instant(Millis(time.ms)); }  // of a document
inline Time to_time(Instant at) { return Time{at.time_since_epoch().count()}; }

inline storage::Value to_value(const std::optional<Instant>& at) {
  return at ? storage::Value(to_ms(*at)) : storage::Value();
}
inline std::optional<Instant> instant_at(const storage::Rows& rows, std::size_t row, std::size_t column) {
  const auto ms = rows.maybe_integer(row, column);
  return ms ? std::optional(from_ms(*ms)) : std::nullopt;
}

template <class T>
Status done(Result<T> result) {
  if (!result) return fail(std::move(result.error()));
  return {};
}

}  // namespace fairway::ledger

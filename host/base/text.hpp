// Text and time as they are written in configuration, documents and answers.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/clock.hpp"

namespace fairway {

// RFC 3339 in UTC with milliseconds when they are not zero: 2026-11-22T13:00:00Z, 2026-11-22T13:00:00.250Z.
std::string format_time(Instant at);
// Reads RFC 3339 with any offset and any number of fractional digits (cut to milliseconds), and a bare date (midnight UTC).
std::optional<Instant> parse_time(std::string_view text);

// "250ms", "30s", "15m", "12h", "3d": a whole number and one unit.
std::optional<Millis> parse_duration(std::string_view text);
std::string format_duration(Millis value);

// The candidate nearest to `word` by edit distance, if near enough to be a likely slip of the hand.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

bool valid_utf8(std::string_view bytes) noexcept;
// One line, no control characters, at most `limit` bytes: what foreign text must be before it is logged.
std::string printable(std::string_view foreign, std::size_t limit = 500);

std::string to_lower(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);

std::string to_hex(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);
std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);

}  // namespace fairway

#include "host/ledger/numbers.hpp"

#include "host/ledger/values.hpp"

namespace fairway::ledger {
Result<std::uint64_t> take_numbers(storage::Transaction& tx, const std::string& plugin, const std::string& sequence,
                                   std::uint64_t count) {
  if (sequence.empty() || sequence.size() > 200) return fail(FW_E_INVALID, "the name of a sequence has 1 to 200 bytes");
  if (count < 1 || count > kMostNumbers) return fail(FW_E_INVALID, "numbers are given out by 1 to 10,000");
  const auto more = static_cast<std::int64_t>(count);
  auto kept = tx.execute(
      "INSERT INTO number_sequence (plugin, sequence, next) VALUES (?, ?, 1 + ?) "
      "ON CONFLICT (plugin, sequence) DO UPDATE SET next = next + ?",
      {plugin, sequence, more, more});
  if (!kept) return fail(std::move(kept.error()));
  auto next = tx.query("SELECT next FROM number_sequence WHERE plugin = ? AND sequence = ?", {plugin, sequence});
  if (!next) return fail(std::move(next.error()));
  return static_cast<std::uint64_t>(next->integer(0, 0)) - count;
}

}  // namespace fairway::ledger

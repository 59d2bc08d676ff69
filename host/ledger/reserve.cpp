// Reserving for orders that nobody is asked to ship yet.
#include <algorithm>
#include <map>
#include <tuple>

#include "host/ledger/reservation.hpp"

namespace fairway::ledger {
namespace {

bool same_line(const Reservation& row, const Wanted& want) {
  return row.order_id == want.order_id && row.line_id == want.line_id && row.item == want.item;
}

}  // namespace

Result<std::vector<Granted>> reserve(storage::Transaction& tx, const std::vector<std::int64_t>& order_ids,
                                     const std::vector<Wanted>& wanted, const std::string& cause, Instant now) {
  auto known = reservations_of(tx, order_ids);
  if (!known) return fail(std::move(known.error()));
  std::set<StockItem> items;
  for (const auto& want : wanted) items.insert(want.item);
  Reservations all(now, cause);
  if (auto ok = all.load(tx, std::move(*known), items); !ok) return fail(std::move(ok.error()));
  std::vector<Granted> out(wanted.size());
  for (auto& row : all.known()) {
    const auto want = std::find_if(wanted.begin(), wanted.end(), [&](const Wanted& each) { return same_line(row, each); });
    const bool with_somebody = row.fulfilment_id != 0;
    const bool as_wanted = want != wanted.end() && (with_somebody || want->quantity == row.quantity);
    if (as_wanted) out[static_cast<std::size_t>(want - wanted.begin())].granted = true;
    else if (!with_somebody && !row.ended) all.release(row);
  }
  std::map<std::tuple<std::int64_t, std::string, StockItem>, std::size_t> asked;  // and where in `wanted`
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto& want = wanted[i];
    if (const auto [before, first] = asked.emplace(std::tuple(want.order_id, want.line_id, want.item), i); !first) {
      out[i] = out[before->second];  // a line holds its stock once, however often it is asked for
      continue;
    }
    out[i].available = all.available(want.item);
    if (out[i].granted || want.quantity <= 0) continue;
    out[i].granted = !out[i].available || *out[i].available >= want.quantity;
    if (out[i].granted) all.add({0, want.order_id, want.line_id, 0, want.item, want.quantity});
  }
  if (auto ok = all.write(tx); !ok) return fail(std::move(ok.error()));
  return out;
}

}  // namespace fairway::ledger

#include "host/ledger/token_accounts.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "host/base/text.hpp"
#include "host/ledger/values.hpp"

namespace fairway::ledger {
namespace {

using storage::Rows;
using storage::Transaction;

// Each token that sees the account, with the names that it sees as `edit` leaves them.
template <class Edit>
Status edit_tokens(Transaction& tx, const std::string& account, Edit&& edit) {
  auto rows = tx.query("SELECT hash, accounts FROM api_token WHERE accounts <> ''");
  if (!rows) return fail(std::move(rows.error()));
  Rows changed{{"accounts"}, {"hash"}}, gone{{"hash"}};
  for (std::size_t i = 0; i < rows->size(); ++i) {
    auto names = split(rows->text(i, 1), ',');
    if (std::find(names.begin(), names.end(), account) == names.end()) continue;
    edit(names);
    if (names.empty()) gone.add({rows->text(i, 0)});
    else changed.add({fmt::format("{}", fmt::join(names, ",")), rows->text(i, 0)});
  }
  if (!gone.empty())
    if (auto ok = done(tx.bulk("DELETE FROM api_token WHERE hash = ?", gone)); !ok) return ok;
  return changed.empty() ? Status() : done(tx.bulk("UPDATE api_token SET accounts = ? WHERE hash = ?", changed));
}

}  // namespace

Status rename_in_tokens(Transaction& tx, const std::string& from, const std::string& to) {
  return edit_tokens(tx, from, [&](auto& names) { std::replace(names.begin(), names.end(), from, to); });
}

Status drop_from_tokens(Transaction& tx, const std::string& account) {
  return edit_tokens(tx, account, [&](auto& names) { std::erase(names, account); });
}

}  // namespace fairway::ledger

#include "host/ledger/rename.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "host/ledger/catalogue_keys.hpp"
#include "host/ledger/job.hpp"
#include "host/ledger/named_keys.hpp"
#include "host/ledger/token_accounts.hpp"
#include "host/ledger/values.hpp"

namespace fairway::ledger {
namespace {

using storage::Rows;
using storage::Transaction;
using storage::Type;
using storage::Value;

// In the order of the work: what is found by an order's names comes before these change.
const std::vector<NamedColumn> kNamedColumns{{"fulfilment", "scope", Holds::key},
                                             {"fulfilment", "account", Holds::account},
                                             {"shipment", "store", Holds::store},
                                             {"shipment", "account", Holds::account},
                                             {"orders", "store", Holds::store},
                                             {"orders", "account", Holds::account},
                                             {"order_count", "account", Holds::account},
                                             {"store", "nickname", Holds::store},
                                             {"store", "account", Holds::account},
                                             {"seller", "account", Holds::account},
                                             {"job", "key", Holds::key},
                                             {"job", "target", Holds::key},
                                             {"job", "account", Holds::key},
                                             {"cursor", "scope", Holds::key},
                                             {"plugin_state", "scope", Holds::key},
                                             {"plugin_state", "key", Holds::key},
                                             {"token", "scope", Holds::key},
                                             {"finding", "key", Holds::key},
                                             {"finding", "target", Holds::target},
                                             {"finding", "account", Holds::account},
                                             {"hold", "target", Holds::target},
                                             {"hold", "account", Holds::account},
                                             {"reject", "source", Holds::target},
                                             {"reject", "account", Holds::account},
                                             {"order_window", "source", Holds::target},
                                             {"order_window", "account", Holds::account},
                                             {"hook", "target", Holds::target},
                                             {"hook", "account", Holds::account},
                                             {"redaction", "account", Holds::account},
                                             {"redaction_request", "account", Holds::account},
                                             {"fulfilment", "warehouse", Holds::target},
                                             {"stock_level", "warehouse", Holds::target},
                                             {"stock_level", "account", Holds::account},
                                             {"stock_balance", "warehouse", Holds::target},
                                             {"stock_balance", "account", Holds::account},
                                             {"catalogue_item", "account", Holds::account},
                                             {"import", "account", Holds::account},
                                             {"notice", "target", Holds::target},
                                             {"notice", "account", Holds::account},
                                             {"notice_way", "account", Holds::account},
                                             {"account", "name", Holds::account},
                                             {"config_version", "account", Holds::account},
                                             {"config_file", "account", Holds::account},
                                             {"config_pin", "account", Holds::account},
                                             {"api_token", "accounts", Holds::accounts},
                                             {"reload", "accounts", Holds::history},
                                             {"bucket", "key", Holds::nothing},
                                             {"notice", "key", Holds::nothing},
                                             {"listing_submission", "name", Holds::nothing},
                                             {"token", "source", Holds::nothing},
                                             {"api_token", "name", Holds::nothing},
                                             {"config_file", "name", Holds::nothing},
                                             {"config_text", "key", Holds::nothing},
                                             {"sequence", "name", Holds::nothing},
                                             {"migration", "name", Holds::nothing}};

Status run(Transaction& tx, const std::string& sql, const std::vector<Value>& values) {
  return done(tx.execute(sql, values));
}

// An order's account is its fulfilments' and its parcels'; the index is on the order.
Status rename_fulfilments(Transaction& tx, const std::string& from, const std::string& to) {
  const auto first = static_cast<std::int64_t>(from.size()) + 1;
  const std::string of_account = " WHERE order_id IN (SELECT id FROM orders WHERE account = ?)";
  if (auto ok = run(tx, "UPDATE fulfilment SET scope = ? || substr(scope, ?)" + of_account + " AND scope LIKE ?",
                    {to, first, from, from + "/%"});
      !ok)
    return ok;
  return run(tx, "UPDATE fulfilment SET account = ?" + of_account, {to, from});
}

Status rename_jobs(Transaction& tx, const std::vector<JobName>& jobs, const std::string& from_account,
                   const std::string& account, const std::map<std::string, std::string>& targets) {
  Rows moved{{"key"}, {"account"}, {"target"}, {"id", Type::integer}}, taken{{"key"}};
  for (const auto& job : jobs) {
    const auto target = targets.find(job.target);
    const auto& to = target == targets.end() ? job.target : target->second;
    const bool named = job.key == key_of(Group{from_account, job.kind, job.target});
    const auto key = named ? key_of(Group{account, job.kind, to}) : job.key;
    if (named) taken.add({key});
    moved.add({key, account, to, job.id});
  }
  if (moved.empty()) return {};
  if (!taken.empty())  // left by somebody who is not known any more
    if (auto ok = done(tx.bulk("DELETE FROM job WHERE key = ?", taken)); !ok) return ok;
  return done(tx.bulk("UPDATE job SET key = ?, account = ?, target = ? WHERE id = ?", moved));
}

Status rename_all_keys(Transaction& tx, const Owner& from, const Owner& to) {
  for (const auto column : kKeyColumns)
    if (auto ok = rename_keys(tx, column, from, to); !ok) return ok;
  return {};
}

std::string group_of(const std::string& store) { return "store:" + store; }

// The rows of a nickname that are one store's: of the identities that it has had, less what was retired.
Result<std::string> rows_of(Transaction& tx, const std::string& account, const std::string& store) {
  auto rows = tx.query("SELECT id FROM store WHERE account = ? AND nickname = ? AND retired = 0", {account, store});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < rows->size(); ++i) ids.push_back(rows->integer(i, 0));
  return fmt::format("({})", fmt::join(ids, ", "));
}

Status rename_records(Transaction& tx, const std::string& account, const std::string& from, const std::string& to) {
  const auto rows = rows_of(tx, account, from);
  if (!rows) return fail(rows.error());
  const auto orders = fmt::format("FROM orders WHERE account = ? AND store = ? AND store_id IN {}", *rows);
  if (auto ok = run(tx, "UPDATE shipment SET store = ? WHERE order_id IN (SELECT id " + orders + ")", {to, account, from});
      !ok)
    return ok;
  if (auto ok = run(tx, "UPDATE orders SET store = ? WHERE id IN (SELECT id " + orders + ")", {to, account, from}); !ok)
    return ok;
  // References of a store that ships for others, where its plugin names no seller.
  if (auto ok = run(tx, "UPDATE fulfilment SET scope = ? WHERE account = ? AND scope = ?",
                    {account + "/" + to, account, account + "/" + from});
      !ok)
    return ok;
  return run(tx, fmt::format("UPDATE store SET nickname = ? WHERE id IN {}", *rows), {to});
}

}  // namespace

const std::vector<NamedColumn>& named_columns() { return kNamedColumns; }

Result<std::vector<JobName>> jobs_of(Transaction& tx, const std::string& account, const std::vector<std::string>& targets) {
  std::vector<JobName> jobs;
  for (const auto* state : {"ready", "running", "dead", "parked"}) {  // each of them has an index
    auto rows = tx.query(
        fmt::format("SELECT id, subject, key, kind, target FROM job WHERE account = ? AND state = '{}'", state), {account});
    if (!rows) return fail(std::move(rows.error()));
    for (std::size_t i = 0; i < rows->size(); ++i)
      if (targets.empty() || std::find(targets.begin(), targets.end(), rows->text(i, 4)) != targets.end())
        jobs.push_back({rows->integer(i, 0), rows->integer(i, 1), rows->text(i, 2), rows->text(i, 3), rows->text(i, 4)});
  }
  return jobs;
}

Status rename_account(Transaction& tx, const std::string& from, const std::string& to) {
  auto jobs = jobs_of(tx, from);
  if (!jobs) return fail(std::move(jobs.error()));
  if (auto ok = rename_jobs(tx, *jobs, from, to, {}); !ok) return ok;
  if (auto ok = rename_all_keys(tx, {from, {}}, {to, {}}); !ok) return ok;
  if (auto ok = rename_fulfilments(tx, from, to); !ok) return ok;
  for (const auto& [table, column, holds] : kNamedColumns)
    if (holds == Holds::account && table != "fulfilment")
      if (auto ok = run(tx, fmt::format("UPDATE {0} SET {1} = ? WHERE {1} = ?", table, column), {to, from}); !ok) return ok;
  if (auto ok = key_items_of(tx, to); !ok) return ok;
  return rename_in_tokens(tx, from, to);
}

Status rename_store(Transaction& tx, const std::string& account, const std::string& from, const std::string& to) {
  auto jobs = jobs_of(tx, account, {from, group_of(from)});
  if (!jobs) return fail(std::move(jobs.error()));
  const std::map<std::string, std::string> targets{{from, to}, {group_of(from), group_of(to)}};
  if (auto ok = rename_jobs(tx, *jobs, account, account, targets); !ok) return ok;
  if (auto ok = rename_all_keys(tx, {account, from}, {account, to}); !ok) return ok;
  if (auto ok = rename_records(tx, account, from, to); !ok) return ok;
  for (const auto& [table, column, holds] : kNamedColumns)
    for (const auto& [old, now] : targets)
      if (holds == Holds::target)
        if (auto ok = run(tx, fmt::format("UPDATE {0} SET {1} = ? WHERE account = ? AND {1} = ?", table, column),
                          {now, account, old});
            !ok)
          return ok;
  return {};
}

}  // namespace fairway::ledger

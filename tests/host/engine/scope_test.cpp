// HST-2: applying what differs leaves the database as applying everything would, whatever came before.
#include <random>

#include "host/engine/apply.hpp"
#include "host/engine/reload/report.hpp"
#include "tests/host/engine/support.hpp"

namespace fairway::engine::test {
namespace {

config::Account& edit(config::Snapshot& snapshot, const std::string& name) {
  return const_cast<config::Account&>(*snapshot.accounts.at(name));  // one that was made here
}

// A database, and what an attempt remembers of it.
struct Side {
  Folder folder;
  std::unique_ptr<storage::Database> db = open_in(folder);
  std::set<StoreName> refused;

  std::vector<std::string> rows(const std::string& sql) const {
    std::vector<std::string> all;
    const auto found = look(*db, sql);
    for (std::size_t i = 0; i < found.size(); ++i) {
      std::string line;
      for (std::size_t column = 0; column < 4; ++column) line += found.text(i, column) + " ";
      all.push_back(line);
    }
    return all;
  }
};

// Four accounts that come, change, go, turn unreadable, take another's name, name their stores anew, and quarrel about three
// sellers.
config::Snapshot next(const config::Snapshot& before, std::mt19937& random) {
  config::Snapshot now;
  now.accounts = before.accounts;
  now.rejected = before.rejected;
  const auto any_name = [&] { return "acme" + std::to_string(random() % 4); };
  const auto name = any_name(), other = any_name();
  const auto seller = [&] { return "S" + std::to_string(random() % 3); };
  const auto runs = before.accounts.find(name);
  now.rejected.erase(name);
  switch (random() % 8) {
    case 0: now.accounts.erase(name); break;
    case 1:
      now.rejected[name] = {"accounts/" + name + ".yaml", 1, 1};  // goes on as it runs, if it does
      break;
    case 2:
      if (runs == before.accounts.end() || config::has(now, other)) break;
      now.accounts[other] = std::make_shared<config::Account>(*runs->second);
      edit(now, other).name = other;
      edit(now, other).formerly = name;
      edit(now, other).hash = std::to_string(random());
      now.accounts.erase(name);
      break;
    case 3:
      if (runs == before.accounts.end()) break;
      now.accounts[name] = std::make_shared<config::Account>(*runs->second);
      edit(now, name).hash = std::to_string(random());
      edit(now, name).stores[0].formerly = runs->second->stores[0].nickname;
      edit(now, name).stores[0].nickname = random() % 2 == 0 ? "main" : "us";
      if (edit(now, name).store(runs->second->stores[0].nickname)) edit(now, name).stores[0].formerly.clear();
      break;
    default:
      now.accounts[name] = make_account(name, seller(), std::to_string(random()));
      edit(now, name).stores[0].enabled = random() % 4 != 0;
      if (random() % 2 == 0) edit(now, name).stores.push_back(make_store("ca", seller()));
  }
  return now;
}

// As an attempt does: what is to be renamed, what goes on as it runs, what differs.
struct World {
  config::Snapshot snapshot;
  Renames renames;
  std::set<std::string> changed, gone;
};
World compare(const Side& side, config::Snapshot proposed, const config::Snapshot& running) {
  World out;
  auto tx = must(side.db->read());
  const auto rows = must(account_rows(*tx));
  out.renames = must(settle_renames(*tx, rows, proposed, &running));
  keep_running(proposed, running);
  std::set<std::string> renamed;
  for (const auto& [to, from] : out.renames.accounts) renamed.insert(from);
  for (const auto& [name, account] : proposed.accounts) {
    const auto row = rows.find(name);
    if (row == rows.end() || row->second.absent || row->second.hash != account->hash) out.changed.insert(name);
  }
  for (const auto& [name, row] : rows)
    if (!row.absent && !config::has(proposed, name) && !renamed.contains(name)) out.gone.insert(name);
  out.snapshot = std::move(proposed);
  return out;
}

TEST(Scope, WhatDiffersIsEnough) {
  std::size_t renamed = 0;
  for (unsigned seed = 1; seed <= 20; ++seed) {
    std::mt19937 random(seed);
    const auto catalogue = shop_catalogue();
    Side all, some;
    config::Snapshot running;
    for (int round = 0; round < 60; ++round) {
      const auto proposed = next(running, random);
      const auto world = compare(some, proposed, running);
      ASSERT_EQ(compare(all, proposed, running).changed, world.changed);
      renamed += world.renames.accounts.size() + world.renames.stores.size();
      const auto apply = [&](Side& side, const Scope* scope) {
        return must(side.db->transact([&](storage::Transaction& tx) -> Result<Applied> {
          return engine::apply(tx, world.snapshot, catalogue, kStart, must(seller_holders(tx)), scope, world.renames);
        }));
      };
      const auto whole = apply(all, nullptr);
      const Scope scope{world.changed, world.gone, some.refused};
      const auto part = apply(some, round == 0 ? nullptr : &scope);
      some.refused = part.sellers.refused;
      running = world.snapshot;
      const auto where = fmt::format("seed {} round {}", seed, round);
      ASSERT_EQ(whole.sellers.refused, part.sellers.refused) << where;
      for (const auto* sql :
           {"SELECT plugin, identity, account, '' FROM seller ORDER BY 1, 2",
            "SELECT key, state, account, target FROM job WHERE account <> '' ORDER BY 1",
            "SELECT name, hash, generation || '', absent || '' FROM account ORDER BY 1",
            "SELECT key, (resolved_at IS NULL) || '', account, target FROM finding ORDER BY 1",
            "SELECT account, nickname, identity, (removed_at IS NULL) || '' FROM store ORDER BY 1, 2, 3, 4",
            "SELECT scope, key, value, '' FROM plugin_state ORDER BY 1, 2"})
        ASSERT_EQ(all.rows(sql), some.rows(sql)) << where << ": " << sql;
      for (const auto& [name, row] : part.rows)
        ASSERT_EQ(row.generation, number(*some.db, "SELECT generation FROM account WHERE name = ?", {name})) << where;
      // Whatever came: a row of an account is of one that is known.
      ASSERT_THAT(some.rows("SELECT account, '', '', '' FROM store WHERE account NOT IN (SELECT name FROM account)"),
                  ::testing::IsEmpty())
          << where;
    }
  }
  EXPECT_GT(renamed, 20U);
}

}  // namespace
}  // namespace fairway::engine::test

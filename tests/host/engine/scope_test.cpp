// HST-2: applying what differs leaves the database as applying everything would, whatever came before.
#include <random>

#include "host/engine/apply.hpp"
#include "tests/host/engine/support.hpp"

namespace fairway::engine::test {
namespace {

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

struct World {
  config::Snapshot snapshot;
  std::set<std::string> changed, gone;
};

// Four accounts that come, change, go, turn unreadable, and quarrel about three sellers.
World next(const World& before, std::mt19937& random) {
  World now;
  now.snapshot.accounts = before.snapshot.accounts;
  now.snapshot.rejected = before.snapshot.rejected;
  const auto name = "acme" + std::to_string(random() % 4);
  const auto seller = [&] { return "S" + std::to_string(random() % 3); };
  now.snapshot.rejected.erase(name);
  switch (random() % 6) {
    case 0: now.snapshot.accounts.erase(name); break;
    case 1:
      now.snapshot.rejected[name] = {"accounts/" + name + ".yaml", 1, 1};  // goes on as it runs, if it does
      break;
    default: {
      auto account = make_account(name, seller(), std::to_string(random()));
      account->stores[0].enabled = random() % 4 != 0;
      if (random() % 2 == 0) account->stores.push_back(make_store("ca", seller()));
      now.snapshot.accounts[name] = account;
      now.changed.insert(name);
    }
  }
  for (const auto& [old, account] : before.snapshot.accounts)
    if (!now.snapshot.accounts.contains(old) && !now.snapshot.rejected.contains(old)) now.gone.insert(old);
  for (const auto& [old, place] : before.snapshot.rejected)
    if (!now.snapshot.accounts.contains(old) && !now.snapshot.rejected.contains(old)) now.gone.insert(old);
  return now;
}

TEST(Scope, WhatDiffersIsEnough) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    std::mt19937 random(seed);
    const auto catalogue = shop_catalogue();
    Side all, some;
    World world;
    for (int round = 0; round < 40; ++round) {
      world = next(world, random);
      const auto apply = [&](Side& side, const Scope* scope) {
        return must(side.db->transact([&](storage::Transaction& tx) -> Result<Applied> {
          return engine::apply(tx, world.snapshot, catalogue, kStart, must(seller_holders(tx)), scope);
        }));
      };
      const auto whole = apply(all, nullptr);
      const Scope scope{world.changed, world.gone, some.refused};
      const auto part = apply(some, round == 0 ? nullptr : &scope);
      some.refused = part.sellers.refused;
      const auto where = fmt::format("seed {} round {}", seed, round);
      ASSERT_EQ(whole.sellers.refused, part.sellers.refused) << where;
      for (const auto* sql : {"SELECT plugin, identity, account, '' FROM seller ORDER BY 1, 2",
                              "SELECT key, state, account, target FROM job WHERE account <> '' ORDER BY 1",
                              "SELECT name, hash, generation || '', absent || '' FROM account ORDER BY 1",
                              "SELECT key, (resolved_at IS NULL) || '', '', '' FROM finding ORDER BY 1"})
        ASSERT_EQ(all.rows(sql), some.rows(sql)) << where << ": " << sql;
      for (const auto& [name, row] : part.rows)
        ASSERT_EQ(row.generation, number(*some.db, "SELECT generation FROM account WHERE name = ?", {name})) << where;
    }
  }
}

}  // namespace
}  // namespace fairway::engine::test

#include "host/engine/housekeeper.hpp"

#include "tests/host/engine/support.hpp"

namespace fairway::engine::test {
namespace {

void wait_for(const std::atomic<int>& runs, int wanted) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (runs < wanted && std::chrono::steady_clock::now() < until) std::this_thread::yield();
}

TEST(Housekeeper, RunsEachChoreInItsTimeThoughOneFails) {
  ManualClock clock(kStart);
  std::atomic<int> often{0}, seldom{0};
  Housekeeper keeper({{"often", std::chrono::minutes(1),
                       [&] {
                         ++often;
                         return Status(fail(FW_E_UNAVAILABLE, "busy"));
                       }},
                      {"seldom", std::chrono::minutes(3),
                       [&] {
                         ++seldom;
                         return Status();
                       }}},
                     clock, silent(clock));
  keeper.start();
  for (int minute = 1; minute <= 6; ++minute) {
    clock.advance(std::chrono::minutes(1));
    wait_for(often, minute);
    wait_for(seldom, minute / 3);
  }
  keeper.stop();
  EXPECT_EQ(often, 6);
  EXPECT_EQ(seldom, 2);
}

TEST(PruneHooks, DropsOldDeliveriesThatAreHandledWithTheirKeys) {
  Folder folder;
  const auto db = open_in(folder);
  const auto vault = must(storage::open_vault(folder.path));
  const auto sealed = must(vault->seal(std::vector<std::string>{"body"}))[0];
  const std::string add =
      "INSERT INTO hook (id, account, target, delivery_id, at, headers, pii_key) VALUES (?, 'a', 't', ?, ?, '{}', ?)";
  const auto now = kStart.time_since_epoch().count(),
             old = (kStart - std::chrono::hours(24 * 31)).time_since_epoch().count();
  change(*db, add, {std::int64_t{1}, "handled", old, sealed.key_id});
  change(*db, add, {std::int64_t{2}, "waiting", old, {}});
  change(*db, add, {std::int64_t{3}, "recent", now, {}});
  change(*db,
         "INSERT INTO job (key, account, kind, target, subject, state, due_at, created_at) VALUES ('h', 'a', 'hook', 't', "
         "2, 'dead', 0, 0)");
  must(prune_hooks(*db, *vault, kStart));
  const auto left = look(*db, "SELECT delivery_id FROM hook ORDER BY id");
  ASSERT_EQ(left.size(), 2u);
  EXPECT_EQ(left.text(0, 0), "waiting");
  EXPECT_EQ(left.text(1, 0), "recent");
  EXPECT_EQ(vault->unseal(sealed).error().code, FW_E_REJECTED);
}

}  // namespace
}  // namespace fairway::engine::test

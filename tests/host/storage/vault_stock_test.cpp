// Keys made ahead: on disk before they are given, given once, and no loss when they are never given.
#include <gmock/gmock.h>

#include <set>

#include "host/storage/sqlite/session.hpp"
#include "host/storage/vault.hpp"
#include "host/storage/vault/key_stock.hpp"
#include "tests/host/storage/child.hpp"
#include "tests/host/storage/support.hpp"

namespace fairway::storage {
namespace {

using namespace test;

using Ids = std::set<std::string>;

class VaultStock : public ::testing::Test {
 protected:
  // Every key on disk, as another process sees it.
  static Ids on_disk(const std::filesystem::path& data) {
    auto session = must(Session::open(data / "keys.db", Millis(10000), {}));
    const Rows rows = must(session->query("SELECT lower(hex(id)) FROM key"));
    Ids ids;
    for (std::size_t i = 0; i < rows.size(); ++i) ids.insert(rows.text(i, 0));
    return ids;
  }
  // Seals so many texts and notes their keys; none may have been noted before.
  void seal(Vault& by, std::size_t count, Ids& noted) {
    for (const auto& one : must(by.seal(std::vector<std::string>(count, "a person"))))
      EXPECT_TRUE(noted.insert(one.key_id).second) << one.key_id << " was given twice";
  }
  void change_keys(const std::string& sql) {
    must(must(Session::open(folder / "keys.db", Millis(10000), {}))->execute(sql));
  }

  Folder folder;
  std::unique_ptr<Vault> vault = must(open_vault(folder.path()));
};

TEST_F(VaultStock, AKeyIsOnDiskBeforeItIsGiven) {
  Ids given;
  for (const std::size_t count : {1u, 15u, 16u, 0u, 100u, 3u, 9000u, 1u}) {  // within, across and beyond what lies ready
    seal(*vault, count, given);
    const Ids stored = on_disk(folder.path());
    EXPECT_TRUE(std::includes(stored.begin(), stored.end(), given.begin(), given.end())) << count;
  }
}

TEST_F(VaultStock, ACommandThatSealsOnceMakesFewKeys) {
  (void)must(vault->seal(std::vector<std::string>{"a person"}));
  EXPECT_LE(on_disk(folder.path()).size(), 16u);
}

TEST_F(VaultStock, ANormalEndLeavesOnlyKeysInUse) {
  Ids given;
  for (int i = 0; i < 100; ++i) seal(*vault, 7, given);
  EXPECT_GT(on_disk(folder.path()).size(), given.size());
  vault.reset();
  EXPECT_EQ(on_disk(folder.path()), given);
}

TEST_F(VaultStock, ACrashBetweenStockAndUseLosesNothing) {
  vault.reset();
  Ids given;
  {
    Child child("SealOneByOne", folder.path());
    for (int i = 0; i < 50; ++i) given.insert(child.line());
    child.kill();
  }
  const Ids left = on_disk(folder.path());
  EXPECT_GT(left.size(), given.size());  // or nothing lay ready at the crash
  vault = must(open_vault(folder.path()));
  for (const std::string& id : given) EXPECT_TRUE(vault->reseal(id, "x")) << id;
  Ids all = left;
  seal(*vault, 500, all);  // nothing that was on disk before is given again, used or not
}

TEST_F(VaultStock, ProcessesAndThreadsNeverShareAKey) {
  const auto other = must(open_vault(folder.path()));  // as the command line has beside the host
  std::vector<Ids> given(4);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < given.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) seal(t % 2 ? *other : *vault, 10, given[t]);
    });
  }
  for (auto& thread : threads) thread.join();
  Ids all;
  for (const Ids& ids : given) all.insert(ids.begin(), ids.end());
  EXPECT_EQ(all.size(), 4u * 50 * 10);
}

TEST_F(VaultStock, ARefillThatFailsGivesNothingAway) {
  Ids given;
  seal(*vault, 16, given);
  change_keys("ALTER TABLE key RENAME TO away");
  EXPECT_FALSE(vault->seal(std::vector<std::string>{"a person"}));
  change_keys("ALTER TABLE away RENAME TO key");
  seal(*vault, 1, given);
  const Ids stored = on_disk(folder.path());
  EXPECT_TRUE(std::includes(stored.begin(), stored.end(), given.begin(), given.end()));
}

TEST_F(VaultStock, ARestoredFolderDoesNotTakeUpTheStockInItsBackup) {  // HST-16
  Ids given;
  seal(*vault, 40, given);
  const auto database = open_in(folder.path());
  must(backup(folder.path(), folder / "b.db", folder / "b.keys"));
  seal(*vault, 20, given);  // out of the stock that the backup holds too
  Folder target;
  must(restore(target / "data", folder / "b.db", folder / "b.keys"));
  Ids all = on_disk(target / "data");
  const auto restored = must(open_vault(target / "data"));
  all.insert(given.begin(), given.end());
  seal(*restored, 200, all);
}

}  // namespace
}  // namespace fairway::storage

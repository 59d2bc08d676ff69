// Sealing and redaction: what is sealed can be read with its key, and with nothing once the key is destroyed.
#include "host/storage/vault.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "host/storage/sqlite/session.hpp"
#include "tests/host/storage/child.hpp"
#include "tests/host/storage/support.hpp"

namespace fairway::storage {
namespace {

using namespace test;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

class VaultTest : public ::testing::Test {
 protected:
  // Of all files in the folder, one after the other.
  std::string everything() {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) all += bytes_of(entry.path());
    return all;
  }
  std::string sealed_key(const std::string& key_id) {
    auto session = must(Session::open(folder / "keys.db", Millis(1000), {}));
    return must(session->query("SELECT sealed FROM key WHERE hex(id) = upper(?)", {key_id})).text(0, 0);
  }

  Folder folder;
  std::unique_ptr<Vault> vault = must(open_vault(folder.path()));
  const std::vector<std::string> texts = {"Erika Mustermann, Heidestr. 17", "", std::string("nul\0inside", 10),
                                          std::string(100000, 'x')};
};

TEST_F(VaultTest, SealsUnderAKeyOfItsOwnEach) {
  const auto sealed = must(vault->seal(texts));
  ASSERT_EQ(sealed.size(), texts.size());
  std::set<std::string> ids;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_THAT(sealed[i].key_id, MatchesRegex("[0-9a-f]{32}"));
    ids.insert(sealed[i].key_id);
    EXPECT_EQ(must(vault->unseal(sealed[i])), texts[i]);
  }
  EXPECT_EQ(ids.size(), texts.size());
  EXPECT_FALSE(vault->unseal({sealed[0].key_id, sealed[2].bytes}));
  EXPECT_TRUE(must(vault->seal({})).empty());
}

// The journal has the page with the key as it was: unlinked, its blocks would lie on the disk until something else needs them.
TEST_F(VaultTest, ADestroyedKeyIsNotLeftInTheBlocksOfTheJournal) {
  const auto journal = folder / "keys.db-journal";
  const auto sealed = must(vault->seal(texts));
  const auto key = sealed_key(sealed[0].key_id);
  struct stat before {
  }, after{};
  ASSERT_EQ(::stat(journal.c_str(), &before), 0) << "the blocks of an earlier one are given away";
  must(vault->destroy(std::vector{sealed[0].key_id}));
  ASSERT_EQ(::stat(journal.c_str(), &after), 0);
  EXPECT_EQ(before.st_ino, after.st_ino);
  EXPECT_GE(after.st_size, before.st_size);
  const auto bytes = bytes_of(journal);
  EXPECT_GT(bytes.size(), 0u);
  EXPECT_EQ(bytes.find_first_not_of('\0'), std::string::npos);
  EXPECT_THAT(everything(), Not(HasSubstr(key)));
  EXPECT_EQ(must(vault->unseal(sealed[1])), texts[1]);
}

TEST_F(VaultTest, KeysAreThereAfterANewStart) {
  const auto sealed = must(vault->seal(texts));
  const std::string token = vault->seal_with_host_key("refresh token");
  vault = must(open_vault(folder.path()));
  EXPECT_EQ(must(vault->unseal(sealed[0])), texts[0]);
  EXPECT_EQ(must(vault->unseal_with_host_key(token)), "refresh token");
}

TEST_F(VaultTest, TheSameTextNeverLooksTheSame) {
  const std::vector<std::string> twice = {"a", "a"};
  const auto sealed = must(vault->seal(twice));
  EXPECT_NE(sealed[0].bytes, sealed[1].bytes);
  EXPECT_NE(vault->seal_with_host_key("a"), vault->seal_with_host_key("a"));
}

TEST_F(VaultTest, ResealedUnderTheOldKeyGoesWithIt) {
  const auto sealed = must(vault->seal(texts));
  const Vault::Sealed again{sealed[0].key_id, must(vault->reseal(sealed[0].key_id, "moved house"))};
  EXPECT_EQ(must(vault->unseal(again)), "moved house");
  must(vault->destroy(std::vector{sealed[0].key_id}));
  EXPECT_EQ(vault->unseal(again).error().code, FW_E_REJECTED);
  EXPECT_EQ(vault->reseal(sealed[0].key_id, "x").error().code, FW_E_REJECTED);
}

TEST_F(VaultTest, DestroyedIsRedactedForGoodAndNothingElseIs) {  // ORD-12
  const auto sealed = must(vault->seal(texts));
  const std::vector<std::string> gone = {sealed[0].key_id, sealed[1].key_id};
  must(vault->destroy(gone));
  must(vault->destroy(gone));  // again is no error: a job may be run twice
  auto refused = vault->unseal(sealed[0]);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, FW_E_REJECTED);
  EXPECT_EQ(refused.error().message, "redacted");
  EXPECT_EQ(must(vault->unseal(sealed[2])), texts[2]);
  vault = must(open_vault(folder.path()));
  EXPECT_EQ(vault->unseal(sealed[1]).error().code, FW_E_REJECTED);
}

TEST_F(VaultTest, NeitherPlainTextNorADestroyedKeyIsInAnyFile) {  // ORD-12
  auto database = open_in(folder.path());
  const std::vector<std::string> all(300, texts[0]);
  const auto sealed = must(vault->seal(all));
  change(*database, "CREATE TABLE note (key TEXT, body BLOB)");
  Rows rows{{"key", Type::text}, {"body", Type::blob}};
  std::vector<std::string> ids, keys;
  for (const auto& one : sealed) {
    rows.add({one.key_id, Blob{one.bytes}});
    ids.push_back(one.key_id);
    keys.push_back(sealed_key(one.key_id));
  }
  must(database->transact([&](Transaction& tx) { return tx.bulk("INSERT INTO note VALUES (?, ?)", rows); }));
  std::string bytes = everything();
  EXPECT_THAT(bytes, Not(HasSubstr("Mustermann")));
  EXPECT_THAT(bytes, HasSubstr(keys[0]));  // or the search below would prove nothing
  EXPECT_THAT(bytes, HasSubstr(keys[299]));

  must(vault->destroy(std::span(ids).subspan(0, 299)));
  bytes = everything();
  for (std::size_t i = 0; i < 299; ++i) ASSERT_EQ(bytes.find(keys[i]), std::string::npos) << i;
  EXPECT_THAT(bytes, HasSubstr(keys[299]));
}

TEST_F(VaultTest, DamageIsToldFromRedaction) {
  auto sealed = must(vault->seal(texts))[0];
  for (const std::size_t at : {std::size_t{0}, std::size_t{5}, sealed.bytes.size() - 1}) {
    auto damaged = sealed;
    damaged.bytes[at] ^= 1;
    EXPECT_EQ(vault->unseal(damaged).error().code, FW_E_INTERNAL);
  }
  EXPECT_FALSE(vault->unseal({sealed.key_id, ""}));
  EXPECT_EQ(vault->unseal({"not hex", sealed.bytes}).error().code, FW_E_INVALID);
  EXPECT_EQ(vault->destroy(std::vector<std::string>{"abc"}).error().code, FW_E_INVALID);
  EXPECT_FALSE(vault->unseal_with_host_key(sealed.bytes));
}

TEST_F(VaultTest, FilesAreForTheirOwnerOnly) {
  for (const char* name : {"host.key", "keys.db"}) {
    struct stat about {};
    ASSERT_EQ(::stat((folder / name).c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600u) << name;
  }
  std::filesystem::permissions(folder / "host.key", std::filesystem::perms::group_read, std::filesystem::perm_options::add);
  EXPECT_EQ(open_vault(folder.path()).error().code, FW_E_CONFIG);
}

TEST_F(VaultTest, AMissingOrForeignHostKeyIsNeverReplaced) {  // a new one would lock out every key there is
  vault.reset();
  std::filesystem::rename(folder / "host.key", folder / "away");
  EXPECT_EQ(open_vault(folder.path()).error().code, FW_E_CONFIG);
  EXPECT_FALSE(std::filesystem::exists(folder / "host.key"));
  Folder other;
  must(open_vault(other.path()));
  std::filesystem::copy(other / "host.key", folder / "host.key");
  EXPECT_EQ(open_vault(folder.path()).error().code, FW_E_CONFIG);
  std::filesystem::resize_file(folder / "host.key", 7);
  EXPECT_EQ(open_vault(folder.path()).error().code, FW_E_CONFIG);
}

TEST_F(VaultTest, AKeySaidToBeCommittedSurvivesAKill) {
  vault.reset();
  std::vector<std::string> ids;
  {
    Child child("SealBatches", folder.path());
    for (int i = 0; i < 20; ++i) ids.push_back(child.line());
    child.kill();
  }
  vault = must(open_vault(folder.path()));
  for (const std::string& id : ids) EXPECT_TRUE(vault->reseal(id, "x")) << id;
}

TEST_F(VaultTest, ThreadsShareIt) {
  std::atomic<int> failures = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i) {
        auto sealed = vault->seal(texts);
        if (!sealed || *vault->unseal(sealed->front()) != texts[0]) ++failures;
        if (!vault->destroy(std::vector{sealed->front().key_id})) ++failures;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(failures, 0);
}

}  // namespace
}  // namespace fairway::storage

// Backup and restore: consistent while a host writes, never rows without their keys, never half a restore.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <future>

#include "host/storage/sqlite/session.hpp"
#include "host/storage/vault.hpp"
#include "tests/host/storage/support.hpp"

namespace fairway::storage {
namespace {

using namespace test;
using ::testing::HasSubstr;
using ::testing::Not;

class Backups : public ::testing::Test {
 protected:
  void SetUp() override { change(*database, "CREATE TABLE note (id INTEGER PRIMARY KEY, key TEXT, body BLOB)"); }

  void write_note(const std::string& text) {
    const auto sealed = must(vault->seal(std::vector{text}));
    Rows rows{{"key", Type::text}, {"body", Type::blob}};
    rows.add({sealed[0].key_id, Blob{sealed[0].bytes}});
    must(database->transact([&](Transaction& tx) { return tx.insert("note", rows); }));
  }
  // Notes in a data folder that can be read; one that cannot throws.
  static std::vector<std::string> notes(const std::filesystem::path& data) {
    auto opened = must(open_vault(data));
    auto base = open_in(data);
    const Rows rows = look(*base, "SELECT key, body FROM note ORDER BY id");
    std::vector<std::string> all;
    for (std::size_t i = 0; i < rows.size(); ++i) all.push_back(must(opened->unseal({rows.text(i, 0), rows.text(i, 1)})));
    return all;
  }

  Folder folder, target;
  std::unique_ptr<Database> database = open_in(folder / "data");
  std::unique_ptr<Vault> vault = must(open_vault(folder / "data"));
  const std::filesystem::path file = folder / "backup.db", keys = folder / "backup.keys";
};

TEST_F(Backups, RoundTripWhileTheHostRuns) {  // HST-16
  write_note("first");
  const std::string token = vault->seal_with_host_key("token");
  must(backup(folder / "data", file, keys));
  write_note("after the backup");
  must(restore(target / "data", file, keys));
  EXPECT_EQ(notes(target / "data"), std::vector<std::string>{"first"});
  EXPECT_EQ(must(must(open_vault(target / "data"))->unseal_with_host_key(token)), "token");
}

TEST_F(Backups, NoRowIsWithoutItsKeyWhileWritersRun) {
  std::atomic<bool> ended = false;
  auto writer = std::async(std::launch::async, [&] {
    for (int i = 0; !ended; ++i) write_note(std::to_string(i));
  });
  const auto rounds = [&] {
    for (int round = 0; round < 3; ++round) {
      const auto name = std::to_string(round);
      must(backup(folder / "data", folder / ("d" + name), folder / ("k" + name)));
      must(restore(target / name, folder / ("d" + name), folder / ("k" + name)));
      const auto all = notes(target / name);
      for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], std::to_string(i));
    }
  };
  EXPECT_NO_THROW(rounds());
  ended = true;
  EXPECT_NO_THROW(writer.get());
}

TEST_F(Backups, OfAStoppedHostToo) {
  write_note("first");
  database.reset();
  vault.reset();
  must(backup(folder / "data", file, keys));
  must(restore(target / "data", file, keys));
  EXPECT_EQ(notes(target / "data"), std::vector<std::string>{"first"});
}

TEST_F(Backups, KeysAreApartAndPrivate) {
  write_note("first");
  must(backup(folder / "data", file, keys));
  const std::string host_key = bytes_of(folder / "data/host.key");
  EXPECT_THAT(bytes_of(keys), HasSubstr(host_key));
  EXPECT_THAT(bytes_of(file), Not(HasSubstr(host_key)));
  for (const auto& path : {file, keys}) {
    struct stat about {};
    ASSERT_EQ(::stat(path.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600u);
  }
  must(restore(target / "data", file, keys));
  EXPECT_THAT(bytes_of(target / "data/keys.db"), Not(HasSubstr(host_key)));
}

TEST_F(Backups, ADestroyedKeyIsNotInALaterBackup) {  // ORD-12
  write_note("first");
  const auto sealed = must(vault->seal(std::vector<std::string>{"a person"}));
  must(vault->destroy(std::vector{sealed[0].key_id}));
  must(backup(folder / "data", file, keys));
  must(restore(target / "data", file, keys));
  EXPECT_EQ(must(open_vault(target / "data"))->unseal(sealed[0]).error().code, FW_E_REJECTED);
}

// ORD-12: keys from before a redaction do not undo it, where a file that was restored, or a later one, knows of it.
TEST_F(Backups, AKeyThatIsOnRecordAsDestroyedDoesNotComeBackFromAnOldFile) {
  const auto sealed = must(vault->seal(std::vector<std::string>{"kept", "redacted", "redacted later"}));
  const auto old_keys = folder / "old.keys";
  must(backup(folder / "data", folder / "old.db", old_keys));
  const auto redact = [&](const std::string& key) {
    must(vault->destroy(std::vector{key}));
    change(*database,
           fmt::format("INSERT INTO redaction (account, kind, subject, key_id, at, why, cause) VALUES ('acme', 'order', 1, "
                       "'{}', 0, 'request', 'by ada')",
                       key));
  };
  redact(sealed[1].key_id);
  must(backup(folder / "data", file, keys));
  redact(sealed[2].key_id);
  database.reset();  // what is left of it when the machine was lost
  const auto opens = [&](const std::string& into, const std::vector<std::filesystem::path>& redacted) {
    must(restore(target / into, file, old_keys, "sqlite:fairway.db", redacted));
    const auto restored = must(open_vault(target / into));
    std::string out;
    for (const auto& one : sealed) out += restored->unseal(one) ? '1' : '0';
    EXPECT_EQ(bytes_of(target / into / "keys.db").find(sealed[1].key_id), std::string::npos);
    return out;
  };
  EXPECT_EQ(opens("one", {}), "101");
  EXPECT_EQ(opens("two", {folder / "data/fairway.db"}), "100");
  EXPECT_EQ(restore(target / "three", file, old_keys, "sqlite:fairway.db", {folder / "nowhere"}).error().code,
            FW_E_REJECTED);
  EXPECT_FALSE(std::filesystem::exists(target / "three/keys.db"));
}

TEST_F(Backups, NothingIsOverwritten) {
  write_note("first");
  must(backup(folder / "data", file, keys));
  EXPECT_EQ(backup(folder / "data", file, folder / "k2").error().code, FW_E_REJECTED);
  EXPECT_EQ(backup(folder / "data", folder / "d2", keys).error().code, FW_E_REJECTED);
  EXPECT_FALSE(std::filesystem::exists(folder / "d2"));
  EXPECT_EQ(database->backup(file).error().code, FW_E_REJECTED);
  EXPECT_EQ(vault->backup(keys).error().code, FW_E_REJECTED);
  const auto same = backup(folder / "data", folder / "d4", folder / "." / "d4");
  EXPECT_THAT(same.error().message, HasSubstr("is named for both"));
  EXPECT_EQ(backup(folder / "nothing", folder / "d3", folder / "k3").error().code, FW_E_REJECTED);
}

TEST_F(Backups, ARestoreWantsAFolderWithoutDataOrHost) {
  must(backup(folder / "data", file, keys));
  EXPECT_EQ(restore(folder / "data", file, keys).error().code, FW_E_UNAVAILABLE);  // the host runs
  database.reset();
  EXPECT_EQ(restore(folder / "data", file, keys).error().code, FW_E_REJECTED);
  std::filesystem::create_directories(target / "keys-only");
  std::filesystem::copy(folder / "data/keys.db", target / "keys-only/keys.db");
  EXPECT_EQ(restore(target / "keys-only", file, keys).error().code, FW_E_REJECTED);
}

TEST_F(Backups, AJournalThatWasLeftBehindIsNotPlayedIntoWhatIsRestored) {
  write_note("first");
  must(backup(folder / "data", file, keys));
  std::filesystem::create_directories(target / "data");
  for (const char* name : {"fairway.db-wal", "fairway.db-shm", "fairway.db-journal", "keys.db-wal", "keys.db-journal"}) {
    std::ofstream(target / "data" / name) << "of the database that was here";
    EXPECT_THAT(restore(target / "data", file, keys).error().message, HasSubstr(name));
    std::filesystem::remove(target / "data" / name);
  }
  std::ofstream(target / "data/fairway.db-wal") << "one";
  std::ofstream(target / "data/keys.db-journal") << "two";
  const auto refused = restore(target / "data", file, keys);
  EXPECT_EQ(refused.error().code, FW_E_REJECTED);
  EXPECT_THAT(refused.error().message, AllOf(HasSubstr("fairway.db-wal, "), HasSubstr("keys.db-journal exist")));
  EXPECT_FALSE(std::filesystem::exists(target / "data/fairway.db"));
}

TEST_F(Backups, ABadBackupLeavesTheFolderEmpty) {
  write_note(std::string(100000, 'x'));
  must(backup(folder / "data", file, keys));
  Folder stranger;
  must(open_vault(stranger.path()))->backup(stranger / "keys");

  std::filesystem::copy(file, folder / "torn");
  std::filesystem::resize_file(folder / "torn", std::filesystem::file_size(file) / 2);
  std::ofstream(folder / "text") << "this is not a database, however long the text may be";
  std::filesystem::copy(file, folder / "newer");
  must(must(Session::open(folder / "newer", Millis(100), {}))
           ->execute("INSERT INTO migration VALUES (999, '0999_later', 'x')"));

  const std::vector<std::pair<std::filesystem::path, std::filesystem::path>> bad = {
      {folder / "torn", keys},    {folder / "text", keys},
      {folder / "newer", keys},   {keys, keys},
      {file, folder / "text"},    {file, file},
      {folder / "missing", keys}, {file, folder / "missing"}};
  for (const auto& [data_file, keys_file] : bad) {
    EXPECT_FALSE(restore(target / "data", data_file, keys_file)) << data_file << ' ' << keys_file;
    std::vector<std::filesystem::directory_entry> left(std::filesystem::directory_iterator(target / "data"), {});
    ASSERT_EQ(left.size(), 1u) << data_file << ' ' << keys_file;  // the lock's file
  }
  EXPECT_THAT(restore(target / "data", keys, file).error().message, HasSubstr("are --file and --keys swapped?"));
  must(restore(target / "data", file, keys));
}

TEST_F(Backups, AnInterruptedRestoreIsFinishedByTheNextOpen) {
  write_note("first");
  must(backup(folder / "data", file, keys));
  must(restore(target / "data", file, keys));
  // As a process leaves it that ended between the last renames: one file in place, two waiting.
  std::filesystem::create_directory(target / "data/restore.ready");
  std::filesystem::rename(target / "data/fairway.db", target / "data/restore.ready/fairway.db");
  std::filesystem::rename(target / "data/host.key", target / "data/restore.ready/host.key");
  EXPECT_EQ(notes(target / "data"), std::vector<std::string>{"first"});
  EXPECT_FALSE(std::filesystem::exists(target / "data/restore.ready"));
}

}  // namespace
}  // namespace fairway::storage

// Sealed secrets, and the exchange of the host key under which everything lies.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "host/storage/rotate.hpp"
#include "host/storage/secrets.hpp"
#include "host/storage/vault.hpp"
#include "tests/host/storage/child.hpp"
#include "tests/host/storage/support.hpp"

namespace fairway::storage {
namespace {

using namespace test;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Instant kNow{std::chrono::hours(24 * 365 * 50)};
const std::string kValue = "amzn1.oa2-cs.v1.made-up-and-never-shown";

std::string everything_in(const std::filesystem::path& folder) {
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) all += bytes_of(entry.path());
  return all;
}

unsigned bits_of(const std::filesystem::path& file) {
  struct stat about {};
  return ::stat(file.c_str(), &about) == 0 ? about.st_mode & 0777 : 0;
}

class Secrets : public ::testing::Test {
 protected:
  Folder folder;
  const std::filesystem::path data = folder / "data";
};

TEST_F(Secrets, ASealedValueIsReadBackAndLiesNowhereInTheClear) {  // HST-1
  EXPECT_FALSE(must(set_secret(data, "lwa", kValue, kNow)));
  EXPECT_TRUE(must(set_secret(data, "lwa", kValue + "2", kNow)));
  const auto read = secret_reader(data);
  EXPECT_EQ(must(read("lwa")), kValue + "2");
  EXPECT_THAT(everything_in(data), Not(HasSubstr(kValue)));
  EXPECT_THAT(everything_in(data), HasSubstr("lwa"));  // or the search would prove nothing
  for (const char* name : {"secrets.sealed", "host.key", "secrets.lock"}) EXPECT_EQ(bits_of(data / name), 0600u) << name;
}

TEST_F(Secrets, AReaderSeesAChangeAndARemoval) {
  must(set_secret(data, "one", kValue, kNow));
  const auto read = secret_reader(data);
  EXPECT_EQ(must(read("one")), kValue);
  must(set_secret(data, "one", "another", kNow));
  EXPECT_EQ(must(read("one")), "another");
  EXPECT_TRUE(must(remove_secret(data, "one")));
  EXPECT_FALSE(must(remove_secret(data, "one")));
  EXPECT_FALSE(read("one"));
}

TEST_F(Secrets, WhatCannotBeReadSaysWhatToDo) {
  EXPECT_THAT(secret_reader(data)("x").error().message, HasSubstr("there is no data folder"));
  EXPECT_FALSE(std::filesystem::exists(data));  // a check makes nothing
  std::filesystem::create_directory(data);
  EXPECT_THAT(secret_reader(data)("x").error().message, HasSubstr("has no sealed secrets"));
  must(set_secret(data, "acme-lwa", kValue, kNow));
  EXPECT_THAT(secret_reader(data)("acme-lwe").error().message, HasSubstr("did you mean \"acme-lwa\"?"));
  std::filesystem::remove(data / "host.key");
  EXPECT_THAT(secret_reader(data)("acme-lwa").error().message, HasSubstr("host.key"));
  EXPECT_EQ(set_secret(data, "b", kValue, kNow).error().code, FW_E_CONFIG);  // a new key would lock the others out
}

TEST_F(Secrets, BadNamesAndValuesAreRefused) {
  for (const auto& name : std::vector<std::string>{"", "-a", "a b", "a}", "../a", "ä", std::string(101, 'a')})
    EXPECT_EQ(set_secret(data, name, "v", kNow).error().code, FW_E_INVALID) << name;
  for (const std::string& value : {std::string(), std::string("a\0b", 3), std::string("\xff"), std::string(65537, 'x')})
    EXPECT_EQ(set_secret(data, "a", value, kNow).error().code, FW_E_INVALID);
  EXPECT_FALSE(std::filesystem::exists(data));
}

TEST_F(Secrets, OneCannotStandInForAnother) {
  must(set_secret(data, "aa", kValue, kNow));
  must(set_secret(data, "bb", "other", kNow));
  auto text = bytes_of(data / "secrets.sealed");
  text.replace(text.find("\"aa\""), 4, "\"cc\"");
  std::ofstream(data / "secrets.sealed") << text;
  EXPECT_THAT(secret_reader(data)("cc").error().message, HasSubstr("damaged"));
}

TEST_F(Secrets, TheyAreInTheDataOfABackupAndOpenOnlyWithItsKeys) {  // HST-16
  open_in(data);
  must(must(open_vault(data))->seal(std::vector<std::string>{"x"}));
  must(set_secret(data, "lwa", kValue, kNow));
  must(backup(data, folder / "d", folder / "k"));
  EXPECT_THAT(bytes_of(folder / "d") + bytes_of(folder / "k"), Not(HasSubstr(kValue)));
  EXPECT_THAT(bytes_of(folder / "d"), Not(HasSubstr(bytes_of(data / "host.key"))));
  must(restore(folder / "restored", folder / "d", folder / "k"));
  EXPECT_EQ(must(secret_reader(folder / "restored")("lwa")), kValue);
  EXPECT_EQ(bits_of(folder / "restored/secrets.sealed"), 0600u);
  Folder stranger;
  must(must(open_vault(stranger.path()))->backup(stranger / "keys"));
  EXPECT_EQ(restore(folder / "other", folder / "d", stranger / "keys").error().code, FW_E_REJECTED);
}

TEST_F(Secrets, TheKeyIsExchangedWhereNoHostEverRan) {
  must(set_secret(data, "lwa", kValue, kNow));
  EXPECT_EQ(must(rotate_host_key(data)).secrets, 1u);
  EXPECT_FALSE(std::filesystem::exists(data / "keys.db"));
  std::ofstream(data / "keys.db");  // as a host leaves it that ended while it made the file
  EXPECT_EQ(must(rotate_host_key(data)).keys, 0u);
  EXPECT_EQ(must(secret_reader(data)("lwa")), kValue);
  EXPECT_FALSE(rotate_host_key(folder / "nothing"));
  EXPECT_FALSE(std::filesystem::exists(folder / "nothing"));
}

// What lies sealed in a data folder: personal data under keys, a token, a secret.
class Rotation : public Secrets {
 protected:
  void SetUp() override {
    set_secret(data, "lwa", kValue, kNow).value();
    auto database = open_in(data);
    auto vault = must(open_vault(data));
    sealed = must(vault->seal(std::vector<std::string>(5000, "a person")));  // more than one batch of keys
    change(*database, "INSERT INTO token (scope, refresh, access) VALUES ('a', ?, ?)",
           {Blob{vault->seal_with_host_key("refresh")}, Blob{vault->seal_with_host_key("access")}});
  }
  void expect_all_readable(const std::string& when) {
    auto database = open_in(data);
    auto vault = must(open_vault(data));
    for (const auto& one : sealed) ASSERT_EQ(must(vault->unseal(one)), "a person") << when;
    const auto rows = look(*database, "SELECT refresh, access FROM token");
    EXPECT_EQ(must(vault->unseal_with_host_key(rows.text(0, 0))), "refresh") << when;
    EXPECT_EQ(must(vault->unseal_with_host_key(rows.text(0, 1))), "access") << when;
    EXPECT_EQ(must(secret_reader(data)("lwa")), kValue) << when;
  }
  std::vector<Vault::Sealed> sealed;
};

TEST_F(Rotation, EverythingIsSealedAnewAndTheOldKeyOpensNothing) {
  std::filesystem::copy(data / "host.key", folder / "old.key");
  const auto done = must(rotate_host_key(data));
  EXPECT_GE(done.keys, 5000u);
  EXPECT_EQ(done.tokens, 2u);
  EXPECT_EQ(done.secrets, 1u);
  EXPECT_FALSE(done.resumed);
  expect_all_readable("after");
  EXPECT_FALSE(std::filesystem::exists(data / "host.key.next"));
  EXPECT_EQ(bits_of(data / "host.key"), 0600u);
  EXPECT_NE(bytes_of(data / "host.key"), bytes_of(folder / "old.key"));
  std::filesystem::copy(folder / "old.key", data / "host.key", std::filesystem::copy_options::overwrite_existing);
  EXPECT_FALSE(open_vault(data));
  EXPECT_FALSE(secret_reader(data)("lwa"));
}

TEST_F(Rotation, AKillBeforeAnyStepLosesNothingAndTheNextCallEndsIt) {
  for (const char* step : {"next", "keys", "tokens", "secrets", "exchange", "done"}) {
    ::setenv("FAIRWAY_TEST_STEP", step, 1);
    Child child("RotateToAStep", data);
    EXPECT_EQ(child.line(), "") << step;
    child.kill();
    const bool begun = std::filesystem::exists(data / "host.key.next");
    EXPECT_EQ(begun, std::string(step) != "next" && std::string(step) != "done") << step;
    expect_all_readable(step);
    if (begun) {  // which key would it hold?
      EXPECT_EQ(backup(data, folder / "d", folder / "k").error().code, FW_E_UNAVAILABLE);
    }
    must(finish_rotation(data));
    EXPECT_FALSE(std::filesystem::exists(data / "host.key.next"));
    expect_all_readable(std::string("finished after ") + step);
  }
}

TEST_F(Rotation, AKillAtAnyMomentLosesNothing) {
  for (int round = 0; round < 12; ++round) {
    Child child("Rotate", data);
    for (int i = 0; i < round % 3; ++i) child.line();
    ::usleep(static_cast<useconds_t>(round * 1700));  // somewhere within; every outcome must do
    child.kill();
    ASSERT_NO_FATAL_FAILURE(expect_all_readable(std::to_string(round)));
  }
}

TEST_F(Rotation, AHostGoesOnBesideIt) {
  auto database = open_in(data);
  auto vault = must(open_vault(data));
  const auto read = secret_reader(data);
  Child child("Rotate", data);
  for (int i = 0; i < 60; ++i) {
    const auto mine = must(vault->seal(std::vector<std::string>{std::to_string(i)}));
    must(database->transact([&](Transaction& tx) {
      return tx.execute("UPDATE token SET refresh = ?", {Blob{vault->seal_with_host_key(std::to_string(i))}});
    }));
    ASSERT_EQ(must(vault->unseal(mine[0])), std::to_string(i));
    ASSERT_EQ(must(vault->unseal(sealed[static_cast<std::size_t>(i)])), "a person");
    ASSERT_EQ(must(vault->unseal_with_host_key(look(*database, "SELECT refresh FROM token").text(0, 0))), std::to_string(i));
    ASSERT_EQ(must(read("lwa")), kValue);
    if (i % 20 == 0) { EXPECT_EQ(child.line(), "rotated"); }
  }
  child.kill();
  must(finish_rotation(data));
  vault.reset();
  vault = must(open_vault(data));  // one that knows only what lies there now
  EXPECT_EQ(must(vault->unseal_with_host_key(look(*database, "SELECT refresh FROM token").text(0, 0))), "59");
  for (const auto& one : sealed) ASSERT_EQ(must(vault->unseal(one)), "a person");
}

}  // namespace
}  // namespace fairway::storage

// Reading the same folder again: what did not change is kept, and the result is as if all had been read anew.
#include <gmock/gmock.h>

#include <random>

#include "tests/host/config/folder.hpp"

namespace fairway::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::string account_text(int number, const std::string& more = {}) {
  return fmt::format(R"(account: a{0}
extends: [base]
stores:
  us:
    plugin: amazon
    settings: {{ marketplace: US, seller-id: SELLER{0}, client-id: c, client-secret: "${{file:secrets/s{0}}}" }}
{1}
)",
                     number, more);
}

class LoaderTest : public testing::Test {
 protected:
  LoaderTest() {
    folder.write("templates/base.yaml", "extends: [deep]\ncompany: Acme\n")
        .write("templates/deep.yaml", "privacy: { retain: 9d }\n");
    for (int i = 1; i <= 3; ++i)
      folder.write(fmt::format("accounts/a{}.yaml", i), account_text(i)).write(fmt::format("secrets/s{}", i), "hush-hush");
  }
  Loaded load(bool fresh = false, const News* news = nullptr) { return loader.load(fake_catalogue(), options, fresh, news); }

  Folder folder;
  Loader loader{folder.path()};
  LoadOptions options = folder.options();
};

std::map<std::string, std::string> hashes(const std::map<std::string, std::shared_ptr<const Account>>& accounts) {
  std::map<std::string, std::string> all;
  for (const auto& [name, account] : accounts) all[name] = account->hash;
  return all;
}

// HST-2: whatever is done to the folder, reading it again gives what reading it for the first time would; and so does reading
// only what is said to be new.
TEST_F(LoaderTest, ReadingAgainIsAsGoodAsReadingAnew) {
  std::mt19937 random(20261122);
  const auto pick = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most)) + 1; };
  const auto any = [&](const char* pattern) { return fmt::format(fmt::runtime(pattern), pick(3)); };
  using Edit = std::pair<std::string, std::optional<std::string>>;  // a file, and what it says; nothing: it goes
  const std::vector<std::function<Edit()>> edits{
      [&] { return Edit(any("accounts/a{}.yaml"), account_text(pick(3))); },
      [&] { return Edit("accounts/a1.yaml", account_text(1, "skus: { file: skus.csv }")); },
      [&] { return Edit("accounts/a2.yaml", account_text(2, "extra: 1")); },
      [&] { return Edit("accounts/a1.yaml", account_text(4, "formerly: a1")); },
      [&] { return Edit("accounts/a2.yaml", account_text(pick(3), "formerly: a2")); },
      [&] { return Edit("accounts/a3.yaml", "account: a3\nstores: [\n"); },
      [&] { return Edit(any("accounts/a{}.yaml"), std::nullopt); },
      [&] { return Edit("templates/base.yaml", fmt::format("extends: [deep]\ncompany: Acme {}\n", pick(9))); },
      [&] { return Edit("templates/deep.yaml", fmt::format("privacy: {{ retain: {}d }}\n", pick(9))); },
      [&] { return Edit("templates/deep.yaml", "extends: [base]\n"); },
      [&] { return Edit("templates/base.yaml", std::nullopt); },
      [&] { return Edit("secrets/s1", fmt::format("hush-{}", pick(9))); },
      [&] { return Edit(any("secrets/s{}"), std::nullopt); },
      [&] { return Edit("secrets/s2", "back-again"); },
      [&] { return Edit("skus.csv", fmt::format("sku\nMUG-{}\n", pick(9))); },
      [&] { return Edit("skus.csv", std::nullopt); },
      [&] { return Edit("fairway.yaml", pick(2) == 1 ? "mode: observe\n" : "mode: live\n"); },
  };
  for (int round = 0; round < 600; ++round) {
    News news;
    for (int i = pick(2); i > 0; --i) {
      const auto [file, text] = edits[random() % edits.size()]();
      if (text) folder.write(file, *text);
      else folder.remove(file);
      news.insert(file);
    }
    const auto what = fmt::format("round {}: {}", round, fmt::join(news, ", "));
    if (pick(2) == 1 && loader.stale(options)) { ASSERT_TRUE(loader.stale(options, &news)) << what; }
    const auto again = load(false, pick(2) == 1 ? &news : nullptr).snapshot;
    const auto anew = folder.load();
    ASSERT_EQ(lines(again.findings), lines(anew.findings)) << what;
    ASSERT_EQ(hashes(again.accounts), hashes(anew.accounts)) << what;
    ASSERT_EQ(again.rejected, anew.rejected) << what;
    ASSERT_EQ(hashes(again.unsound), hashes(anew.unsound)) << what;
    ASSERT_EQ(again.former, anew.former) << what;
    ASSERT_FALSE(loader.stale(options)) << what;
  }
}

TEST_F(LoaderTest, WhatDidNotChangeIsNotBuiltAgain) {
  const auto first = load().snapshot;
  folder.write("accounts/a2.yaml", account_text(2, "notify: { email: ops@acme.example }"));
  const auto second = load().snapshot;
  EXPECT_EQ(first.accounts.at("a1"), second.accounts.at("a1"));  // the same object
  EXPECT_NE(first.accounts.at("a2"), second.accounts.at("a2"));
  EXPECT_NE(load(true).snapshot.accounts.at("a1"), first.accounts.at("a1"));
}

// What an account was built of builds it again, when the folder has long moved on.
TEST_F(LoaderTest, SourcesBuildTheSameAccountAgain) {
  folder.write("accounts/a1.yaml", account_text(1, "skus: { file: skus.csv }")).write("skus.csv", "sku\nMUG\n");
  const auto loaded = load();
  ASSERT_THAT(wrong_lines(loaded.snapshot.findings), IsEmpty());
  const auto sources = loaded.read.at("a1");
  EXPECT_THAT(sources.texts, ElementsAre(testing::Key("accounts/a1.yaml"), testing::Key("skus.csv"),
                                         testing::Key("templates/base.yaml"), testing::Key("templates/deep.yaml")));
  for (const auto* name : {"templates/base.yaml", "templates/deep.yaml", "skus.csv", "accounts/a1.yaml"})
    folder.remove(name);
  const auto again = loader.rebuild(sources, fake_catalogue(), options, Mode::live);
  ASSERT_THAT(wrong_lines(again.findings), IsEmpty());
  EXPECT_EQ(again.account->hash, loaded.snapshot.accounts.at("a1")->hash);
}

// HST-2: a rollback holds until somebody changes the account's files.
TEST_F(LoaderTest, APinHoldsUntilTheFilesChange) {
  const auto old = load().read.at("a1");
  const auto old_hash = load().snapshot.accounts.at("a1")->hash;
  folder.write("templates/deep.yaml", "privacy: { retain: 5d }\n");
  const auto edited = load();
  ASSERT_NE(edited.snapshot.accounts.at("a1")->hash, old_hash);
  options.pins["a1"] = {*loader.folder_hash("a1"), {}, std::make_shared<const Sources>(old)};
  const auto pinned = load();
  EXPECT_THAT(pinned.pinned, ElementsAre("a1"));
  EXPECT_EQ(pinned.snapshot.accounts.at("a1")->hash, old_hash);
  EXPECT_EQ(pinned.snapshot.accounts.at("a1")->retain_pii, std::chrono::hours(9 * 24));
  EXPECT_EQ(pinned.snapshot.accounts.at("a2")->retain_pii, std::chrono::hours(5 * 24));
  folder.write("secrets/s1", "another-one");  // a secret is no file of the account: the pin holds, the new secret counts
  EXPECT_EQ(load().snapshot.accounts.at("a1")->stores[0].settings.secrets.begin()->second, "another-one");
  folder.write("templates/deep.yaml", "privacy: { retain: 4d }\n");
  const auto moved_on = load();
  EXPECT_THAT(moved_on.pinned, IsEmpty());
  EXPECT_EQ(moved_on.snapshot.accounts.at("a1")->retain_pii, std::chrono::hours(4 * 24));
}

// A folder that is a link, turned to another release: nothing of the old one and the new one is mixed.
TEST_F(LoaderTest, ALinkedFolderIsSwitchedAsAWhole) {
  namespace fs = std::filesystem;
  Folder next;
  next.write("accounts/a9.yaml", "account: a9\n");
  const auto link = folder.path() / "current";
  fs::create_directory_symlink(folder.path(), link);
  Loader linked(link);
  EXPECT_THAT(linked.load(fake_catalogue(), options).snapshot.accounts,
              UnorderedElementsAre(testing::Key("a1"), testing::Key("a2"), testing::Key("a3")));
  fs::create_directory_symlink(next.path(), folder.path() / "turned");
  fs::rename(folder.path() / "turned", link);
  const auto turned = linked.load(fake_catalogue(), options).snapshot;
  EXPECT_THAT(turned.accounts, UnorderedElementsAre(testing::Key("a9")));
  EXPECT_THAT(lines(turned.findings), IsEmpty());
}

}  // namespace
}  // namespace fairway::config

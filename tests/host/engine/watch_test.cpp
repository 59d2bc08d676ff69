// Folders that are watched, each by rules of its own: real files, real events. (HST-2, HST-3)
#include "host/engine/reload/watch.hpp"

#include "tests/host/engine/support.hpp"

namespace fairway::engine::test {
namespace {

namespace fs = std::filesystem;

constexpr Millis kTooLong = std::chrono::seconds(20);
constexpr Millis kNothingComes{150};  // a wrong look would come within a few milliseconds; a right test never waits in vain

struct Watch : ::testing::Test {
  Watch() {
    for (const auto* name : {"config/accounts", "config/plugins", "config/data"}) fs::create_directories(folder.path / name);
    roots = {{folder.path / "config", true, {}},
             {folder.path / "config/plugins", false, [](std::string_view name) { return name.ends_with(".so"); }},
             {folder.path / "config/data", false, [](std::string_view name) { return name == "secrets"; }}};
  }
  void start() {
    const FolderWatch::Options options{Millis(5), Millis(50), look_every};
    watch = std::make_unique<FolderWatch>(
        [this] {
          std::scoped_lock lock(mutex);
          return roots;
        },
        options,
        [this](FolderWatch::Changed what) {
          std::scoped_lock lock(mutex);
          ++looks;
          changed = std::move(what);
          looked.notify_all();
        });
  }
  // After `change`, whether a look came. One that comes twice for one change is as good as one.
  bool seen(const std::function<void()>& change, Millis most = kTooLong) {
    std::this_thread::sleep_for(Millis(60));  // what came before is over: longer than `longest`
    std::unique_lock lock(mutex);
    const int before = looks;
    lock.unlock();
    change();
    lock.lock();
    return looked.wait_for(lock, most, [&] { return looks > before; });
  }
  bool unseen(const std::function<void()>& change) { return !seen(change, kNothingComes); }
  std::function<void()> writing(const std::string& name) {
    return [this, name] { folder.write(name, "x"); };
  }

  Folder folder;
  std::vector<WatchedFolder> roots;
  Millis look_every = std::chrono::hours(1);
  std::mutex mutex;
  std::condition_variable looked;
  int looks = 0;
  FolderWatch::Changed changed;        // as the last look was told
  std::unique_ptr<FolderWatch> watch;  // first to go
};

TEST_F(Watch, EachFolderHasRulesOfItsOwnAlsoInsideAnother) {
  start();
  EXPECT_TRUE(seen(writing("config/fairway.yaml")));
  EXPECT_TRUE(seen(writing("config/accounts/acme.yaml")));
  EXPECT_TRUE(seen([&] { fs::remove(folder.path / "config/accounts/acme.yaml"); }));
  EXPECT_TRUE(unseen(writing("config/accounts/.acme.yaml.swp")));
  EXPECT_TRUE(seen(writing("config/plugins/amazon.so")));
  EXPECT_TRUE(unseen(writing("config/plugins/amazon.so.new")));
  EXPECT_TRUE(
      seen([&] { fs::rename(folder.path / "config/plugins/amazon.so.new", folder.path / "config/plugins/amazon.so"); }));
  EXPECT_TRUE(unseen(writing("config/data/fairway.db")));
  EXPECT_TRUE(seen(writing("config/data/secrets")));
}

TEST_F(Watch, AFolderThatIsMadeIsWatchedAndOneInAPluginFolderIsNot) {
  start();
  EXPECT_TRUE(seen([&] { fs::create_directories(folder.path / "config/more"); }));
  EXPECT_TRUE(seen(writing("config/more/new.yaml")));
  fs::create_directories(folder.path / "config/plugins/old");
  EXPECT_TRUE(unseen(writing("config/plugins/old/amazon.so")));
}

TEST_F(Watch, ALinkToAFolderThatIsMadeAmongFilesIsFollowed) {
  fs::create_directory(folder.path / "elsewhere");
  start();
  EXPECT_TRUE(seen(writing("config/accounts/acme.yaml")));
  EXPECT_TRUE(seen([&] { fs::create_directory_symlink(folder.path / "elsewhere", folder.path / "config/more"); }));
  EXPECT_TRUE(seen(writing("elsewhere/new.yaml")));
}

TEST_F(Watch, AFolderWhoseFolderAboveIsMadeLaterIsWatchedAfterTheNextLook) {
  roots.push_back({folder.path / "above/late", false, {}});
  start();
  fs::create_directories(folder.path / "above/late");
  EXPECT_TRUE(seen(writing("config/fairway.yaml")));
  EXPECT_TRUE(seen(writing("above/late/file")));
}

TEST_F(Watch, AFileCountsWhenItsWriterHasClosedItAndALinkAtOnce) {
  start();
  std::ofstream file;
  EXPECT_TRUE(unseen([&] {
    file.open(folder.path / "config/plugins/big.so");
    file << "the first half" << std::flush;
  }));
  EXPECT_TRUE(seen([&] { file.close(); }));
  EXPECT_TRUE(seen([&] { fs::create_symlink(folder.path / "elsewhere.so", folder.path / "config/plugins/link.so"); }));
  EXPECT_TRUE(
      seen([&] { fs::create_hard_link(folder.path / "config/plugins/big.so", folder.path / "config/plugins/hard.so"); }));
}

TEST_F(Watch, TheLookIsToldWhichFilesChangedWhereThatIsAll) {
  start();
  const auto file = fs::canonical(folder.path) / "config/accounts/acme.yaml";
  ASSERT_TRUE(seen(writing("config/accounts/acme.yaml")));
  ASSERT_TRUE(changed);
  EXPECT_THAT(*changed, ::testing::ElementsAre(file));
  ASSERT_TRUE(seen([&] { fs::create_directory(folder.path / "config/more"); }));
  EXPECT_FALSE(changed);
  ASSERT_TRUE(seen([&] { fs::remove(file); }));
  ASSERT_TRUE(changed);
  EXPECT_THAT(*changed, ::testing::ElementsAre(file));
}

TEST_F(Watch, NowAndThenTheLookIsForEverythingHoweverMuchIsTold) {
  look_every = Millis(200);
  start();
  bool everything = false;
  for (const auto end = std::chrono::steady_clock::now() + kTooLong;
       !everything && std::chrono::steady_clock::now() < end;) {
    folder.write("config/fairway.yaml", "x");  // so often that there is always something to tell
    std::this_thread::sleep_for(Millis(10));
    std::scoped_lock lock(mutex);
    everything = looks > 0 && !changed;
  }
  EXPECT_TRUE(everything);
}

TEST_F(Watch, AFolderThatIsNotThereYetIsWatchedOnceItIs) {
  roots = {{folder.path / "late/", false, {}}};
  start();
  EXPECT_TRUE(unseen(writing("other")));
  EXPECT_TRUE(seen([&] { fs::create_directory(folder.path / "late"); }));
  EXPECT_TRUE(seen(writing("late/file")));
}

TEST_F(Watch, ALinkThatIsTurnedLeadsToAnotherFolder) {
  for (const auto* name : {"one", "two"}) fs::create_directory(folder.path / name);
  fs::create_directory_symlink("one", folder.path / "now");
  roots = {{folder.path / "now", true, {}}};
  start();
  EXPECT_TRUE(seen([&] {
    fs::create_directory_symlink("two", folder.path / "next");
    fs::rename(folder.path / "next", folder.path / "now");
  }));
  EXPECT_TRUE(seen(writing("two/file")));
  EXPECT_TRUE(unseen(writing("one/file")));
}

TEST_F(Watch, WhatIsToBeWatchedIsAskedAnewAtEveryLook) {
  start();
  EXPECT_TRUE(seen([&] {
    {
      std::scoped_lock lock(mutex);
      fs::create_directory(folder.path / "further");
      roots.push_back({folder.path / "further", false, {}});
    }
    folder.write("config/fairway.yaml", "plugins: [further]");
  }));
  EXPECT_TRUE(seen(writing("further/amazon.so")));
}

}  // namespace
}  // namespace fairway::engine::test

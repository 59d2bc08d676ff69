// Plugin files copied by content: what workers load, and what an earlier version is had from again. (HST-3)
#include <sys/stat.h>

#include <fstream>

#include "host/plugins/copies.hpp"
#include "support.hpp"

namespace fairway::plugins {
namespace {

namespace fs = std::filesystem;
using Stat = struct stat;
using testing::HasSubstr;

class CopiesTest : public testing::Test {
 protected:
  ~CopiesTest() override { fs::remove_all(folder); }

  const fs::path folder = [] {
    auto pattern = (fs::temp_directory_path() / "fairway-copies-XXXXXX").string();
    return fs::path(::mkdtemp(pattern.data()));
  }();
};

TEST_F(CopiesTest, AreNamedByContentAndPrivateAndRepaired) {
  std::ofstream(folder / "a.so") << "abc";
  fs::create_directories(folder / "copies");
  std::ofstream(folder / "copies" / ".incoming-1") << "half";
  const Copies copies(folder / "copies");
  EXPECT_FALSE(fs::exists(folder / "copies" / ".incoming-1"));
  const auto first = copies.take(folder / "a.so");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // sha256sum of abc
  Stat found{};
  ::stat(first->path.c_str(), &found);
  EXPECT_EQ(found.st_mode & 0777u, 0600u);
  ::stat((folder / "copies").c_str(), &found);
  EXPECT_EQ(found.st_mode & 0777u, 0700u);
  std::ofstream(first->path, std::ios::trunc) << "somebody wrote here";
  ASSERT_TRUE(copies.take(folder / "a.so"));
  EXPECT_EQ(hash_of(first->path), first->hash);
  copies.keep_only({});
  EXPECT_TRUE(fs::is_empty(folder / "copies"));
}

TEST_F(CopiesTest, AnEarlierVersionIsHadFromItsCopyUnlessThatIsDamaged) {
  const auto file = folder / "odd.so";
  fs::copy_file(kGood / "odd.so", file);
  const Copies copies(folder / "copies");
  const auto hash = copies.take(file)->hash;
  std::ofstream(file, std::ios::trunc) << "no ELF at all\n";
  const auto again = recall(file, hash, WORKER, copies);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->description.version, "1.2.3");
  EXPECT_EQ(again->path, file);
  EXPECT_EQ(again->loaded(), copies.path_of(hash));
  fs::resize_file(copies.path_of(hash), 100);
  const auto damaged = recall(file, hash, WORKER, copies);
  ASSERT_FALSE(damaged);
  EXPECT_THAT(damaged.error().message, HasSubstr("missing or damaged"));
  copies.keep_only({});
  EXPECT_FALSE(recall(file, hash, WORKER, copies));
}

}  // namespace
}  // namespace fairway::plugins

// A plugin's file that was not copied to its end. (HST-3)
#include "host/plugins/loader/elf.hpp"

#include <fstream>

#include "support.hpp"

namespace fairway::plugins {
namespace {

namespace fs = std::filesystem;

TEST(CheckWhole, OneMissingByteIsMissed) {
  auto pattern = (fs::temp_directory_path() / "fairway-elf-XXXXXX").string();
  const fs::path folder = ::mkdtemp(pattern.data());
  const auto file = folder / "odd.so";
  fs::copy_file(kGood / "odd.so", file);
  const auto size = fs::file_size(file);
  EXPECT_TRUE(check_whole(file));
  for (const auto left : {size - 1, size / 2, std::uintmax_t{64}}) {
    fs::resize_file(file, left);
    const auto cut = check_whole(file);
    ASSERT_FALSE(cut) << left;
    EXPECT_EQ(cut.error().code, FW_E_UNSUPPORTED);
    EXPECT_THAT(cut.error().message, testing::HasSubstr(fmt::format("cut off: {} bytes of", left)));
  }
  std::ofstream(file, std::ios::trunc) << "no ELF at all";
  EXPECT_TRUE(check_whole(file));  // the linker's to refuse
  fs::remove_all(folder);
}

}  // namespace
}  // namespace fairway::plugins

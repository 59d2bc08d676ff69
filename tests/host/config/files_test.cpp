// What is not a file although it is named like one: seen, named, never waited for. (HST-1)
#include "host/config/files.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "tests/host/config/folder.hpp"

namespace fairway::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Odd {
  const char* name;
  void (*make)(const std::filesystem::path&);
  const char* said;
};

const Odd kOdd[] = {
    {"link", [](const std::filesystem::path& path) { std::filesystem::create_symlink("gone.yaml", path); },
     "a link that leads nowhere"},
    {"circle", [](const std::filesystem::path& path) { std::filesystem::create_symlink(path.filename(), path); },
     "Too many levels of symbolic links"},
    {"pipe", [](const std::filesystem::path& path) { ::mkfifo(path.c_str(), 0600); }, "not a regular file"},
    {"folder", [](const std::filesystem::path& path) { std::filesystem::create_directory(path); }, "a folder, not a file"},
};

TEST(ConfigFiles, AnAccountFileThatCannotBeReadIsRejectedAndNotPassedOver) {
  for (const auto& odd : kOdd) {
    Folder folder;
    folder.write("accounts/acme.yaml", "account: acme\n");
    odd.make(folder.path() / "accounts/x.yaml");
    const auto snapshot = folder.load();
    EXPECT_TRUE(snapshot.accounts.contains("acme")) << odd.name;
    ASSERT_TRUE(snapshot.rejected.contains("accounts/x.yaml")) << odd.name;
    std::vector<std::string> about;
    for (const auto& finding : snapshot.findings)
      if (finding.place.file == "accounts/x.yaml") about.push_back(finding.text());
    EXPECT_THAT(about, ElementsAre(HasSubstr(odd.said))) << odd.name;
  }
}

TEST(ConfigFiles, ATemplateThatCannotBeReadIsSaid) {
  Folder folder;
  folder.write("templates/base.yaml", "company: Acme\n");
  std::filesystem::create_symlink("gone.yaml", folder.path() / "templates/other.yaml");
  EXPECT_THAT(lines(folder.load().findings), testing::Contains(HasSubstr("templates/other.yaml")));
}

TEST(ConfigFiles, FoldersBesideTheFilesAreNoMistake) {
  Folder folder;
  folder.write("accounts/acme.yaml", "account: acme\n").write("accounts/old/globex.yaml", "account: globex\n");
  EXPECT_THAT(matching(folder.path(), "accounts/*"), ElementsAre(folder.path() / "accounts/acme.yaml"));
}

}  // namespace
}  // namespace fairway::config

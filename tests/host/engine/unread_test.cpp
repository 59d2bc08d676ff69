// An account whose file cannot be read is rejected, not absent. (HST-1, ACC-1)
#include "host/engine/engine.hpp"
#include "tests/host/engine/support.hpp"

namespace fairway::engine::test {
namespace {

config::Snapshot running_from(const std::string& file, const std::string& name) {
  auto account = std::make_shared<config::Account>();
  account->name = name;
  account->place = {file, 1, 1};
  config::Snapshot out;
  out.accounts[name] = std::move(account);
  return out;
}

config::Snapshot unread(const std::string& file) {
  config::Snapshot out;
  out.rejected[file] = {file, 1, 1};
  return out;
}

std::vector<std::string> rejected(const config::Snapshot& snapshot) {
  std::vector<std::string> names;
  for (const auto& [name, place] : snapshot.rejected) names.push_back(name);
  return names;
}

auto these(std::set<std::string> known) {
  return [known = std::move(known)](const std::string& name) { return known.contains(name); };
}

FilesOf nobody() { return {}; }

using ::testing::ElementsAre;

TEST(Unread, TheFileIsTheAccountsThatCameFromIt) {
  auto proposed = unread("accounts/shop.yaml");
  const auto running = running_from("accounts/shop.yaml", "acme");
  name_unread(
      proposed, [&] { return files_of(running); }, these({"acme"}));
  EXPECT_THAT(rejected(proposed), ElementsAre("acme"));
  EXPECT_EQ(proposed.rejected.at("acme").file, "accounts/shop.yaml");
  EXPECT_FALSE(too_many_gone(proposed, running));
  keep_running(proposed, running);
  EXPECT_TRUE(proposed.accounts.contains("acme")) << "it goes on as it ran";
}

// HST-2: of many accounts only those that somebody may ask about.
TEST(Report, OfManyAccountsNamesThoseThatChangedOrAreRefused) {
  AccountRows rows;
  config::Snapshot snapshot;
  for (int i = 0; i < 2000; ++i) {
    const auto name = fmt::format("a{}", i);
    rows[name] = {"hash", i + 1, false};
    snapshot.accounts.merge(running_from("accounts/" + name + ".yaml", name).accounts);
  }
  snapshot.rejected["a7"] = {"accounts/a7.yaml", 1, 1};
  snapshot.accounts.erase("a8");
  const auto said = [&](const std::set<std::string>& touched) {
    std::vector<std::string> lines;
    for (const auto& one : account_reports(rows, snapshot, touched))
      lines.push_back(fmt::format("{} {} {}", one.account, one.generation, one.status));
    return lines;
  };
  EXPECT_THAT(said({"a5", "a8", "never-heard-of"}), ElementsAre("a5 6 running", "a7 8 rejected", "a8 9 absent"));
  rows.erase(std::next(rows.begin(), 1000), rows.end());
  EXPECT_EQ(said({}).size(), 2000U - 1 + rows.contains("a8")) << "of a thousand all";
}

TEST(Unread, AfterAStartTheFilesNameTells) {
  auto proposed = unread("accounts/acme.yaml");
  name_unread(proposed, nobody, these({"acme", "globex"}));
  EXPECT_THAT(rejected(proposed), ElementsAre("acme"));
}

TEST(Unread, NobodyTakesAFileThatMayBeAnotherAccounts) {
  auto proposed = unread("accounts/acme.yaml");
  name_unread(proposed, nobody, these({"globex"}));
  EXPECT_THAT(rejected(proposed), ElementsAre("accounts/acme.yaml")) << "acme was never here";
  auto elsewhere = running_from("accounts/shop.yaml", "acme");
  elsewhere.rejected["accounts/acme.yaml"] = {"accounts/acme.yaml", 1, 1};
  name_unread(elsewhere, nobody, these({"acme"}));
  EXPECT_THAT(rejected(elsewhere), ElementsAre("accounts/acme.yaml")) << "acme came from another file";
}

// The whole way: started with the file, started again with a link in its place, then mended.
TEST(Unread, AnEngineKeepsTheAccountAmongThoseItKnows) {
  Folder folder;
  folder.write("config/fairway.yaml", "listen: 127.0.0.1:0\n");
  folder.write("config/accounts/acme.yaml", "account: acme\n");
  const auto start = [&] {
    Options options;
    options.config = folder.path / "config";
    options.data = folder.path / "data";
    options.threads = 1;
    options.log_sink = std::make_shared<spdlog::sinks::null_sink_mt>();
    options.catalogue = Catalogue();
    options.supervisor = [](plugins::Services&, const Clock&) { return std::make_unique<FakeSupervisor>(); };
    return must(Engine::start(std::move(options)));
  };
  start();
  const auto file = folder.path / "config/accounts/acme.yaml";
  std::filesystem::remove(file);
  std::filesystem::create_symlink("gone.yaml", file);
  const auto engine = start();
  EXPECT_TRUE(engine->snapshot()->rejected.contains("acme"));
  EXPECT_EQ(number(engine->db(), "SELECT absent FROM account WHERE name = 'acme'"), 0);
}

}  // namespace
}  // namespace fairway::engine::test

// `fairway secret`: values sealed in the data folder, used by a running host, never seen again.
#include <sys/stat.h>

#include <fstream>

#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kSealed = "made-up-lwa-secret-0123456789";

// The store's client secret as ${sealed:lwa}, and the value in a file to set it from.
struct Sealed : public ::testing::Test {
  World world;
  std::string said;  // everything that a command printed

  Ran fairway(std::vector<std::string> arguments) {
    auto ran = run(FAIRWAY_BINARY, arguments);
    said += ran.out;
    return ran;
  }
  Ran set(const std::string& name, const std::string& value) {
    const auto file = world.folder() / "value";
    std::ofstream(file) << value << "\n";
    auto ran = fairway({"secret", "set", name, "--data", world.data(), "--file", file});
    std::filesystem::remove(file);
    return ran;
  }
  Ran check(const std::vector<std::string>& more = {}) {
    return fairway(with_more({"check", "--config", world.config(), "--data", world.data()}, more));
  }
  std::int64_t generation() {
    const auto accounts = items_of(world.get("/v1/accounts"));
    return accounts.empty() ? 0 : number_at(accounts.front(), "generation");
  }
  void use_it() {
    auto text = read_text(account_file(world));
    const auto at = text.find("client-secret:");
    ASSERT_NE(at, std::string::npos);
    text.replace(at, text.find('\n', at) - at, "client-secret: \"${sealed:lwa}\"");
    std::ofstream(account_file(world)) << text;
  }
};

// HST-1
TEST_F(Sealed, ASecretThatCannotBeReadIsAnErrorAndWithNoSecretsAWarning) {
  use_it();
  const auto strict = check();
  EXPECT_EQ(strict.exit, 1);
  EXPECT_THAT(strict.out, HasSubstr("error: stores."));
  EXPECT_THAT(strict.out, HasSubstr("sealed"));
  EXPECT_EQ(check({"--no-secrets"}).exit, 0);
  EXPECT_THAT(check({"--no-secrets"}).out, HasSubstr("warning: stores."));
}

// HST-1, HST-9: the whole life of one: set, used, changed, the host key exchanged beneath the running host, removed.
TEST_F(Sealed, AHostUsesItTakesAChangeUpAndNeverShowsIt) {
  use_it();
  EXPECT_EQ(set("lwa", kSealed).exit, 0);
  EXPECT_EQ(check().exit, 0) << said;
  for (const auto* command : {"plan", "test"})
    EXPECT_EQ(fairway({command, "--config", world.config(), "--data", world.data()}).out.find("sealed"), std::string::npos)
        << said;
  ASSERT_TRUE(world.start()) << world.log();
  const auto ids = world.inject(1, 2);
  ASSERT_TRUE(await_states(world, "acme1", {{"confirmed", 2}})) << say(world, "acme1");

  const auto rotated = fairway({"secret", "rotate", "--config", world.config(), "--data", world.data()});
  EXPECT_EQ(rotated.exit, 0) << rotated.out;
  EXPECT_THAT(rotated.out, HasSubstr("1 secrets"));
  const auto more = world.inject(1, 2);
  ASSERT_TRUE(await_states(world, "acme1", {{"confirmed", 4}})) << say(world, "acme1");

  const auto listed = fairway({"secret", "list", "--config", world.config(), "--data", world.data()});
  EXPECT_THAT(listed.out, HasSubstr("acme1"));
  EXPECT_THAT(listed.out, HasSubstr("settings.client-secret (accounts/acme1.yaml:"));
  EXPECT_EQ(world.stop(), 0);
  ASSERT_TRUE(world.start()) << world.log();  // with nothing but the new key
  EXPECT_EQ(generation(), 1);
  EXPECT_EQ(set("lwa", kSealed + "-2").exit, 0);
  EXPECT_EQ(world.stop(), 0);
  ASSERT_TRUE(world.start()) << world.log();
  EXPECT_EQ(generation(), 2);  // another secret is a change of the account

  for (const auto& text : {said, world.log(), read_bytes_below(world.data())}) EXPECT_THAT(text, Not(HasSubstr(kSealed)));
  for (const char* name : {"secrets.sealed", "host.key"}) {
    struct stat about {};
    ASSERT_EQ(::stat((world.data() / name).c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600u) << name;
  }
  const auto removed = fairway({"secret", "remove", "lwa", "--config", world.config(), "--data", world.data()});
  EXPECT_EQ(removed.exit, 0) << removed.out;
  EXPECT_THAT(removed.out, HasSubstr("settings.client-secret still names it"));
  EXPECT_EQ(fairway({"secret", "remove", "lwa", "--data", world.data()}).exit, 1);
  EXPECT_EQ(check().exit, 1);
}

// HST-1, HST-2: without waiting for the look at all files, which comes once a minute.
TEST_F(Sealed, AChangeIsTakenUpByARunningHostAtOnce) {
  use_it();
  ASSERT_EQ(set("lwa", kSealed).exit, 0);
  ASSERT_TRUE(world.start()) << world.log();
  ASSERT_EQ(set("lwa", kSealed + "-2").exit, 0);
  EXPECT_TRUE(until([&] { return generation() == 2; }, std::chrono::seconds(20))) << world.log();
}

}  // namespace
}  // namespace fairway::testing

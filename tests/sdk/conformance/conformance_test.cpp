// SDK-3: what `fairway plugin check` says, and how it ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "fairway/json.hpp"
#include "sdk/testing/conformance/conformance.hpp"
#include "tests/support/process.hpp"

namespace fairway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string file_text(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

testing::Ran check(const std::string& plugin, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments{"plugin", "check", std::string(WRONG) + "/" + plugin + ".so"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return testing::run(FAIRWAY_BINARY, arguments);
}

const std::vector<std::string> kTalk{"--sample", std::string(HERE) + "/sample.yaml", "--conversation",
                                     std::string(HERE) + "/conversation.jsonl"};

std::vector<std::string> with_talk(std::vector<std::string> more) {
  more.insert(more.end(), kTalk.begin(), kTalk.end());
  return more;
}

TEST(PluginCheck, ACrashAndAFaultAreVerdictsWithAnAdvice) {
  const auto crash = check("double-stop-crashes", with_talk({"--test", "lifecycle-paths"}));
  EXPECT_EQ(crash.exit, 1);
  EXPECT_THAT(crash.out, AllOf(HasSubstr("crashed  lifecycle-paths"), HasSubstr("Aborted"),
                               HasSubstr("again: --test lifecycle-paths")));
  const auto fault = check("secret-in-log", with_talk({}));
  EXPECT_EQ(fault.exit, 1);
  EXPECT_THAT(fault.out,
              AllOf(HasSubstr("failed   secrets-kept"), HasSubstr("stands in the log"), Not(HasSubstr("s3cr3t"))));
}

TEST(PluginCheck, AHangEndsWithItsPatience) {
  conformance::Options options;
  options.plugin = std::string(WRONG) + "/stop-never-returns.so";
  options.sample = std::string(HERE) + "/sample.yaml";
  options.only = "stop-returns";
  options.patience = std::chrono::seconds(1);
  const auto findings = conformance::check(options);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].verdict, conformance::Verdict::hung);
  EXPECT_THAT(conformance::as_junit(options, findings),
              HasSubstr("<failure message=\"it did not return within 1 s\" type=\"hung\">"));
}

TEST(PluginCheck, WithoutASampleItSaysWhatItCouldNotTry) {
  const auto bare = check("sound");
  EXPECT_EQ(bare.exit, 0);
  EXPECT_THAT(bare.out, AllOf(HasSubstr("skipped  sample-settings"), HasSubstr("there is no sample (--sample)")));
  EXPECT_EQ(check("sound", {"--test", "stop-returns"}).exit, 2);
}

TEST(PluginCheck, WrongUseIsNamed) {
  EXPECT_EQ(check("nothing-there").exit, 2);
  const auto test = check("sound", {"--test", "no-such-test"});
  EXPECT_EQ(test.exit, 2);
  EXPECT_THAT(test.out, HasSubstr("there is no test no-such-test"));
  EXPECT_NE(check("sound", {"--level", "strict"}).exit, 0);
}

TEST(PluginCheck, TheReportIsJsonAndJUnit) {
  const auto junit = std::filesystem::temp_directory_path() / ("fairway-junit-" + std::to_string(::getpid()) + ".xml");
  const auto ran = check("pii-in-log", with_talk({"--json", "--level", "pedantic", "--junit", junit.string()}));
  EXPECT_EQ(ran.exit, 1);
  const auto report = JsonView::parse(ran.out);
  EXPECT_EQ(report["verdict"].text(), "convicted");
  std::vector<std::string> guilty;
  for (const auto& one : report["tests"].items())
    if (one["verdict"].text() == "failed") guilty.push_back(one["test"].text());
  EXPECT_THAT(guilty, ::testing::ElementsAre("pii-kept"));
  EXPECT_THAT(file_text(junit),
              AllOf(HasSubstr("failures=\"1\""), HasSubstr("<testcase classname=\"recommended\" name=\"pii-kept\"")));
  std::filesystem::remove(junit);
}

TEST(PluginCheck, AVersionThatTakesLessThanBeforeIsNamed) {
  const auto against = [](const std::string& now, const std::string& old) {
    return check(now, with_talk({"--against", std::string(WRONG) + "/" + old + ".so", "--test", "loads"}));
  };
  EXPECT_EQ(against("sound", "sound").exit, 0);
  const auto ran = check("sample-refused", with_talk({"--against", std::string(WRONG) + "/sound.so"}));
  EXPECT_EQ(ran.exit, 1);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("failed   stays-compatible"), HasSubstr("settings that were valid are refused")));
}

TEST(PluginCheck, ThePageNamesEveryTest) {
  const auto page = file_text(PAGE);
  for (const auto& test : conformance::all_tests())
    EXPECT_THAT(page, HasSubstr("| `" + test.id + "` | " + std::string(conformance::text(test.level)) + " | " +
                                test.demands + " |"));
}

}  // namespace
}  // namespace fairway

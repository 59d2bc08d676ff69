// What a worker is given, and what it must not see or say. (HST-9, SDK-4)
#include <fcntl.h>
#include <unistd.h>

#include <fstream>

#include "host/plugins/wire/mask.hpp"
#include "support.hpp"

namespace fairway::plugins {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Isolation, TheEnvironmentIsEmpty) {
  ::setenv("AWS_SECRET_ACCESS_KEY", "of-the-host", 1);
  Harness harness;
  EXPECT_THAT(ask(*harness.channel(), "env"), Not(HasSubstr("of-the-host")));
  EXPECT_THAT(ask(*harness.channel(), "env"), Not(HasSubstr("PATH=")));
}

TEST(Isolation, OnlyTheFiveDescriptorsAreOpen) {
  const int leaked = ::open("/etc/hostname", O_RDONLY);  // deliberately without O_CLOEXEC
  Harness harness;
  EXPECT_EQ(ask(*harness.channel(), "fds"), "0 1 2 3 4 ");
  ::close(leaked);
}

TEST(Isolation, TheHostKeepsNoDescriptorOfADeadWorker) {
  const auto open = [] { return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {}); };
  Harness harness;
  const auto crash = [&] { EXPECT_THAT(ask(*harness.channel(), "crash", "segv"), HasSubstr("INTERNAL")); };
  const auto settled = [&] {  // the next worker is up, the last one's stderr is read to its end
    ask(*harness.channel(), "clock");
    std::this_thread::sleep_for(Millis(20));
    return open();
  };
  crash();
  const auto before = settled();
  for (int i = 0; i < 5; ++i) crash();
  auto after = settled();
  for (int i = 0; i < 100 && after > before; ++i) after = settled();
  EXPECT_EQ(after, before);
}

TEST(Isolation, SecretsAreMaskedInLogLinesFailuresAndStderr) {
  Harness harness;
  auto spec = harness.spec();
  spec.settings = json::value{{"token", {{"$secret", "key"}}}};
  spec.secrets = {{"key", "s3cr3t/value"}};
  const auto channel = harness.supervisor->channel(spec);
  ask(*channel, "log", "plain s3cr3t/value encoded s3cr3t%2Fvalue base64 czNjcjN0L3ZhbHVl end");
  ask(*channel, "print", "stderr s3cr3t/value end");
  harness.supervisor->stop(Millis(1000));
  for (int i = 0; i < 200 && harness.log().find("stderr: stderr") == std::string::npos; ++i)
    std::this_thread::sleep_for(Millis(5));
  EXPECT_THAT(harness.log(), HasSubstr("plain *** encoded *** base64 *** end"));
  EXPECT_THAT(harness.log(), HasSubstr("stderr *** end"));
  EXPECT_THAT(harness.log(), Not(HasSubstr("s3cr3t")));
  std::ifstream ring(harness.data() / "workers" / "odd.log");
  EXPECT_THAT(std::string(std::istreambuf_iterator<char>(ring), {}), HasSubstr("stderr *** end"));
}

TEST(Isolation, LogLinesNameTheChannelAndTheTrace) {
  Harness harness;
  ask(*harness.channel(), "log", "hello");
  EXPECT_THAT(harness.log(), HasSubstr("[odd acme/main orders t1] hello field=hello"));
}

TEST(Isolation, AStormOfLogLinesIsCutShort) {
  Harness harness;
  ask(*harness.channel(), "storm");
  const auto log = harness.log();
  const auto lines = std::count(log.begin(), log.end(), '\n');
  EXPECT_GE(lines, 200);
  EXPECT_LT(lines, 400);
}

TEST(Isolation, SecretsCanSignWithoutBeingSeen) {
  Harness harness;
  auto spec = harness.spec();
  spec.secrets = {{"key", "key"}};
  // RFC 4231 style vector computed with `openssl dgst -sha256 -hmac key`.
  EXPECT_EQ(ask(*harness.supervisor->channel(spec), "hmac", "The quick brown fox jumps over the lazy dog"),
            "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8");
  EXPECT_EQ(ask(*harness.channel(), "hmac", "x"), "CONFIG: there is no secret named key");
}

TEST(Mask, FindsTheLongestOfSecretsThatShareABeginning) {
  Masker masker;
  masker.learn("abcd");
  masker.learn("abcdef");
  masker.learn("abcz");
  EXPECT_EQ(masker.mask("abcdef abcdx abczz abc"), "*** ***x ***z abc");
}

TEST(Mask, LeavesShortValuesAlone) {
  Masker masker;
  masker.learn("US");
  EXPECT_EQ(masker.mask("US orders"), "US orders");
}

// Tokens (SDK-4)
TEST(Tokens, ManyConcurrentCallsRefreshOnce) {
  for (const bool in_process : {false, true}) {
    Harness harness(in_process);
    std::vector<std::thread> callers;
    std::atomic<int> right{0};
    for (int i = 0; i < 12; ++i)
      callers.emplace_back([&, i] {
        if (ask(*harness.channel(fmt::format("acme/{}", i)), "token") == "access-from-the-refresh-token") ++right;
      });
    for (auto& caller : callers) caller.join();
    EXPECT_EQ(right, 12);
    EXPECT_EQ(harness.services.leases, 1);
    EXPECT_EQ(harness.services.refresh_token, "next-refresh");
  }
}

TEST(Tokens, ARefusedTokenIsRefreshedBeforeTheNextUse) {
  Harness harness;
  ask(*harness.channel(), "token", "refused");
  EXPECT_EQ(harness.services.access, "");
  ask(*harness.channel(), "token");
  EXPECT_EQ(harness.services.leases, 2);
}

TEST(Tokens, AFailedRefreshGivesTheLeaseBack) {
  Harness harness;
  EXPECT_THAT(ask(*harness.channel(), "token", "fail"), HasSubstr("AUTH"));
  EXPECT_EQ(harness.services.lease_failures, 1);
  EXPECT_EQ(ask(*harness.channel(), "token"), "access-from-the-refresh-token");
}

// Finding plugins (SDK-5)
TEST(Discover, DescribesWhatItFinds) {
  const auto found = discover({kGood}, WORKER);
  ASSERT_TRUE(found.refused.empty()) << found.refused.begin()->second;
  const auto* odd = found.find("odd");
  ASSERT_NE(odd, nullptr);
  EXPECT_EQ(odd->description.id, "com.example.odd");
  EXPECT_EQ(odd->description.version, "1.2.3");
  EXPECT_EQ(odd->description.manifest.rates.at(0).burst, 5);
  EXPECT_EQ(odd->hash.size(), 64u);
}

TEST(Discover, RefusesWithTheReasonInWords) {
  const auto found = discover({kBad}, WORKER);
  EXPECT_TRUE(found.plugins.empty());
  const auto why = [&](const std::string& file) {
    const auto refused = found.refused.find((kBad / (file + ".so")).string());
    return refused == found.refused.end() ? "" : refused->second;
  };
  EXPECT_THAT(why("unresolved"), HasSubstr("nobody_defines_this"));
  EXPECT_THAT(why("future"), HasSubstr("built for plugin ABI 9."));
  EXPECT_THAT(why("refusing"), HasSubstr("refuses to work here"));
  EXPECT_THAT(why("misnamed"), HasSubstr("other characters"));
  EXPECT_THAT(why("twin-a"), HasSubstr("claims the name twin too"));
  EXPECT_THAT(why("twin-b"), HasSubstr("claims the name twin too"));
}

}  // namespace
}  // namespace fairway::plugins

// SDK-7: what a plugin and its remote say to each other is written down, and played again without the remote.
#include <fstream>

#include "raw_server.hpp"
#include "support.hpp"

namespace fairway::plugins {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using Socket = Poco::Net::StreamSocket;

std::string file_text(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Tapes : public testing::Test {
 protected:
  ~Tapes() override { std::filesystem::remove(file_); }
  static std::function<void(SupervisorOptions&)> with(TapeFiles files) {
    return [files](SupervisorOptions& options) { options.tapes["odd"] = files; };
  }
  // Asks through a plugin that has a secret.
  static std::string fetch(Harness& harness, const std::string& params) {
    auto spec = harness.spec();
    const auto url = params.find("http");
    spec.settings = json::object{{"url", params.substr(url, params.find('/', url + 8) - url)}};
    spec.secrets = {{"key", "s3cret-value"}};
    return ask(*harness.supervisor->channel(spec), "http", params);
  }
  void write(const std::string& text) const { std::ofstream(file_) << text; }

  const std::filesystem::path file_ =
      std::filesystem::temp_directory_path() / fmt::format("fairway-tape-{}.jsonl", ::getpid());
};

TEST_F(Tapes, WhatIsRecordedIsPlayedWithoutTheRemote) {
  std::string said[3], url;
  {
    RawServer server([](Socket& to, int, int request, const std::string&) {
      return RawServer::ok(to, "answer " + std::to_string(request) + " \xC3\xA9", "X-Thing: One\r\n");
    });
    url = server.url("/orders?key={{secret:key|url}}");
    Harness harness(false, with({file_, {}}));
    for (auto& one : said) one = fetch(harness, "GET " + url + (&one == &said[2] ? " stream head" : ""));
  }
  Harness harness(false, with({{}, file_}));
  for (auto& one : said) EXPECT_EQ(fetch(harness, "GET " + url + (&one == &said[2] ? " stream head" : "")), one);
  EXPECT_THAT(said[2], HasSubstr("answer 3"));
  EXPECT_THAT(fetch(harness, "GET " + url + "&more"), StartsWith("UNAVAILABLE: the recording has no answer to GET http"));
}

TEST_F(Tapes, NoSecretTokenOrCookieIsWrittenDownAndOnlyTheOwnerReadsIt) {
  RawServer server([](Socket& to, int, int, const std::string&) {
    return RawServer::ok(to, R"({"access_token" : "atza|\"1", "echo": "s3cret-value", "shop": "Acme"})",
                         "Set-Cookie: session=abc\r\n");
  });
  {
    Harness harness(false, with({file_, {}}));
    fetch(harness, "POST " + server.url("/token") + "\nX-Key: {{secret:key}}\n\n{\"refresh_token\": \"r-1\"}");
  }
  EXPECT_THAT(file_text(file_), AllOf(HasSubstr("Acme"), HasSubstr("recorded"), Not(HasSubstr("atza")),
                                      Not(HasSubstr("s3cret")), Not(HasSubstr("session")), Not(HasSubstr("r-1"))));
  EXPECT_EQ(std::filesystem::status(file_).permissions(), std::filesystem::perms(0600));
}

TEST_F(Tapes, ARemoteThatDidNotAnswerIsPlayedAsSuch) {
  {
    RawServer server([](Socket&, int, int, const std::string&) { return false; });
    Harness harness(false, with({file_, {}}));
    EXPECT_THAT(fetch(harness, "POST " + server.url("/cut")), StartsWith("UNAVAILABLE"));
    write(file_text(file_));
  }
  const auto line = file_text(file_);
  const auto from = line.find("http");
  Harness harness(false, with({{}, file_}));
  EXPECT_EQ(fetch(harness, "POST " + line.substr(from, line.find('"', from) - from)),
            "UNAVAILABLE: no answer came when it was recorded");
}

TEST_F(Tapes, AFileThatIsNoneRefusesThePluginWithTheLine) {
  write("{\"request\": {}}\nnothing\n");
  Harness harness(false, with({{}, file_}));
  EXPECT_THAT(fetch(harness, "GET http://127.0.0.1:1/"), AllOf(HasSubstr(file_.string()), HasSubstr("line 2")));
}

TEST(PluginLines, EachPluginsLinesAreReadAloneWhateverTheHostShows) {
  Harness harness(false, [](SupervisorOptions& options) { options.logger->set_level(spdlog::level::off); });
  ask(*harness.channel(), "log", "one");
  ask(*harness.channel("acme/other"), "log", "two");
  const auto lines = harness.supervisor->lines("odd", 0, 10);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].instance, "acme/main");
  EXPECT_EQ(lines[0].level, "info");
  EXPECT_EQ(lines[0].trace, "t1");
  EXPECT_THAT(lines[1].message, StartsWith("two"));
  EXPECT_EQ(harness.supervisor->lines("odd", lines[0].number, 10).size(), 1u);
  EXPECT_EQ(harness.supervisor->lines("odd", 0, 1).size(), 1u);
  EXPECT_TRUE(harness.supervisor->lines("other", 0, 10).empty());
}

}  // namespace
}  // namespace fairway::plugins

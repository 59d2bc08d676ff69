// What a command prints has to arrive; and a host that cannot listen ends before it has done anything.
#include <atomic>

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>

#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// What a line of bash prints in which `fairway` is the program.
std::string in_bash(const std::string& line) {
  return run("/bin/bash", {"-c", fmt::format("fairway() {{ '{}' \"$@\"; }}; {}", FAIRWAY_BINARY, line)}).out;
}

std::string of_example(const std::string& command) {
  return fmt::format("fairway {} --config '{}'", command, (std::filesystem::path(FAIRWAY_SOURCE_DIR) / "config").string());
}

// HST-1: `fairway schema | head` prints more than a pipe takes in, others less.
TEST(Output, AReaderThatHasEnoughEndsTheCommandWithoutAWord) {
  const std::string nobody_reads = "exec 3> >(exit 0); wait $!; ";
  for (const auto& command : {of_example("schema"), of_example("explain --account acme"), of_example("check --no-secrets"),
                              std::string("fairway --help")})
    EXPECT_EQ(in_bash(nobody_reads + command + " >&3; echo \"ended $?\""), "ended 141\n") << command;
  EXPECT_EQ(in_bash(of_example("schema") + " | head -c 1; echo \" ${PIPESTATUS[0]}\""), "{ 141\n");
}

// HST-1
TEST(Output, ThatCannotBeWrittenIsAFailureAndSaid) {
  for (const auto& command : {of_example("schema"), of_example("test"), of_example("check --no-secrets"),
                              of_example("explain --account acme"), std::string("fairway --help")}) {
    const auto out = in_bash(command + " >/dev/full; echo \"ended $?\"");
    EXPECT_THAT(out, HasSubstr("the output cannot be written: No space left on device")) << command;
    EXPECT_THAT(out, HasSubstr("ended 1\n")) << command;
  }
  EXPECT_EQ(in_bash(of_example("schema") + " >/dev/null; echo \"ended $?\""), "ended 0\n");
}

// Answers 503 so many times, with `retry_after` or without, then an empty list.
class StartingHost : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  StartingHost(int busy, std::string retry_after) : busy_(busy), retry_after_(std::move(retry_after)) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest&) override {
    return new Handler(*this);
  }

 private:
  struct Handler : Poco::Net::HTTPRequestHandler {
    explicit Handler(StartingHost& host) : host_(host) {}
    void handleRequest(Poco::Net::HTTPServerRequest&, Poco::Net::HTTPServerResponse& response) override {
      const bool busy = host_.busy_-- > 0;
      response.setStatus(busy ? "503" : "200");
      if (busy && !host_.retry_after_.empty()) response.set("Retry-After", host_.retry_after_);
      response.send() << (busy ? R"({"title":"Not ready","detail":"the host is starting"})" : R"({"items":[]})");
    }
    StartingHost& host_;
  };
  std::atomic<int> busy_;
  std::string retry_after_;
};

// HST-1: a command right after `fairway serve &`
TEST(Output, ACommandWaitsForAHostThatStartsAndForNoOther) {
  const auto asked = [](int busy, const std::string& retry_after) {
    Poco::Net::ServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", 0));
    Poco::Net::HTTPServer server(new StartingHost(busy, retry_after), socket, new Poco::Net::HTTPServerParams);
    server.start();
    const auto line =
        fmt::format("fairway account list --host http://{} 2>&1; echo \"ended $?\"", socket.address().toString());
    return in_bash(line);
  };
  EXPECT_THAT(asked(3, "0"), HasSubstr("ended 0\n"));
  EXPECT_THAT(asked(1, "0"), Not(HasSubstr("starting")));
  EXPECT_EQ(asked(1, ""), "the host is starting\nended 1\n");
  EXPECT_EQ(asked(1, "3600"), "the host is starting\nended 1\n");
}

// HST-9
TEST(Serve, APortThatIsTakenEndsItBeforeAnyCallLeaves) {
  World world;
  const auto address = api_url(world).substr(7);
  Poco::Net::ServerSocket taken(Poco::Net::SocketAddress(address), 1);
  world.spawn();
  EXPECT_EQ(world.host().wait(kSoon), 1) << world.log();
  EXPECT_THAT(world.log(), HasSubstr("cannot listen on " + address));
  EXPECT_THAT(world.log(), Not(HasSubstr("\"running\"")));
  for (const auto* side : {"amazon", "wms"})
    EXPECT_EQ(json::serialize(world.sandbox().state().at(side).at("requests")), "{}") << side;
  taken.close();
  EXPECT_TRUE(world.start()) << world.log();
}

}  // namespace
}  // namespace fairway::testing

// What a command prints has to arrive; and a host that cannot listen ends before it has done anything.
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

// What happens is told by mail, through real processes and a mail server on a socket.
#include "tests/integration/talk.hpp"
#include "tests/support/mail_server.hpp"

namespace fairway::testing {
namespace {

using ::testing::HasSubstr;

WorldOptions that_mails(const MailServer& server) {
  WorldOptions options;
  options.host_extra = fmt::format(
      "notify: {{ email: ops@example.com, smtp: {{ host: 127.0.0.1, port: {}, security: none, from: fairway@example.com }} "
      "}}\n",
      server.port());
  return options;
}

// HST-10
TEST(NoticesJourney, ARefusedFileIsMailedOnceAlsoOverAKill) {
  MailServer server;
  World world(that_mails(server));
  ASSERT_TRUE(world.start()) << world.log();
  const auto file = account_file(world);
  const auto sound = read_text(file);
  write_file(file, sound + "\nstoers: {}\n");
  world.post("/v1/reload?wait=true");
  ASSERT_TRUE(until([&] { return server.taken().size() == 1; }, kSoon)) << world.log();
  EXPECT_EQ(server.taken()[0].to, "ops@example.com");
  EXPECT_THAT(server.taken()[0].text, HasSubstr("\nSubject: acme1: the configuration is refused\n"));
  EXPECT_THAT(server.taken()[0].text, HasSubstr("stoers: unknown key"));
  ASSERT_TRUE(until([&] { return world.fairway({"notices"}).out.find("email told") != std::string::npos; }, kSoon));

  world.kill();
  ASSERT_TRUE(world.start()) << world.log();
  write_file(file, sound);
  world.post("/v1/reload?wait=true");
  server.fail_with(MailServer::Fault::drops_after, 1);
  write_file(file, sound + "\nstores2: {}\n");
  world.post("/v1/reload?wait=true");
  ASSERT_TRUE(until([&] { return server.taken().size() == 3; }, kSoon)) << world.log();
  const auto id_of = [](const std::string& text) { return text.substr(text.find("Message-ID:"), 60); };
  EXPECT_THAT(server.taken()[1].text, HasSubstr("stores2: unknown key")) << "the same as before the kill is not told again";
  EXPECT_EQ(id_of(server.taken()[1].text), id_of(server.taken()[2].text)) << "nobody knew whether it had arrived";
}

}  // namespace
}  // namespace fairway::testing

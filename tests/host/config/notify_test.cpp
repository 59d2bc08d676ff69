// HST-10: `notify` of fairway.yaml and of an account.
#include <gmock/gmock.h>

#include "tests/host/config/folder.hpp"

namespace fairway::config {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Notify, SaysWhoIsToldOfWhatAndHowMailIsSent) {
  Folder folder;
  folder.set("PASSWORD", "s3cret");
  folder.write("fairway.yaml", R"(mode: live
notify:
  email: ops@example.com
  events: [dead-letters]
  smtp: { host: mail.example.com, security: tls, port: 465, user: ada, password: "${env:PASSWORD}", from: f@example.com }
)");
  const auto read = load_host(folder.path(), folder.options());
  EXPECT_THAT(lines(read.findings), IsEmpty());
  EXPECT_EQ(read.host.notify.email, "ops@example.com");
  EXPECT_TRUE(read.host.notify.tells("dead-letters"));
  EXPECT_FALSE(read.host.notify.tells("import-done"));
  ASSERT_TRUE(read.host.smtp);
  EXPECT_EQ(read.host.smtp->password, "s3cret");
  EXPECT_EQ(read.host.smtp->port, 465);
  EXPECT_EQ(read.host.smtp->security, Smtp::Security::tls);
  EXPECT_TRUE(read.host.hidden.contains("s3cret"));
}

TEST(Notify, OfAnAccountTellsOfEverythingUnlessItNamesEvents) {
  Folder folder;
  folder.write("accounts/a.yaml", "account: a\nnotify: { email: ops@example.com, webhook: 'https://hooks.example/1' }\n");
  const auto snapshot = folder.load();
  EXPECT_THAT(lines(snapshot.findings), IsEmpty());
  const auto& notify = snapshot.accounts.at("a")->notify;
  EXPECT_EQ(notify.email + " " + notify.webhook, "ops@example.com https://hooks.example/1");
  EXPECT_TRUE(notify.tells("import-done"));
}

TEST(Notify, WhatCannotWorkIsSaidWithItsPlace) {
  Folder folder;
  const auto said = [&](const std::string& text) {
    folder.write("fairway.yaml", "mode: live\nnotify:\n" + text);
    return lines(load_host(folder.path()).findings);
  };
  EXPECT_THAT(said("  email: ops@example.com\n"),
              ElementsAre("fairway.yaml:3:10: warning: notify.email: nobody is told by e-mail without notify.smtp"));
  EXPECT_THAT(
      said("  smtp: { host: mail.example.com, from: f@example.com, user: ada }\n"),
      ElementsAre("fairway.yaml:3:62: error: notify.smtp.user: user and password go together; one of them is missing"));
  EXPECT_THAT(said("  smtp: { host: mail.example.com, from: f@example.com, security: none, user: ada, password: \"p\" }\n"),
              ElementsAre(::testing::HasSubstr("notify.smtp.security: none would send the password in the clear"),
                          ::testing::HasSubstr("warning: notify.smtp.password: a secret stands in the file")));
  EXPECT_THAT(
      said("  smtp: { host: 127.0.0.1, from: 'a@b.example>' }\n"),
      ElementsAre(::testing::HasSubstr("notify.smtp.from: found the text \"a@b.example>\", allowed is an e-mail address")));
}

}  // namespace
}  // namespace fairway::config

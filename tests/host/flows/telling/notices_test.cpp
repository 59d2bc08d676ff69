// HST-10: what happens is told, once, and what is not delivered shows.
#include "host/ledger/records.hpp"
#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {
namespace {

// Takes what it is told to say, and keeps what it got.
struct FakeMessenger final : Messenger {
  Sent mail(const config::Smtp&, const Mail& mail, const std::atomic<bool>*) override {
    mails.push_back(mail);
    return next;
  }
  Sent post(const Post& post, const std::atomic<bool>*) override {
    posts.push_back(post);
    return {};
  }
  std::vector<Mail> mails;
  std::vector<Post> posts;
  Sent next{{}, false};
};

struct NoticesTest : FlowTest {
  NoticesTest() {
    messenger = &post_office;
    name_both({});
    must(db->transact([&](storage::Transaction& tx) { return ledger::enqueue(tx, host_schedule(kStart), kStart); }));
    gather();
  }

  // ops@ for the host, seller@ and a webhook for the account.
  void name_both(std::set<std::string> events) {
    configure([&](config::Account& account) {
      account.notify = {"seller@example.com", "https://hooks.example/1", std::move(events)};
    });
    auto snapshot = std::make_shared<config::Snapshot>(*config);
    snapshot->host.notify.email = "ops@example.com";
    snapshot->host.smtp.emplace();
    snapshot->host.smtp->from = "fairway@example.com";
    config = snapshot;
  }

  void gather() {
    clock.advance(std::chrono::seconds(15));
    must(run("gather-notices"));
  }
  void told() {
    gather();
    for (int i = 0; i < 3; ++i) (void)run("notify");
  }
  void change(const std::string& sql) {
    must(db->transact([&](storage::Transaction& tx) { return ledger::done(tx.execute(sql, {})); }));
  }
  void ended_import(int id, const std::string& state) {
    change(fmt::format(
        "INSERT INTO import (id, account, store_id, state, rules, dry_run, asked_by, requested_at, moved_at, ended_at, "
        "row_count, counts) VALUES ({}, 'acme', 1, '{}', '{{}}', 0, '', 0, 0, {}, 5, "
        "'{{\"variants\":{{\"created\":4,\"failed\":1}}}}')",
        id, state, ledger::to_ms(clock.now())));
  }
  void give_up(const std::string& kind, int id) {
    change(fmt::format(
        "INSERT INTO job (id, key, account, kind, target, state, due_at, created_at, last_error) VALUES ({0}, 'x/{0}', "
        "'acme', '{1}', 'west', 'dead', 0, 0, 'Quirin Zabelthau is unknown')",
        id, kind));
  }
  std::vector<std::string> subjects() const {
    std::vector<std::string> all;
    for (const auto& mail : post_office.mails) all.push_back(mail.to + ": " + mail.subject);
    return all;
  }
  std::int64_t open(const std::string& kind) {
    return number("SELECT COUNT(*) FROM finding WHERE resolved_at IS NULL AND kind = '" + kind + "'");
  }

  FakeMessenger post_office;
};

TEST_F(NoticesTest, WhatHappensIsToldOnceOnEachWay) {
  ended_import(12, "done");
  ended_import(13, "cancelled");
  told();
  told();
  EXPECT_EQ(subjects(), (std::vector<std::string>{"ops@example.com: acme: import 12 of us-main is done",
                                                  "seller@example.com: acme: import 12 of us-main is done"}));
  EXPECT_EQ(post_office.mails[0].text,
            "5 rows: 4 created, 0 updated, 0 linked, 0 skipped, 1 failed\nSee: fairway import show 12 --account acme");
  ASSERT_EQ(post_office.posts.size(), 1U);
  EXPECT_EQ(post_office.posts[0].url, "https://hooks.example/1");
  EXPECT_EQ(text_at(must(parse_json(post_office.posts[0].body)), "kind"), "import-done");
  EXPECT_EQ(number("SELECT COUNT(*) FROM notice_way WHERE state = 'told'"), 3);
  EXPECT_EQ(number("SELECT COUNT(*) FROM job WHERE kind = 'notify'"), 0);
}

TEST_F(NoticesTest, AnImportThatEndedJustBeforeTheHostWasAwayForLongIsTold) {
  ended_import(12, "done");
  clock.advance(std::chrono::hours(24 * 3));
  told();
  told();
  ASSERT_EQ(post_office.mails.size(), 2U);
  EXPECT_EQ(post_office.mails[0].subject, "acme: import 12 of us-main is done");
  ended_import(13, "failed");
  clock.advance(std::chrono::hours(24 * 30));
  told();
  clock.advance(std::chrono::hours(24 * 100));  // longer than notices are kept
  told();
  told();
  ASSERT_EQ(post_office.mails.size(), 4U) << "each once, and the last of them not again once its notice is forgotten";
  EXPECT_EQ(post_office.mails[2].subject, "acme: import 13 of us-main failed");
}

TEST_F(NoticesTest, WhatEndedLongBeforeAnybodyLookedIsNotTold) {
  change("DELETE FROM cursor WHERE scope = 'told-imports'");
  ended_import(12, "done");
  clock.advance(std::chrono::hours(24 * 3));
  told();
  EXPECT_TRUE(post_office.mails.empty());
  ended_import(13, "done");
  told();
  EXPECT_EQ(post_office.mails.size(), 2U);
}

TEST_F(NoticesTest, AnAddressThatBothNameAndAnEventThatIsNotAskedForAreLeftOut) {
  name_both({"dead-letters"});
  auto snapshot = std::make_shared<config::Snapshot>(*config);
  snapshot->host.notify.email = "seller@example.com";
  config = snapshot;
  ended_import(12, "failed");
  give_up("submit", 70);
  told();
  EXPECT_EQ(subjects(), (std::vector<std::string>{"seller@example.com: acme: import 12 of us-main failed",
                                                  "seller@example.com: acme: 1 job was given up"}));
  EXPECT_EQ(post_office.posts.size(), 1U);
}

TEST_F(NoticesTest, DeadLettersOfAnHourAreToldTogetherAndNothingOfTheBuyer) {
  give_up("submit", 70), give_up("submit", 71), give_up("confirm", 72);
  told();
  ASSERT_EQ(post_office.mails.size(), 2U);
  EXPECT_EQ(post_office.mails[0].subject, "acme: 3 jobs were given up");
  EXPECT_EQ(post_office.mails[0].text.find("Zabelthau"), std::string::npos);
  EXPECT_EQ(post_office.mails[0].text.find("1 of confirm west\n2 of submit west\n"), 0U);
  give_up("submit", 73);
  told();
  EXPECT_EQ(post_office.mails.size(), 2U);
  clock.advance(std::chrono::hours(1));
  told();
  ASSERT_EQ(post_office.mails.size(), 4U);
  EXPECT_EQ(post_office.mails[2].subject, "acme: 1 job was given up");
}

TEST_F(NoticesTest, ADeadLetterThatDiesAgainIsToldAgain) {
  give_up("submit", 70);
  told();
  clock.advance(std::chrono::hours(2));
  must(db->transact([&](storage::Transaction& tx) -> Status {
    if (auto back = ledger::revive(tx, 70, "by ada", clock.now()); !back) return fail(back.error());
    auto jobs = ledger::claim(tx, {"acme", "submit", "west"}, epoch, clock.now(), 1);
    if (!jobs) return fail(jobs.error());
    return ledger::settle(tx, *jobs, {{Failure{FW_E_REJECTED, "no"}, {}}}, epoch, clock.now(), 0.5);
  }));
  told();
  EXPECT_EQ(post_office.mails.size(), 4U);
}

TEST_F(NoticesTest, AnAuthorisationThatIsAboutToEndIsToldInTimeAndAgainUntilItIsRenewed) {
  catalogue.plugins["amazon"].description.manifest.consent = Consent{"authorised", 365};
  const auto authorised_ago = [&](int days) {
    configure([&](config::Account& account) {
      const auto day = format_time(clock.now() - std::chrono::hours(24 * days)).substr(0, 10);
      account.stores[0].settings.facts["authorised"] = day;
    });
  };
  const auto titles = [&] {
    return text("SELECT coalesce(group_concat(title, '; '), '') FROM (SELECT title FROM notice ORDER BY id)");
  };
  authorised_ago(330);
  told();
  EXPECT_EQ(titles(), "") << "35 days are left";
  clock.advance(std::chrono::hours(24 * 5));
  told(), told();
  EXPECT_EQ(number("SELECT COUNT(*) FROM notice"), 1) << titles();
  EXPECT_EQ(open("authorisation-ends"), 1);
  for (int days = 0; days < 31; ++days) clock.advance(std::chrono::hours(24)), told();
  EXPECT_EQ(number("SELECT COUNT(*) FROM notice"), 4) << "30, 7, 1 and no days before the end: " << titles();
  EXPECT_EQ(number("SELECT COUNT(*) FROM notice WHERE title LIKE '%has ended%'"), 1) << titles();
  authorised_ago(0);
  told();
  EXPECT_EQ(open("authorisation-ends"), 0);
  EXPECT_EQ(number("SELECT COUNT(*) FROM notice"), 4);
}

TEST_F(NoticesTest, RefusedCredentialsAreToldOnceUntilTheyAreTakenAgain) {
  change(
      "INSERT INTO job (id, key, account, kind, target, state, every, attempts, last_code, due_at, created_at) VALUES "
      "(70, 'x', 'acme', 'pull-orders', 'store:us-main', 'ready', 1000, 1, 'AUTH', 0, 0)");
  told();
  EXPECT_EQ(open("authorisation"), 0) << "one refusal may pass";
  change("UPDATE job SET attempts = 2 WHERE id = 70");
  told();
  told();
  EXPECT_EQ(subjects().size(), 2U);
  EXPECT_EQ(subjects()[0], "ops@example.com: acme: store:us-main does not take its credentials");
  EXPECT_EQ(open("authorisation"), 1);
  change("UPDATE job SET attempts = 0, last_code = '' WHERE id = 70");
  told();
  EXPECT_EQ(open("authorisation"), 0);
  change("UPDATE job SET attempts = 2, last_code = 'AUTH' WHERE id = 70");
  told();
  EXPECT_EQ(subjects().size(), 4U);
}

TEST_F(NoticesTest, ARefusedConfigurationIsToldOnceUntilItSaysSomethingElse) {
  const auto reload = [&](const std::string& status, const std::string& message, const std::string& account) {
    change(
        fmt::format("INSERT INTO reload (at, author, cause, status, message, accounts) VALUES (0, '', 'file', '{}', '{}', "
                    "'[{{\"account\":\"acme\",\"status\":\"{}\",\"findings\":[{{\"severity\":\"error\",\"file\":"
                    "\"accounts/a.yaml\",\"line\":3,\"path\":\"stores\",\"message\":\"unknown key\"}}]}}]')",
                    status, message, account));
    told();
  };
  reload("rejected", "", "rejected");
  reload("rejected", "", "rejected");
  ASSERT_EQ(post_office.mails.size(), 2U);
  EXPECT_EQ(post_office.mails[0].subject, "acme: the configuration is refused");
  EXPECT_EQ(post_office.mails[0].text.find("accounts/a.yaml:3: stores: unknown key\n"), 0U);
  reload("rejected", "fairway.yaml:1:1: error: gone", "rejected");
  ASSERT_EQ(post_office.mails.size(), 3U) << "of the host only whoever it names is told";
  EXPECT_EQ(subjects()[2], "ops@example.com: the host: the configuration is refused");
  EXPECT_EQ(open("config-rejected"), 2);
  reload("applied", "", "running");
  EXPECT_EQ(open("config-rejected"), 0);
  reload("rejected", "", "rejected");
  EXPECT_EQ(post_office.mails.size(), 5U);
}

TEST_F(NoticesTest, WhatMayHaveArrivedIsToldAgainUnderTheSameIdAndWhatArrivedIsNot) {
  configure([](config::Account&) {});
  auto snapshot = std::make_shared<config::Snapshot>(*config);
  snapshot->host.notify.email = "ops@example.com";
  snapshot->host.smtp.emplace();
  snapshot->host.smtp->from = "fairway@example.com";
  config = snapshot;
  ended_import(12, "done");
  post_office.next = {fail(FW_E_UNAVAILABLE, "it hung up"), true};
  gather();
  EXPECT_TRUE(run("notify"));
  EXPECT_EQ(text("SELECT state || ': ' || error FROM notice_way"), "sending: it hung up");
  post_office.next = {};
  clock.advance(std::chrono::minutes(1));
  EXPECT_TRUE(run("notify"));
  ASSERT_EQ(post_office.mails.size(), 2U);
  EXPECT_EQ(post_office.mails[0].id, post_office.mails[1].id);
  EXPECT_EQ(text("SELECT state || error FROM notice_way"), "told");
  // The job comes back, as after a crash between the mail and its record.
  must(db->transact([&](storage::Transaction& tx) {
    return ledger::enqueue(tx, {notify_job({1, 1, "email", {}, {}, {}}, clock.now())}, clock.now());
  }));
  EXPECT_TRUE(run("notify"));
  EXPECT_EQ(post_office.mails.size(), 2U);
}

TEST_F(NoticesTest, WhatCannotBeDeliveredIsAFindingUntilItCan) {
  ended_import(12, "done");
  post_office.next = {fail(FW_E_REJECTED, "the mail server refuses the recipient: 550 no"), false};
  told();
  EXPECT_EQ(open("undelivered"), 2);
  EXPECT_EQ(number("SELECT COUNT(*) FROM notice_way WHERE state = 'failed'"), 2);
  EXPECT_EQ(number("SELECT COUNT(*) FROM job WHERE kind = 'notify' AND state = 'dead'"), 2);
  told();
  EXPECT_EQ(post_office.mails.size(), 2U) << "that it was given up is no notice itself";
  post_office.next = {};
  ended_import(13, "done");
  told();
  EXPECT_EQ(open("undelivered"), 0);
}

TEST_F(NoticesTest, AServerThatIsAwayForAMomentIsNoFinding) {
  ended_import(12, "done");
  post_office.next = {fail(FW_E_UNAVAILABLE, "connection refused"), false};
  gather();
  for (int i = 0; i < 6; ++i) {
    (void)run("notify"), (void)run("notify");  // one of two mails each
    EXPECT_EQ(open("undelivered"), i < 3 ? 0 : 2) << i;
    clock.advance(std::chrono::minutes(15));
  }
}

TEST_F(NoticesTest, WhatWaitsForSomebodyWhoIsNamedNoMoreIsDropped) {
  ended_import(12, "done");
  gather();
  configure([](config::Account&) {});
  (void)run("notify"), (void)run("notify");
  EXPECT_TRUE(post_office.mails.empty());
  EXPECT_EQ(number("SELECT COUNT(*) FROM notice_way WHERE state = 'dropped'"), 3);
}

}  // namespace
}  // namespace fairway::flows::test

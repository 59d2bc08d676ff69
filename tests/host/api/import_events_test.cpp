// LST-1: an import is watched while it runs.
#include "host/api/import_events.hpp"

#include "tests/host/api/support.hpp"

namespace fairway::api {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

struct WatchedImport : Host {
  WatchedImport() : Host("listen: 127.0.0.1:0\n") {
    change(
        "INSERT INTO import (id, account, store_id, state, rules, dry_run, asked_by, requested_at, moved_at) VALUES (1, "
        "'acme', 1, 'requested', '{}', 0, '', 0, 0)");
  }
  void change(const std::string& sql) { engine::test::change(engine->db(), sql); }
  void reads(int rows) {
    change(fmt::format("UPDATE import SET state = 'reading', row_count = {0}, moved_at = {0} WHERE id = 1", rows));
  }
  void ends() { change("UPDATE import SET state = 'done', row_count = 9, ended_at = 9, moved_at = 9 WHERE id = 1"); }
  Response watch(const std::string& last_id = {}) {
    Request request;
    request.place = {{"account", "acme"}, {"id", "1"}};
    request.who = {"ada", Role::read, ""};
    request.watchers = &watchers;
    if (!last_id.empty()) request.headers["last-event-id"] = last_id;
    return watch_import(*engine, request);
  }
  Watchers watchers{1};
};

std::string id_of(const std::string& event) { return event.substr(4, event.find('\n') - 4); }

TEST(ImportEvents, TellEachStepOnceAndEndWithTheImport) {
  WatchedImport host;
  auto answer = host.watch();
  EXPECT_EQ(answer.type, "text/event-stream");
  const auto first = answer.more().value();
  EXPECT_THAT(first, StartsWith("id: requested.0."));
  EXPECT_THAT(first, HasSubstr("\nevent: progress\ndata: {\"id\":\"1\","));
  EXPECT_EQ(first.substr(first.size() - 3), "}\n\n");
  host.reads(5);
  EXPECT_THAT(answer.more().value(), HasSubstr("\"rows\":5"));
  EXPECT_EQ(answer.more().value(), ":\n\n") << "nothing new";
  host.ends();
  EXPECT_THAT(answer.more().value(), HasSubstr("\nevent: end\n"));
  EXPECT_EQ(answer.more().value(), "");
}

TEST(ImportEvents, WhoComesAgainGetsWhatIsNew) {
  WatchedImport host;
  const auto first = host.watch().more().value();
  host.reads(5);
  const auto second = host.watch(id_of(first)).more().value();
  EXPECT_THAT(second, HasSubstr("\"rows\":5"));
  EXPECT_EQ(host.watch(id_of(second)).more().value(), ":\n\n");
  host.ends();
  const auto last = host.watch(id_of(second)).more().value();
  EXPECT_THAT(last, HasSubstr("\nevent: end\n"));
  EXPECT_EQ(host.watch(id_of(last)).status, 204) << "a browser does not come again after that";
}

TEST(ImportEvents, AreForSoManyAtATimeAndStopWithTheServer) {
  WatchedImport host;
  {
    const auto seated = host.watch();
    EXPECT_EQ(host.watch().status, 503);
  }
  auto again = host.watch();
  EXPECT_EQ(again.status, 200) << "the seat is free again";
  host.watchers.stopping = true;
  EXPECT_EQ(again.more().value(), "");
}

}  // namespace
}  // namespace fairway::api

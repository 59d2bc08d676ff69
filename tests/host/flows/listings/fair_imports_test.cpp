// LST-6: imports of several accounts share the host.
#include "tests/host/flows/listings/import_support.hpp"

namespace fairway::flows::test {
namespace {

// A second account, globex, whose store lists three things; acme's lists as many as a test wants, and one more store of it.
struct FairImports : ImportTest {
  FairImports() {
    for (const auto* row :
         {"'globex', 'de', 'amazon', 'seller-id=B1', 'B1/DE'", "'acme', 'us-more', 'amazon', 'seller-id=A2', 'A2/US'"})
      must(db->transact([&](storage::Transaction& tx) {
        return ledger::done(
            tx.execute("INSERT INTO store (account, nickname, plugin, seller, identity, first_seen) VALUES (" +
                           std::string(row) + ", 0)",
                       {}));
      }));
    must(db->transact([&](storage::Transaction& tx) {
      return ledger::done(
          tx.execute("INSERT INTO account (name, hash, generation, applied_at) VALUES ('globex', '', 1, 0)", {}));
    }));
    configure([](config::Account& account) {
      account.stores.push_back(account.stores[0]);
      account.stores[1].nickname = "us-more";
    });
    auto both = std::make_shared<config::Snapshot>(*config);
    auto globex = std::make_shared<config::Account>(*both->accounts.at("acme"));
    globex->name = "globex";
    globex->stores.resize(1);
    globex->stores[0].nickname = "de";
    both->accounts["globex"] = globex;
    config = both;
    script.pull = [this](const plugins::PullRequest& request, plugins::PullSink& sink) -> Status {
      if (script.asked.starts_with("acme/")) return show(request, sink);
      plugins::Batch batch;
      for (const auto* sku : {"G1", "G2", "G3"}) batch.documents.push_back({"listing/1", sku, to_json(listing(sku))});
      batch.cursor = "";
      return sink.commit(std::move(batch));
    };
    for (int i = 0; i < 60; ++i) shown.push_back(listing("A" + std::to_string(i)));
    page = 1;
  }
  std::int64_t ask_for(const std::string& account, const std::string& store) {
    auto c = context();
    return must(ask_import(c, {account, store, {}, false}, {"ada"}));
  }
  // An import that another thread has in hand.
  void in_hand(const std::string& account, const std::string& store) {
    must(db->transact([&](storage::Transaction& tx) {
      return ledger::done(
          tx.execute("INSERT INTO job (key, account, kind, target, state, due_at, created_at) VALUES (?, ?, 'import', ?, "
                     "'running', 0, 0)",
                     {"import/" + account + "/" + store, account, store}));
    }));
  }
};

TEST_F(FairImports, ASmallOneEndsWhileALargeOneOfAnotherAccountStillRuns) {
  const auto large = ask_for("acme", "us-main");
  std::int64_t small = 0;
  before_page = [&](std::size_t at) -> Status {
    if (at == 10) small = ask_for("globex", "de");
    clock.advance(std::chrono::seconds(1));  // a slow report
    return {};
  };
  must(run("import"));
  EXPECT_EQ(state_of(large), "reading");
  EXPECT_LT(imported(large).rows, 20) << "it gave way within seconds";
  EXPECT_EQ(state_of(small), "requested");
  must(run("import"));
  EXPECT_EQ(state_of(small), "done");
  EXPECT_EQ(state_of(large), "reading");
  for (int i = 0; i < 20; ++i) {
    clock.advance(std::chrono::seconds(2));
    must(run("import"));
  }
  EXPECT_EQ(state_of(large), "done");
  EXPECT_EQ(imported(large).rows, 60) << "each row once";
}

// All seats are taken, so that the small one looks again and again and is never due for long.
TEST_F(FairImports, ALargeOneGivesItsSeatToWhoFoundNone) {
  const auto large = ask_for("acme", "us-main");
  for (const auto* n : {"1", "2", "3"}) in_hand("other", n);
  std::int64_t small = 0;
  before_page = [&](std::size_t at) -> Status {
    if (at == 0) small = ask_for("globex", "de");
    clock.advance(std::chrono::milliseconds(400));
    (void)run("import");  // the small one, on another thread: five would be in hand
    EXPECT_EQ(state_of(small), "requested");
    return {};
  };
  must(run("import"));
  EXPECT_EQ(state_of(large), "reading");
  EXPECT_LT(imported(large).rows, 20);
  clock.advance(std::chrono::milliseconds(500));
  must(run("import"));
  EXPECT_EQ(state_of(small), "done");
}

TEST_F(FairImports, NoAccountGetsASecondSeatWhileAnotherHasNone) {
  const auto second = ask_for("acme", "us-more");
  const auto small = ask_for("globex", "de");
  in_hand("acme", "us-main");
  must(run("import"));
  EXPECT_EQ(state_of(second), "requested");
  EXPECT_EQ(state_of(small), "done");
  for (int i = 0; i < 2; ++i) {  // the small one's job looks once more whether another was asked for
    clock.advance(std::chrono::seconds(1));
    must(run("import"));
  }
  EXPECT_NE(state_of(second), "requested");
}

}  // namespace
}  // namespace fairway::flows::test

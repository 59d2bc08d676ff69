// Tokens for some accounts only: what they see and what they can do, over the wire. (HST-7)
#include "host/engine/admin_token.hpp"
#include "host/api/server.hpp"
#include "tests/host/api/support.hpp"
#include "tests/host/api/wire.hpp"

namespace fairway::api {
namespace {

using engine::test::change;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Scope : ::testing::Test {
  Scope() {
    auto& db = host.engine->db();
    for (const auto& [token, accounts] : {std::pair{"all", ""}, {"acme", "acme"}, {"both", "initech,acme"}})
      change(db, "INSERT INTO api_token (hash, name, role, accounts, created_at) VALUES (?, ?, 'admin', ?, 0)",
             {engine::hash_api_token(token), std::string(token), std::string(accounts)});
    int id = 100;
    for (const auto* account : {"acme", "globex", "initech"}) {
      change(db, "INSERT INTO account (name, hash, generation, applied_at) VALUES (?, '', 1, 0)", {std::string(account)});
      change(db,
             "INSERT INTO job (id, account, kind, target, key, state, due_at, created_at) VALUES (?, ?, 'odd', '', ?, "
             "'dead', 0, 0)",
             {id++, std::string(account), std::string(account)});
      change(db, "INSERT INTO finding (key, account, target, kind, message, at) VALUES (?, ?, '', 'late', '', 0)",
             {std::string(account), std::string(account)});
    }
  }
  std::string ask(const std::string& method, const std::string& path, const std::string& token) {
    return Wire(server->port())
        .send(fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n\r\n", method, path, token))
        .answer();
  }
  std::vector<std::string> accounts(const std::string& path, const std::string& token) {
    const auto answer = ask("GET", path, token);
    EXPECT_EQ(status_of(answer), "200") << answer;
    std::vector<std::string> out;
    const auto page = parse_json(body_of(answer)).value();
    for (const auto& item : page.at("items").as_array()) out.emplace_back(text_at(item, "account"));
    std::sort(out.begin(), out.end());
    return out;
  }
  std::string state(int job) {
    return engine::test::look(host.engine->db(), "SELECT state FROM job WHERE id = ?", {job}).text(0, 0);
  }
  Host host{"listen: 127.0.0.1:0\n"};
  std::unique_ptr<Server> server = engine::test::must(Server::start(*host.engine));
};

TEST_F(Scope, ListsShowTheRowsOfTheirAccounts) {
  for (const std::string path : {"/v1/findings", "/v1/jobs?state=dead", "/v1/accounts"}) {
    EXPECT_THAT(accounts(path, "all"), ElementsAre("acme", "globex", "initech")) << path;
    EXPECT_THAT(accounts(path, "acme"), ElementsAre("acme")) << path;
    EXPECT_THAT(accounts(path, "both"), ElementsAre("acme", "initech")) << path;
  }
  EXPECT_THAT(accounts("/v1/jobs?account=globex", "acme"), IsEmpty());
  EXPECT_THAT(accounts("/v1/findings?account=globex", "acme"), IsEmpty());
}

TEST_F(Scope, AMisspeltAccountIsNamedFromThoseThatTheTokenSees) {
  for (const std::string path : {"/v1/accounts/globx/orders", "/v1/accounts/globx/stock", "/v1/jobs?account=globx"}) {
    const auto answer = ask("GET", path, "all");
    EXPECT_EQ(status_of(answer), "404") << path;
    EXPECT_THAT(answer, HasSubstr(R"(no account \"globx\", did you mean \"globex\"?)")) << path;
  }
  EXPECT_THAT(accounts("/v1/jobs?account=globx", "acme"), IsEmpty()) << "as with one that is there";
  EXPECT_EQ(status_of(ask("GET", "/v1/accounts/acme/unmapped?stat=held", "all")), "400");
}

TEST_F(Scope, APageIsFullOfWhatTheySee) {
  const auto first = parse_json(body_of(ask("GET", "/v1/findings?limit=1", "both"))).value();
  EXPECT_EQ(text_at(first.at("items").at(0), "account"), "initech");
  const auto next = "/v1/findings?limit=1&cursor=" + std::string(text_at(first, "next"));
  EXPECT_THAT(accounts(next, "both"), ElementsAre("acme"));
}

TEST_F(Scope, WhatBelongsToAnotherAccountIsNotTouched) {
  for (const std::string path : {"/orders", "/stock", "/rejects", "/shipments", "/stores", "/unmapped", "/mappings"})
    EXPECT_EQ(status_of(ask("GET", "/v1/accounts/globex" + path, "acme")), "403") << path;
  EXPECT_EQ(status_of(ask("GET", "/v1/accounts/glob%65x/orders", "acme")), "403");
  EXPECT_EQ(body_of(ask("POST", "/v1/jobs/101/replay", "acme")), [&] {
    auto text = body_of(ask("POST", "/v1/jobs/999/replay", "acme"));
    return text.replace(text.find("999"), 3, "101");
  }());
  EXPECT_EQ(state(101), "dead");
}

// Only what is a number through and through is one.
TEST_F(Scope, AnIdWithSomethingBehindItIsNobodys) {
  for (const std::string id : {"100abc", "100%20", "+100", "0x64", "100.0", "99999999999999999999", "-"})
    EXPECT_EQ(status_of(ask("POST", "/v1/jobs/" + id + "/replay", "acme")), "404") << id;
  EXPECT_EQ(state(100), "dead");
  EXPECT_EQ(status_of(ask("POST", "/v1/jobs/100/replay", "acme")), "200");
}

}  // namespace
}  // namespace fairway::api

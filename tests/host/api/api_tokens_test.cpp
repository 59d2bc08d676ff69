// Tokens are made, listed and withdrawn over the wire, and let in who has them. (HST-7)
#include "host/engine/admin_token.hpp"
#include "host/api/server.hpp"
#include "tests/host/api/support.hpp"
#include "tests/host/api/wire.hpp"

namespace fairway::api {
namespace {

using engine::test::change;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kTokensAccount = "account: acme\ncompany: Acme BV\n";

struct ApiTokens : ::testing::Test {
  ApiTokens() {
    for (const auto& [token, accounts] : {std::pair{"chief", ""}, {"local", "acme"}})
      change(host.engine->db(),
             "INSERT INTO api_token (hash, name, role, accounts, created_at) VALUES (?, ?, 'admin', ?, 0)",
             {engine::hash_api_token(token), std::string(token), std::string(accounts)});
  }
  std::string ask(const std::string& method, const std::string& path, const std::string& token,
                  const std::string& body = {}) {
    return Wire(server->port())
        .send(fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\nContent-Length: {}\r\n\r\n{}",
                          method, path, token, body.size(), body))
        .answer();
  }
  std::string make(const std::string& body, const std::string& by = "chief") {
    const auto answer = ask("POST", "/v1/tokens", by, body);
    EXPECT_EQ(status_of(answer), "201") << answer;
    return std::string(text_at(parse_json(body_of(answer)).value_or(json::value()), "token"));
  }
  Host host{"listen: 127.0.0.1:0\n", kTokensAccount};
  std::unique_ptr<Server> server = engine::test::must(Server::start(*host.engine));
};

TEST_F(ApiTokens, OneIsMadeForItsRoleAndAccountsAndItsHashAloneIsKept) {
  const auto token = make(R"({"name":"shop","role":"operator","accounts":["acme"]})");
  EXPECT_EQ(token.size(), 64U);
  EXPECT_EQ(
      engine::test::look(host.engine->db(), "SELECT hash || role || accounts FROM api_token WHERE name = 'shop'").text(0, 0),
      engine::hash_api_token(token) + "operatoracme");
  EXPECT_EQ(status_of(ask("GET", "/v1/accounts/acme/orders", token)), "200");
  EXPECT_EQ(status_of(ask("POST", "/v1/accounts/acme/orders/none/redact", token)), "403") << "an admin's";
  EXPECT_EQ(status_of(ask("GET", "/v1/tokens", token)), "403");
  const auto list = body_of(ask("GET", "/v1/tokens", "chief"));
  EXPECT_THAT(list, HasSubstr(R"("name":"shop","role":"operator","accounts":["acme"])"));
  EXPECT_THAT(list, Not(HasSubstr(token)));
  EXPECT_THAT(list, Not(HasSubstr(engine::hash_api_token(token))));
}

TEST_F(ApiTokens, OneThatIsRevokedLetsNobodyInAndItsNameIsFree) {
  const auto token = make(R"({"name":"shop","role":"read"})");
  EXPECT_EQ(status_of(ask("POST", "/v1/tokens", "chief", R"({"name":"shop","role":"read"})")), "409");
  EXPECT_EQ(status_of(ask("POST", "/v1/tokens/shop/revoke", "chief")), "200");
  EXPECT_EQ(status_of(ask("GET", "/v1/accounts", token)), "401");
  EXPECT_EQ(status_of(ask("POST", "/v1/tokens/shop/revoke", "chief")), "404");
  EXPECT_NE(make(R"({"name":"shop","role":"read"})"), token);
}

TEST_F(ApiTokens, WhatCannotBeMeantIsRefused) {
  for (const auto* body :
       {"[]", R"({"name":"shop"})", R"({"name":"shop","role":"chief"})", R"({"name":"a b","role":"read"})",
        R"({"name":"","role":"read"})", R"({"name":"shop","role":"read","accounts":[]})",
        R"({"name":"shop","role":"read","accounts":"acme"})", R"({"name":"shop","role":"read","account":["acme"]})"})
    EXPECT_EQ(status_of(ask("POST", "/v1/tokens", "chief", body)), "422") << body;
  EXPECT_THAT(ask("POST", "/v1/tokens", "chief", R"({"name":"shop","role":"read","accounts":["acmee"]})"),
              HasSubstr(R"(no account \"acmee\", did you mean \"acme\"?)"));
}

// Else who sees one account makes himself a key to all.
TEST_F(ApiTokens, ATokenForSomeAccountsMakesAndSeesNone) {
  EXPECT_EQ(status_of(ask("POST", "/v1/tokens", "local", R"({"name":"mine","role":"admin"})")), "403");
  EXPECT_EQ(status_of(ask("GET", "/v1/tokens", "local")), "403");
  EXPECT_EQ(status_of(ask("POST", "/v1/tokens/chief/revoke", "local")), "403");
}

TEST_F(ApiTokens, ReloadsOfOtherAccountsAreNotShown) {
  auto& db = host.engine->db();
  change(db, "DELETE FROM reload", {});
  for (int attempt = 1; attempt <= 9; ++attempt)
    change(
        db,
        "INSERT INTO reload (attempt, at, author, cause, status, message, accounts) VALUES (?, 0, 'ada', 'api', 'rejected', "
        "'globex.yaml is wrong', ?)",
        {attempt, fmt::format(R"([{{"account":"{}"}}])", attempt % 3 == 0 ? "acme" : "globex")});
  const auto attempts = [&](const std::string& token) {
    std::vector<std::int64_t> all;
    for (std::string path = "/v1/reloads?limit=2";;) {
      const auto page = parse_json(body_of(ask("GET", path, token))).value();
      for (const auto& item : page.at("items").as_array()) all.push_back(number_at(item, "attempt"));
      if (page.at("next").is_null()) return all;
      path = "/v1/reloads?limit=2&cursor=" + std::string(text_at(page, "next"));
    }
  };
  EXPECT_THAT(attempts("local"), ElementsAre(9, 6, 3));
  EXPECT_EQ(attempts("chief").size(), 9U);
  EXPECT_THAT(body_of(ask("GET", "/v1/reloads", "local")), Not(HasSubstr("globex")));
}

}  // namespace
}  // namespace fairway::api

// Login with Amazon, and what becomes of refusals.
#include "support.hpp"

namespace {

using namespace amazon_test;

// Config without a token in it: none is in YAML.
std::string unconnected() {
  return R"({"marketplace":"US","seller-id":"A1EXAMPLE","client-id":"c","client-secret":{"$secret":"lwa"},"endpoint":"https://spapi.test","lwa-endpoint":"https://login.test/token"})";
}

TEST(Login, SendsAFormWithTheSecretsAsNamesAndKeepsTheToken) {
  Store store;
  store.search().respond(200, page("")).always();
  EXPECT_TRUE(store.channel.pull("orders").ok());
  EXPECT_TRUE(store.channel.pull("orders").ok());
  const auto& all = store.host.http.requests();
  ASSERT_EQ(all.size(), 3u) << "the token is good for an hour";
  EXPECT_EQ(
      all[0].body,
      "grant_type=refresh_token&refresh_token={{secret:refresh|url}}&client_id=client%7C1&client_secret={{secret:lwa|url}}");
  EXPECT_NE(header(all[0], "content-type").find("application/x-www-form-urlencoded"), std::string::npos);
  EXPECT_EQ(header(all[1], "x-amz-access-token"), "Atza|1");
  EXPECT_FALSE(header(all[1], "user-agent").empty());
  EXPECT_EQ(header(all[1], "content-type"), "") << "a GET has no body";
}

// ACC-6: a token from a consent is the host's, and is used where YAML has none.
TEST(Login, UsesTheHostsRefreshTokenWhereTheSettingsHaveNone) {
  Store store(unconnected());
  store.host.tokens[""].refresh = "Atzr|from consent";
  store.search().respond(200, page(""));
  EXPECT_TRUE(store.channel.pull("orders").ok());
  EXPECT_NE(store.host.http.requests()[0].body.find("refresh_token=Atzr%7Cfrom%20consent&"), std::string::npos);
}

TEST(Login, WithoutAnyRefreshTokenTheStoreIsNotConnected) {
  Store store(unconnected());
  const auto pulled = store.channel.pull("orders");
  EXPECT_EQ(pulled.code, FW_E_AUTH);
  EXPECT_NE(pulled.cause().message.find("not connected"), std::string::npos);
}

TEST(Login, RefusalsSayWhatTheAdminCanDo) {
  struct Case {
    int status;
    const char* body;
    fw_rc code;
    const char* advice;
  };
  const Case cases[] = {
      {400, R"({"error":"invalid_grant","error_description":"x"})", FW_E_AUTH, "authorise the store again"},
      {401, R"({"error":"invalid_client"})", FW_E_AUTH, "rotated"},
      {400, R"({"error":"unauthorized_client"})", FW_E_AUTH, "registration"},
      {400, R"({"error":"invalid_request","error_description":"missing field"})", FW_E_AUTH, "missing field"},
      {429, "", FW_E_THROTTLED, ""},
      {503, "<html>busy</html>", FW_E_UNAVAILABLE, ""},
      {302, "", FW_E_UNAVAILABLE, ""},
      {200, "<html>", FW_E_UNAVAILABLE, ""},
      {200, R"({"token_type":"bearer"})", FW_E_UNAVAILABLE, ""}};
  for (const Case& one : cases) {
    TestHost host;
    host.secrets.values = {{"lwa|url", "s"}, {"refresh|url", "r"}, {"lwa", "s"}, {"refresh", "r"}};
    host.http.expect("POST", kLogin).respond(one.status, one.body);
    auto channel = Plugin().start(host, settings());
    const auto pulled = channel.pull("orders");
    EXPECT_EQ(pulled.code, one.code) << one.status << ' ' << one.body;
    EXPECT_NE(pulled.cause().message.find(one.advice), std::string::npos) << pulled.cause().message;
  }
}

// While a client secret is rotated two are known, and nobody tells when the old one ends.
TEST(Login, OfTwoSecretsTheOneThatAmazonKnowsIsUsedAndKept) {  // ACC-7
  TestHost host;
  host.secrets.values = {{"old", "o"},     {"new", "n"},     {"refresh", "r"},
                         {"old|url", "o"}, {"new|url", "n"}, {"refresh|url", "r"}};
  auto channel = Plugin().start(
      host,
      R"({"marketplace":"US","seller-id":"A1EXAMPLE","client-id":"c","client-secret":{"$secret":"old"},"client-secret-next":{"$secret":"new"},"refresh-token":{"$secret":"refresh"},"endpoint":"https://spapi.test","lwa-endpoint":"https://login.test/token"})");
  const std::string granted = R"({"access_token":"Atza|1","expires_in":0})";  // so that each pull logs in
  host.http.expect("POST", kLogin).respond(200, granted);
  host.http.expect("POST", kLogin).respond(401, R"({"error":"invalid_client"})");
  host.http.expect("POST", kLogin).respond(200, granted);
  host.http.expect("POST", kLogin).respond(200, granted);
  host.http.expect("GET", std::string(kBase) + "/orders/2026-01-01/orders?*").respond(200, page("")).always();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(channel.pull("orders").ok());
  std::vector<std::string> used;
  for (const auto& request : host.http.requests())
    if (request.url == kLogin) used.push_back(request.body.find("{{secret:new|url}}") == std::string::npos ? "old" : "new");
  EXPECT_EQ(used, (std::vector<std::string>{"old", "old", "new", "new"}));
  std::vector<std::string> said;
  for (const auto& line : host.log)
    if (line.message == "logged in with Amazon") said.push_back(line.fields.front().second);
  EXPECT_EQ(said, (std::vector<std::string>{"client-secret", "client-secret-next", "client-secret-next"}));
  EXPECT_TRUE(host.problems.empty());
}

TEST(Login, TwoWrongSecretsAreTheAdminsBusinessAndOtherRefusalsAskOnce) {
  for (const auto& [body, asked] : {std::pair(R"({"error":"invalid_client"})", 2u), {R"({"error":"invalid_grant"})", 1u}}) {
    TestHost host;
    host.secrets.values = {{"lwa", "s"},     {"new", "n"},     {"refresh", "r"},
                           {"lwa|url", "s"}, {"new|url", "n"}, {"refresh|url", "r"}};
    host.http.expect("POST", kLogin).respond(401, body).always();
    auto channel = Plugin().start(host, settings("US", R"(,"client-secret-next":{"$secret":"new"})"));
    EXPECT_EQ(channel.pull("orders").code, FW_E_AUTH);
    EXPECT_EQ(host.http.requests().size(), asked) << body;
  }
}

// A token can die before its hour is over: one new one, one more try.
TEST(Login, ATokenThatDiesEarlyIsReplacedOnce) {
  struct Case {
    int status;
    std::string body;
  };
  const Case cases[] = {{401, refusal("Unauthorized", "x")},
                        {403, refusal("Unauthorized", "Access denied", "The access token has expired")}};
  for (const Case& one : cases) {
    Store store;
    store.search().respond(one.status, one.body);
    store.search().respond(200, page(order("111-0000000-0000001")));
    const auto pulled = store.channel.pull("orders");
    EXPECT_TRUE(pulled.ok()) << pulled.cause().message;
    EXPECT_EQ(pulled.committed.size(), 1u);
    EXPECT_EQ(store.host.tokens[""].refreshed, 2);
  }
}

TEST(Login, ATokenThatIsRefusedTwiceIsTheAdminsBusiness) {
  Store store;
  store.search().respond(401, refusal("Unauthorized", "x"), {{"x-amzn-requestid", "rq-1"}}).always();
  const auto pulled = store.channel.pull("orders");
  EXPECT_EQ(pulled.code, FW_E_AUTH);
  EXPECT_EQ(store.sent().size(), 2u);
  EXPECT_NE(pulled.cause().message.find("rq-1"), std::string::npos) << "Amazon's support asks for the request id";
}

}  // namespace

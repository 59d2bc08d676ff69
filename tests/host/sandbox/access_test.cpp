// Sign-in, headers and rates of both sides.
#include "tests/host/sandbox/client.hpp"

namespace fairway::sandbox {
namespace {

class AccessTest : public SandboxTest {
 protected:
  Answer lwa(const std::string& form) {
    return send(sandbox_.ports().amazon, "POST", "/auth/o2/token", form,
                {{"Content-Type", "application/x-www-form-urlencoded"}});
  }
  static std::string error_of(const Answer& answer) {
    const auto* errors = find(answer.json(), "errors");
    return errors ? std::string(text_at(errors->at(0), "code")) : std::string(text_at(answer.json(), "error"));
  }
  const std::string kPath = "/sellers/v1/marketplaceParticipations";
};

TEST_F(AccessTest, GrantsAreCheckedAsLwaDoes) {  // HST-14
  const std::string client = "&client_id=c&client_secret=s";
  EXPECT_EQ(lwa("grant_type=refresh_token&refresh_token=Atzr%7Csandbox-A9" + client).status, 200);
  auto answer = lwa("grant_type=refresh_token&refresh_token=Atzr%7Cother" + client);
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(error_of(answer), "invalid_grant");
  answer = lwa("grant_type=refresh_token&refresh_token=Atzr%7Csandbox-A9&client_id=c&client_secret=wrong");
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(error_of(answer), "invalid_client");
  EXPECT_EQ(error_of(lwa("grant_type=password" + client)), "unsupported_grant_type");
  EXPECT_EQ(error_of(lwa("grant_type=refresh_token&client_id=c")), "invalid_request");
}

TEST_F(AccessTest, LwaSpeaksItsOwnErrorsEvenWhenItFails) {
  const std::string form = "grant_type=refresh_token&refresh_token=Atzr%7Csandbox-A9&client_id=c&client_secret=s";
  const auto mistyped = send(sandbox_.ports().amazon, "POST", "/auth/o2/token", form, {{"Content-Type", "text/plain"}});
  EXPECT_EQ(mistyped.status, 400);
  EXPECT_EQ(error_of(mistyped), "invalid_request");
  sandbox_.fault({.kind = FaultKind::error, .operation = "getToken", .count = 1, .status = 503});
  const auto failed = lwa(form);
  EXPECT_EQ(failed.status, 503);
  EXPECT_EQ(error_of(failed), "server_error");
}

TEST_F(AccessTest, ASellerOfTheControlPlaneHasItsOwnTokenAndCanBeRevoked) {
  ASSERT_TRUE(sandbox_.control(
      "POST", "sellers",
      {{"seller", "A5"}, {"refresh_token", "Atzr|mine"}, {"client_id", "app"}, {"marketplaces", {"DE", "FR"}}}));
  const std::string good = "grant_type=refresh_token&refresh_token=Atzr%7Cmine&client_id=app&client_secret=s";
  const auto granted = lwa(good);
  ASSERT_EQ(granted.status, 200);
  token_ = text_at(granted.json(), "access_token");
  EXPECT_EQ(amazon("GET", kPath).json().at("payload").get_array().size(), 2U);
  EXPECT_EQ(error_of(lwa("grant_type=refresh_token&refresh_token=Atzr%7Cmine&client_id=c&client_secret=s")),
            "invalid_grant");
  EXPECT_EQ(error_of(lwa("grant_type=refresh_token&refresh_token=Atzr%7Csandbox-A5&client_id=c&client_secret=s")),
            "invalid_grant");
  ASSERT_TRUE(sandbox_.control("POST", "sellers", {{"seller", "A5"}, {"revoked", true}}));
  EXPECT_EQ(error_of(lwa(good)), "invalid_grant");
  EXPECT_EQ(amazon("GET", kPath).status, 403);
}

TEST_F(AccessTest, ConsentLeadsToACodeThatWorksOnce) {
  const auto back =
      send(sandbox_.ports().amazon, "GET",
           "/apps/authorize/consent?application_id=a&state=s%201&redirect_uri=http%3A%2F%2F127.0.0.1%2Fcb&seller=A7");
  ASSERT_EQ(back.status, 302);
  const auto location = back.headers.at("location");
  EXPECT_TRUE(location.starts_with("http://127.0.0.1/cb?state=s%201&selling_partner_id=A7&spapi_oauth_code="));
  const auto form =
      "grant_type=authorization_code&client_id=c&client_secret=s&code=" + location.substr(location.rfind('=') + 1);
  EXPECT_EQ(text_at(lwa(form).json(), "refresh_token"), "Atzr|sandbox-A7");
  EXPECT_EQ(error_of(lwa(form)), "invalid_grant");
}

TEST_F(AccessTest, AnAccessTokenExpires) {
  EXPECT_EQ(amazon("GET", kPath).status, 200);
  sandbox_.advance(std::chrono::hours(1));
  const auto answer = amazon("GET", kPath);
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(error_of(answer), "Unauthorized");
  EXPECT_FALSE(answer.headers.contains("x-amzn-ratelimit-limit"));
  EXPECT_TRUE(answer.headers.contains("x-amzn-requestid"));
}

TEST_F(AccessTest, AGetWithABodyAndACallWithoutUserAgentAreRefused) {
  const auto port = sandbox_.ports().amazon;
  EXPECT_EQ(send(port, "GET", kPath, "", {{"x-amz-access-token", token()}, {"User-Agent", "T/1"}}, true).status, 400);
  EXPECT_EQ(send(port, "GET", kPath, "", {{"x-amz-access-token", token()}}).status, 400);
  EXPECT_EQ(send(port, "GET", "/orders/v9/orders", "", {{"User-Agent", "T/1"}}).status, 403);
  EXPECT_EQ(sandbox_.violations().size(), 3U);
}

TEST_F(AccessTest, RatesAreRealAndScaled) {
  amend({{"rates", true}});
  const std::string search = "/orders/2026-01-01/orders?lastUpdatedAfter=" + since();
  for (int i = 0; i < 20; ++i) ASSERT_EQ(amazon("GET", search).status, 200) << i;
  const auto refused = amazon("GET", search);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(error_of(refused), "QuotaExceeded");
  EXPECT_FALSE(refused.headers.contains("retry-after"));
  sandbox_.advance(std::chrono::seconds(179));
  EXPECT_EQ(amazon("GET", search).headers.at("x-amzn-ratelimit-limit"), "0.0056");
  EXPECT_EQ(amazon("GET", search).status, 429);
  amend({{"scale", 100}});
  sandbox_.advance(std::chrono::seconds(2));
  EXPECT_EQ(amazon("GET", search).headers.at("x-amzn-ratelimit-limit"), "0.56");
  token_ = token("A2");  // another seller has a bucket of its own
  EXPECT_EQ(amazon("GET", search).status, 200);
}

TEST_F(AccessTest, WithoutRatesAClientThatLearnsItsRateIsNotSlowed) {
  EXPECT_EQ(amazon("GET", kPath).headers.at("x-amzn-ratelimit-limit"), "1000");
}

TEST_F(AccessTest, TheWarehouseSaysWhenToComeBack) {
  amend({{"rates", true}, {"wms_per_minute", 6}});
  EXPECT_EQ(wms("GET", "/orders").status, 200);
  const auto answer = wms("GET", "/orders");
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.headers.at("retry-after"), "10");
  sandbox_.advance(std::chrono::seconds(10));
  EXPECT_EQ(wms("GET", "/orders").status, 200);
}

}  // namespace
}  // namespace fairway::sandbox

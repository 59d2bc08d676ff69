// The host's services as a plugin meets them, against the in-memory host (SDK-4).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fairway/host.hpp"
#include "fairway/testing/call.hpp"

namespace fairway {
namespace {

using ::testing::ElementsAre;

class Services : public ::testing::Test {
 protected:
  testing::TestHost memory;
  testing::Outcome outcome;
  testing::TestCall raw_call{memory, outcome};
  Call call{raw_call.raw()};
  Host host{memory.raw()};
};

TEST_F(Services, TokensAreRefreshedWhenTheyRunOutOrAreRefused) {
  memory.tokens[""].refresh = "r0";
  std::string seen;
  const auto refresh = [&](const Call&, std::string_view old) {
    seen = old;
    return TokenGrant{"a-from-" + seen, std::chrono::hours(1), "r" + std::to_string(memory.tokens[""].refreshed)};
  };
  const auto access = [&] { return host.tokens().access(call, "", refresh); };
  EXPECT_EQ(access(), "a-from-r0");
  EXPECT_EQ(access(), "a-from-r0");
  EXPECT_EQ(memory.tokens[""].refreshed, 1);
  memory.clock.advance(std::chrono::hours(2));
  EXPECT_EQ(access(), "a-from-r1");  // with the refresh token that was granted last
  host.tokens().refused(call, "", "some older token");
  EXPECT_EQ(access(), "a-from-r1");
  host.tokens().refused(call, "", "a-from-r1");
  EXPECT_EQ(access(), "a-from-r2");
}

TEST_F(Services, WhatARefreshThrowsIsThrownOnAsItIs) {
  struct Own {};
  EXPECT_THROW(host.tokens().access(call, "", [](const Call&, std::string_view) -> TokenGrant { throw Own(); }), Own);
  EXPECT_THROW(
      host.tokens().access(call, "", [](const Call&, std::string_view) -> TokenGrant { throw Error::auth("revoked"); }),
      Error);
}

TEST_F(Services, StateWaitsForTheCheckpoint) {
  host.state().put(call, "k", "1");
  EXPECT_EQ(host.state().get(call, "k"), "1");
  EXPECT_TRUE(memory.state.values.empty());
  memory.state.roll_back();
  EXPECT_EQ(host.state().get(call, "k"), std::nullopt);
  EXPECT_TRUE(host.state().compare_and_set(call, "k", "", "1"));
  EXPECT_FALSE(host.state().compare_and_set(call, "k", "", "2"));
  memory.state.commit();
  host.state().remove(call, "k");
  memory.state.commit();
  EXPECT_TRUE(memory.state.values.empty());
  EXPECT_THROW(host.state().put(call, "k", std::string(64 * 1024 + 1, 'x')), Error);
}

TEST_F(Services, NumbersAreTakenForGood) {
  EXPECT_EQ(host.numbers().take(call, "a", 3), 1u);
  memory.state.roll_back();
  EXPECT_EQ(host.numbers().take(call, "a"), 4u);
  EXPECT_EQ(host.numbers().take(call, "b"), 1u);
  EXPECT_THROW(host.numbers().take(call, "a", 0), Error);
  memory.without.insert(FW_HOST_NUMBERS);
  EXPECT_THROW(host.numbers().take(call, "a"), Error);
}

TEST_F(Services, BodiesAreStreamedInPieces) {
  memory.http.expect("GET", "https://a.example/report").respond(200, std::string(2500, 'x'));
  memory.http.expect("GET", "https://a.example/report").respond(404, "none");
  HttpRequest request;
  request.url = "https://a.example/report";
  std::vector<std::size_t> pieces;
  request.body_to = [&](std::string_view piece) { pieces.push_back(piece.size()); };
  EXPECT_EQ(host.http(call, request).body, "");
  EXPECT_THAT(pieces, ElementsAre(1000, 1000, 500));
  EXPECT_EQ(host.http(call, request).body, "none");  // only a 2xx body is streamed
}

TEST_F(Services, WhatABodySinkThrowsEndsTheRequest) {
  memory.http.expect("GET", "*").respond(200, std::string(2500, 'x'));
  HttpRequest request;
  request.url = "https://a.example/";
  int pieces = 0;
  request.body_to = [&](std::string_view) { ++pieces, throw std::length_error("full"); };
  EXPECT_THROW(host.http(call, request), std::length_error);
  EXPECT_EQ(pieces, 1);
}

TEST_F(Services, ARequestThatNoScriptKnowsIsAProblem) {
  EXPECT_THROW(host.get(call, "https://a.example/?q={{secret:none}}"), Error);
  EXPECT_EQ(outcome.failures.at(0).message, "no secret none");
  EXPECT_THROW(host.get(call, "https://a.example/"), Error);
  EXPECT_THAT(memory.problems, ElementsAre("unexpected request: GET https://a.example/"));
  memory.http.expect("POST", "https://a.example/*");
  EXPECT_THAT(memory.http.unmet(), ElementsAre("POST https://a.example/*"));
}

TEST_F(Services, SleepTakesNoTimeHere) {
  const Time before = host.now();
  host.sleep(call, std::chrono::hours(24));
  EXPECT_EQ(host.now().ms - before.ms, 86'400'000);
  memory.cancel_after(0);
  EXPECT_THROW(host.sleep(call, std::chrono::seconds(1)), Error);
  EXPECT_LT(call.remaining().count(), 0);
}

TEST_F(Services, SignaturesNeedAKnownSecret) {
  memory.secrets.values["k"] = "v";
  EXPECT_EQ(host.secrets().hmac(call, Secret{"k"}, "sha256", "data").size(), 16u);
  EXPECT_THROW(host.secrets().hmac(call, Secret{"j"}, "sha256", "data"), Error);
}

TEST_F(Services, SecretsAreFilledInWhereTheRealHostWould) {
  memory.secrets.values["k"] = "a&b";
  const Secret key{"k"};
  HttpRequest request;
  request.url = "https://a.example/?k=" + key.url();
  request.headers = {{"authorization", key.basic("me")}, {"x", key.base64()}};
  request.body = "k=" + key.text();
  auto sent = memory.secrets.sent(request);
  EXPECT_EQ(sent.url, "https://a.example/?k=a%26b");
  EXPECT_EQ(sent.headers[0].second, "Basic bWU6YSZi");  // me:a&b
  EXPECT_EQ(sent.headers[1].second, "YSZi");
  EXPECT_EQ(sent.body, "k={{secret:k}}");  // text of strangers may stand in a body
  request.fill_body = true;
  EXPECT_EQ(memory.secrets.sent(request).body, "k=a&b");
  request.fill_body = false;
  request.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
  EXPECT_EQ(memory.secrets.sent(request).body, "k=a&b");
}

TEST(Patterns, StarStandsForAnything) {
  EXPECT_TRUE(testing::matches("https://*/orders?*", "https://a.example/v1/orders?page=2"));
  EXPECT_TRUE(testing::matches("*b*b", "abbb"));
  EXPECT_FALSE(testing::matches("a*b", "abc"));
  EXPECT_FALSE(testing::matches("", "a"));
}

TEST(UrlEncode, LeavesOnlyTheUnreserved) { EXPECT_EQ(url_encode("a b/\xC3\xA9-._~"), "a%20b%2F%C3%A9-._~"); }

}  // namespace
}  // namespace fairway

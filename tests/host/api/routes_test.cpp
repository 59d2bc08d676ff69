#include <gtest/gtest.h>

#include "host/api/hooks.hpp"
#include "host/api/route.hpp"
#include "host/base/text.hpp"

namespace fairway::api {
namespace {

TEST(Routes, EachIsFoundByItsPathAndMethod) {  // HST-7
  for (const auto& route : routes()) {
    std::string path;
    for (const auto& part : split(route.pattern, '/'))
      path += path.empty() && part.empty() ? "" : "/" + (part.starts_with('{') ? "x%20y" : part);
    const auto found = match(route.method, path);
    ASSERT_EQ(found.route, &route) << route.pattern;
    for (const auto& [name, value] : found.place) EXPECT_EQ(value, "x y") << "decoded once";
    EXPECT_FALSE(route.summary.empty());
    EXPECT_EQ(match("PUT", path).route, nullptr);
    EXPECT_TRUE(match("PUT", path).known_path);
  }
  EXPECT_FALSE(match("GET", "/v1/nothing").known_path);
  EXPECT_FALSE(match("GET", "/v1/accounts//orders").route) << "an empty name is no name";
}

TEST(Routes, ASlipInTheQueryIsSaid) {  // HST-7
  const auto& route = *match("GET", "/v1/accounts/acme/orders").route;
  const auto why = [&](const std::string& name, const std::string& value) {
    Request request;
    request.query[name] = value;
    return wrong_query(route, request).value_or("");
  };
  EXPECT_EQ(why("state", "needs-mapping"), "");
  EXPECT_EQ(why("cursor", "whatever"), "");
  EXPECT_EQ(why("stat", "held"), "unknown parameter \"stat\", did you mean \"state\"?");
  EXPECT_EQ(why("x", "1"), "unknown parameter \"x\"; known are state, store, channel_order_id, due_before, limit, cursor");
  EXPECT_EQ(why("state", "sdf"),
            "no state \"sdf\"; allowed are received, reserved, needs-mapping, held, rejected, routed, submitted, "
            "acknowledged, partially-shipped, shipped, confirmed, cancelled, dropped, failed");
}

TEST(Routes, WhatChangesNeedsMoreThanReading) {
  for (const auto& route : routes()) {
    if (route.method != "GET") { EXPECT_GE(route.role, Role::operate) << route.pattern; }
  }
}

// Every reference of the document leads somewhere, and every path of the table is in it.
void collect(const json::value& value, std::vector<std::string>& references) {
  if (const auto* object = value.if_object()) {
    for (const auto& [key, member] : *object)
      if (key == "$ref") references.emplace_back(member.as_string());
      else collect(member, references);
  }
  if (const auto* list = value.if_array())
    for (const auto& item : *list) collect(item, references);
}

TEST(OpenApi, IsCompleteAndItsReferencesResolve) {  // HST-7
  const json::value document = openapi("1.2.3");
  std::vector<std::string> references;
  collect(document, references);
  EXPECT_FALSE(references.empty());
  for (const auto& reference : references) {
    json::error_code error;
    EXPECT_TRUE(document.find_pointer(reference.substr(1), error)) << reference;
  }
  for (const auto& route : routes()) EXPECT_TRUE(document.at("paths").as_object().contains(route.pattern));
}

struct Signed {
  std::string id, stamp, signature;
  bool good;
  const char* why;
};

TEST(Signature, StandardWebhooksAreVerifiedOverTheRawBytes) {  // WMS-1
  const std::string secret = "whsec_" + to_base64("made-up-key-for-tests-0123456789");
  const Instant now = *parse_time("2026-11-22T13:00:00Z");
  const std::string stamp = std::to_string(now.time_since_epoch().count() / 1000),
                    old = std::to_string(now.time_since_epoch().count() / 1000 - 301),
                    wrapping =  // a difference of times wraps around to nearly nothing here
                    std::to_string(std::numeric_limits<std::int64_t>::min() + now.time_since_epoch().count() / 1000);
  WebhookScheme scheme;
  scheme.scheme = "standard-webhooks";
  const auto sign = [&](const std::string& id, const std::string& at, const std::string& body) {
    return standard_signature(secret, id, at, body);
  };
  // Fixed by hand, so that signing and verifying cannot be wrong together: openssl dgst -sha256 -hmac over msg_1.1.{}
  EXPECT_EQ(standard_signature("whsec_" + to_base64("k"), "msg_1", "1", "{}"),
            "v1,WQBPtAsumRlBVd/XmmbysH53ixZ4wi6G/qvgzgt90z4=");
  for (const auto& c :
       {Signed{"msg_1", stamp, sign("msg_1", stamp, "{}"), true, "as signed"},
        Signed{"msg_1", stamp, "v1,AAAA " + sign("msg_1", stamp, "{}"), true, "one of several fits"},
        Signed{"msg_2", stamp, sign("msg_1", stamp, "{}"), false, "another id"},
        Signed{"msg_1", stamp, sign("msg_1", stamp, "{ }"), false, "another body"},
        Signed{"msg_1", old, sign("msg_1", old, "{}"), false, "five minutes old"},
        Signed{"msg_1", wrapping, sign("msg_1", wrapping, "{}"), false, "the beginning of time"},
        Signed{"msg_1", "soon", sign("msg_1", "soon", "{}"), false, "no time"},
        Signed{"", stamp, sign("", stamp, "{}"), false, "no id"}, Signed{"msg_1", stamp, "", false, "no signature"}}) {
    Request request;
    request.headers = {{"webhook-id", c.id}, {"webhook-timestamp", c.stamp}, {"webhook-signature", c.signature}};
    request.body = "{}";
    EXPECT_EQ(verify_signature(scheme, secret, request, now).has_value(), c.good) << c.why;
  }
  EXPECT_FALSE(verify_signature(scheme, "", Request{}, now)) << "no secret, no delivery";
}

TEST(Problem, StatusFitsTheCode) {
  EXPECT_EQ(problem(Failure{FW_E_INVALID, "no order 7"}).status, 404);
  EXPECT_EQ(problem(Failure{FW_E_REJECTED, "shipped"}).status, 409);
  EXPECT_EQ(problem(Failure{FW_E_UNAVAILABLE, "busy"}).status, 503);
  EXPECT_EQ(problem(404, "Not found").type, "application/problem+json");
}

TEST(Identity, SeesItsAccountsOnly) {  // HST-7
  EXPECT_TRUE((Identity{"a", Role::read, ""}).sees("acme"));
  EXPECT_TRUE((Identity{"a", Role::read, "globex,acme"}).sees("acme"));
  EXPECT_FALSE((Identity{"a", Role::read, "globex"}).sees("acme"));
}

}  // namespace
}  // namespace fairway::api

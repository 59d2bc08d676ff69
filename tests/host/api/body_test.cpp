// A slip of the hand in a body does not do the real thing. (HST-7)
#include "host/api/body.hpp"

#include "host/api/post_order.hpp"
#include "tests/host/api/listing_host.hpp"

namespace fairway::api {
namespace {

using ::testing::HasSubstr;

// Of every route that takes a body: its members, as the OpenAPI document has them.
std::vector<std::pair<const Route*, json::object>> routes_with_bodies() {
  const auto all = schemas();
  std::vector<std::pair<const Route*, json::object>> found;
  for (const auto& route : routes())
    if (route.method != "GET" && route.handler != post_order)
      found.emplace_back(&route, route.body.empty() ? json::object() : all.at(route.body).at("properties").as_object());
  return found;
}

std::string why_not(const Route& route, const json::value& body) {
  const auto wrong = wrong_body(route, body);
  if (!wrong) return {};
  EXPECT_EQ(wrong->status, 422) << route.pattern;
  EXPECT_EQ(wrong->type, "application/problem+json");
  const auto errors = parse_json(wrong->body).value().at("errors").as_array();
  return std::string(text_at(errors.at(0), "pointer")) + " " + std::string(text_at(errors.at(0), "detail"));
}

TEST(Bodies, AFlagThatIsNoBooleanIsRefusedByEveryRouteWithItsPointer) {
  int flags = 0;
  for (const auto& [route, members] : routes_with_bodies())
    for (const auto& member : members) {
      const std::string name(member.key());
      if (text_at(member.value(), "type") != "boolean") continue;
      ++flags;
      for (const json::value& slip : {json::value("yes"), json::value("true"), json::value(1), json::value(nullptr)})
        EXPECT_EQ(why_not(*route, json::object{{name, slip}}), "/" + name + " true or false is expected") << route->pattern;
      for (const bool right : {true, false}) EXPECT_EQ(why_not(*route, json::object{{name, right}}), "") << route->pattern;
    }
  EXPECT_GE(flags, 14);
}

TEST(Bodies, AnUnknownMemberIsRefusedByEveryRouteAndTheNearestIsNamed) {
  for (const auto& [route, members] : routes_with_bodies()) {
    EXPECT_THAT(why_not(*route, json::object{{"qqqqqqqq", 1}}), HasSubstr("/qqqqqqqq unknown member")) << route->pattern;
    for (const auto& member : members) {
      const std::string name(member.key()), slip = name + "x";
      if (name.size() > 3) {
        EXPECT_THAT(why_not(*route, json::object{{slip, 1}}), HasSubstr("did you mean \"" + name + "\"")) << route->pattern;
      }
    }
    EXPECT_EQ(why_not(*route, json::object{{"author", "ada"}}), "") << route->pattern;
    EXPECT_EQ(why_not(*route, json::object{{"author", 1}}), "/author a text is expected") << route->pattern;
    EXPECT_EQ(why_not(*route, json::array{}), " a JSON object is expected") << route->pattern;
    EXPECT_EQ(why_not(*route, json::object{}), "") << "what must be there the handler says";
  }
}

TEST(Bodies, EachMemberHasItsPointer) {
  const auto& reload = *match("POST", "/v1/reload").route;
  EXPECT_EQ(why_not(reload, {{"accounts", {"acme", 7}}}), "/accounts/1 a text is expected");
  const auto many = wrong_body(reload, {{"accounts", json::array(100000, 1)}});
  EXPECT_EQ(parse_json(many->body).value().at("errors").as_array().size(), flows::kMostWrong);
  EXPECT_EQ(why_not(reload, {{"accounts", "acme"}}), "/accounts a list is expected");
  EXPECT_THAT(why_not(reload, json::object{{"a/b~c", 1}}), HasSubstr("/a~1b~0c unknown member"));
  EXPECT_EQ(why_not(*match("POST", "/v1/accounts/a/rollback").route, json::object{{"generation", 1.5}}),
            "/generation a whole number is expected");
}

struct SlipOfTheHand {
  const char *path, *body, *pointer;
};

// As they come in: nothing is done.
TEST_F(ServedListings, SlipsInABodyDoNothing) {
  const std::string store = "/v1/accounts/acme/stores/us/", account = "/v1/accounts/acme/";
  const std::pair<std::string, SlipOfTheHand> slips[] = {
      {store, {"listing-changes", R"({"verb":"hide","dry_run":"yes","items":[{"sku":"A"}]})", "/dry_run"}},
      {store, {"listing-changes", R"({"verb":"hide","dryrun":true,"items":[{"sku":"A"}]})", "/dryrun"}},
      {store, {"imports", R"({"dry_run":"true"})", "/dry_run"}},
      {store, {"imports", R"({"mood":"create-only"})", "/mood"}},
      {store, {"imports", R"({"mode":1})", "/mode"}},
      {store, {"rescan", R"({"from":"2026-01-01","dry_run":1})", "/dry_run"}},
      {store, {"remove", R"({"confirm":"us","dry_run":"yes"})", "/dry_run"}},
      {store, {"disable", R"({"dry_run":true})", "/dry_run"}},
      {account, {"remove", R"({"confirm":"acme","dry-run":true})", "/dry-run"}},
      {account, {"stock/recompute", R"({"mend":"no"})", "/mend"}},
      {account, {"orders/@1/redact", R"({"cancel":"no"})", "/cancel"}},
      {account, {"orders/@1/cancel", R"({"line":[{"line":"L1"}]})", "/line"}},
      {"/v1/", {"reload", R"({"allow_removals":"false"})", "/allow_removals"}},
      {"/v1/", {"plan", R"({"accounts":"acme"})", "/accounts"}}};
  for (const auto& [begin, slip] : slips) {
    const auto answer = ask("POST", begin + slip.path, slip.body);
    EXPECT_EQ(status_of(answer), "422") << slip.path << answer;
    EXPECT_THAT(answer, HasSubstr(fmt::format(R"("pointer":"{}")", slip.pointer))) << slip.path;
  }
  EXPECT_THAT(ask("POST", store + "listing-changes", slips[1].second.body), HasSubstr(R"(did you mean \"dry_run\")"));
  EXPECT_EQ(host.count("listing_change") + host.count("import"), 0);
  EXPECT_EQ(host.count("store WHERE paused = 1 OR retired = 1"), 0);
  EXPECT_EQ(status_of(ask("POST", store + "listing-changes", R"({"verb":"hide","items":[{"sku":"A"}],"author":"ada"})")),
            "202");
}

}  // namespace
}  // namespace fairway::api

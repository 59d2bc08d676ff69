// Any SKU and any order can be named in a path. (HST-7)
#include "tests/host/api/listing_host.hpp"

namespace fairway::api {
namespace {

using ::testing::HasSubstr;

TEST_F(ServedListings, ASlashInASkuIsReachedWhereItIsEscaped) {
  const std::string one = "/v1/accounts/acme/stores/us/listings/X%2F1";
  for (const std::string& target : {one, "http://127.0.0.1" + one, "HTTP://127.0.0.1:80" + one + "?", one + "#a"}) {
    const auto answer = ask("GET", target);
    EXPECT_EQ(status_of(answer), "200") << target;
    EXPECT_THAT(answer, HasSubstr(R"("sku":"X/1")")) << target;
  }
  const auto state = [&](const std::string& verb) {
    return std::string(text_at(parse_json(body_of(ask("POST", one + "/" + verb))).value(), "state"));
  };
  EXPECT_EQ(state("pause"), "paused");
  EXPECT_EQ(state("unpause"), "active");
  EXPECT_EQ(state("paus%65"), "paused") << "an escape says what it stands for, of verbs too";
  EXPECT_EQ(status_of(ask("GET", "/v1/%61ccounts/acme/stores/us/listings/x%2f1")), "404") << "another SKU";
  EXPECT_EQ(status_of(ask("GET", "/v1/%61ccounts/acme/stores/us/listings/X%2f1")), "200");
}

TEST_F(ServedListings, AnEscapeInAQueryIsDecodedOnce) {
  EXPECT_EQ(
      status_of(ask("POST", "/v1/accounts/acme/stores/us/listing-changes", R"({"verb":"hide","items":[{"sku":"X/1"}]})")),
      "202");
  const auto found = [&](const std::string& query) {
    return parse_json(body_of(ask("GET", "/v1/accounts/acme/listing-changes?" + query)))
        .value()
        .at("items")
        .as_array()
        .size();
  };
  EXPECT_EQ(found("sku=X%2F1"), 1U);
  EXPECT_EQ(found("sku=X/1&limit=5"), 1U);
  EXPECT_EQ(found("sku=X%252F1"), 0U);
}

TEST_F(ServedListings, APathThatIsNoneOfOursIsNothingElse) {
  const std::pair<const char*, const char*> targets[] = {{"//v1/accounts", "404"},
                                                         {"/v1//accounts", "404"},
                                                         {"/v1/accounts/../accounts", "404"},
                                                         {"/v1/accounts/%2e%2e/accounts", "404"},
                                                         {"/v1/accounts/", "404"},
                                                         {"/v1%2Faccounts", "404"},
                                                         {"v1/accounts", "404"},
                                                         {"http://127.0.0.1", "404"},
                                                         {"http://127.0.0.1/v1/accounts", "200"},
                                                         {"ftp://127.0.0.1/v1/accounts", "404"},
                                                         {"/v1/accounts/%", "400"},
                                                         {"/v1/accounts/%2", "400"},
                                                         {"/v1/accounts/%zz/orders", "400"},
                                                         {"/v1/accounts?x=%zz", "400"},
                                                         {"*", "404"}};
  for (const auto& [target, status] : targets) EXPECT_EQ(status_of(ask("GET", target)), status) << target;
  EXPECT_EQ(status_of(ask("GET", "/v1/accounts/acme/stores/us/listings/..")), "404") << "a SKU like any other";
}

}  // namespace
}  // namespace fairway::api

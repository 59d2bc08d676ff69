#include "host/api/accounts.hpp"

#include "host/api/stores.hpp"
#include "tests/host/api/support.hpp"

namespace fairway::api {
namespace {

constexpr const char* kAccount = R"(account: a
company: "${env:COMPANY}"
policies: [one-each]
stores:
  us:
    plugin: amazon
    settings: { marketplace: US, seller-id: A1, refresh-token: "${env:TOKEN}" }
)";

// HST-1
TEST(Accounts, WhatCameFromOutsideTheFileIsNotShown) {
  const Host host("listen: 127.0.0.1:0\n", kAccount);
  Request request;
  request.place["account"] = "a";
  for (const auto& answer : {list_accounts(*host.engine, request), list_stores(*host.engine, request)}) {
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.body.find("made-up"), std::string::npos) << answer.body;
    EXPECT_NE(answer.body.find(R"("company":"***")"), std::string::npos) << answer.body;
  }
  EXPECT_EQ(host.engine->snapshot()->accounts.at("a")->company, "made-up-COMPANY") << "whom it concerns has it";
}

TEST(Accounts, TheCompanyOfTheFileIsShown) {  // ACC-1
  const Host host("listen: 127.0.0.1:0\n", "account: a\ncompany: Acme\n");
  EXPECT_NE(list_accounts(*host.engine, {}).body.find(R"("company":"Acme")"), std::string::npos);
}

}  // namespace
}  // namespace fairway::api

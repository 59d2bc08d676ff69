#include "host/api/host.hpp"

#include "tests/host/api/support.hpp"

namespace fairway::api {
namespace {

// HST-9
TEST(Ready, SaysWhyNoOrderCanFlow) {
  const Host sound("listen: 127.0.0.1:0\n", "account: a\n");
  EXPECT_EQ(ready(*sound.engine, {}).status, 200);
  const Host broken("listen: 127.0.0.1:0\n", "account: a\nstores: [\n");
  const auto answer = ready(*broken.engine, {});
  EXPECT_EQ(answer.status, 503);
  const auto detail = std::string(text_at(parse_json(answer.body).value(), "detail"));
  EXPECT_NE(detail.find("accounts/a.yaml"), std::string::npos) << answer.body;
  EXPECT_EQ(live(*broken.engine, {}).status, 200);
}

}  // namespace
}  // namespace fairway::api

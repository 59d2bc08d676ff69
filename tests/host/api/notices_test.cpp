// HST-10: the list of notices.
#include "host/api/notices.hpp"

#include "tests/host/api/support.hpp"

namespace fairway::api {
namespace {

TEST(Notices, AreListedWithHowFarTellingCame) {
  Host host("listen: 127.0.0.1:0\n");
  for (const auto* row : {"1, 'a', 'acme', 'us', 'import-done', 'done', 'lines', 4102444800000",
                          "2, 'b', '', '', 'config-rejected', 'no', '', 4102444800000"})
    engine::test::change(host.engine->db(), "INSERT INTO notice VALUES (" + std::string(row) + ")");
  engine::test::change(host.engine->db(), "INSERT INTO notice_way VALUES (1, 1, 'email', '', 'sending', 'it hung up', 0)");
  Request request;
  request.who = {"ada", Role::read, ""};
  const auto all = parse_json(list_notices(*host.engine, request).body).value();
  ASSERT_EQ(all.at("items").as_array().size(), 2U);
  EXPECT_EQ(text_at(all.at("items").at(0), "kind"), "config-rejected");
  const auto& way = all.at("items").at(1).at("told").at(0);
  EXPECT_EQ(text_at(way, "state"), "sending");
  EXPECT_EQ(text_at(way, "error"), "it hung up");
  request.query = {{"kind", "import-done"}};
  EXPECT_EQ(parse_json(list_notices(*host.engine, request).body).value().at("items").as_array().size(), 1U);
  request.query.clear();
  request.who.accounts = "globex";
  EXPECT_TRUE(parse_json(list_notices(*host.engine, request).body).value().at("items").as_array().empty());
}

}  // namespace
}  // namespace fairway::api

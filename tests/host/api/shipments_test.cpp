#include "host/api/shipments.hpp"

#include "tests/host/api/support.hpp"

namespace fairway::api {
namespace {

void add(storage::Database& db, int id, const std::string& account, const std::string& state) {
  engine::test::change(
      db,
      "INSERT INTO shipment (id, order_id, fulfilment_id, account, store, remote_id, package_reference, carrier, service, "
      "tracking_number, shipped_at, lines, state, error, known_at, warning) VALUES (?, 7, ?, ?, 'us', 'r', ?, 'UPS', "
      "'Ground', "
      "'1Z', 0, '[{\"line_id\":\"l1\",\"sku\":\"007\",\"quantity\":2}]', ?, 'refused', 0, ?)",
      {id, id, account, fmt::format("p{}", id), state, id == 1 ? "doubtful" : ""});
}

// ORD-9
TEST(Shipments, AreListedWholeNewToOldForTheirAccountAndState) {
  const Host host("listen: 127.0.0.1:0\n");
  auto& db = host.engine->db();
  add(db, 1, "acme", "failed");
  add(db, 2, "acme", "failed");
  add(db, 3, "acme", "confirmed");
  add(db, 4, "globex", "failed");
  Request request;
  request.place["account"] = "acme";
  request.query = {{"state", "failed"}, {"limit", "1"}};
  const auto first = parse_json(list_shipments(*host.engine, request).body).value();
  EXPECT_EQ(first.at("items"),
            *parse_json(R"([{"id":"2","order":"@7","carrier":"UPS","service":"Ground","tracking_number":"1Z",
    "package":"p2","state":"failed","error":"refused","shipped_at":"1970-01-01T00:00:00Z","confirmed_at":null,
    "verified_at":null,"lines":[{"id":"l1","sku":"007","quantity":2}],"warning":"","surplus":[],"unseen":false}])"));
  request.query["cursor"] = first.at("next").as_string();
  const auto second = parse_json(list_shipments(*host.engine, request).body).value();
  ASSERT_EQ(second.at("items").as_array().size(), 1U);
  EXPECT_EQ(text_at(second.at("items").at(0), "id"), "1");
  EXPECT_TRUE(second.at("next").is_null());
}

// SHP-2
TEST(Shipments, AreListedByTheDoubtAboutTheirNumber) {
  const Host host("listen: 127.0.0.1:0\n");
  for (const int id : {1, 2}) add(host.engine->db(), id, "acme", "confirmed");
  Request request;
  request.place["account"] = "acme";
  request.query = {{"warned", "true"}};
  const auto body = parse_json(list_shipments(*host.engine, request).body).value();
  ASSERT_EQ(body.at("items").as_array().size(), 1U);
  EXPECT_EQ(text_at(body.at("items").at(0), "warning"), "doubtful");
}

TEST(Shipments, AnIdThatIsNoNumberIsNotFound) {
  const Host host("listen: 127.0.0.1:0\n");
  Request request;
  request.place = {{"account", "acme"}, {"id", "1x"}};
  EXPECT_EQ(edit_shipment(*host.engine, request).status, 404);
}

}  // namespace
}  // namespace fairway::api

// One order by its name: the channel's, or ours, which never looks like one of the channel's. (ORD-14)
#include "host/api/orders.hpp"

#include "tests/host/api/support.hpp"

namespace fairway::api {
namespace {

struct OrdersByName : ::testing::Test {
  void add(int id, const std::string& channel_id, const std::string& store = "web") {
    engine::test::change(
        host.engine->db(),
        "INSERT INTO orders (id, account, store, store_id, plugin, seller, channel_order_id, state, channel_status, "
        "fulfilled_by, marketplace, ship_service, ship_category, country, created_at, updated_at, taken_at, document) "
        "VALUES "
        "(?, 'acme', ?, 9, 'storefront', ?, ?, 'received', '', '', '', '', '', '', 0, 0, 0, '{\"lines\":[]}')",
        {id, store, store, channel_id});
  }
  Response ask(Response (*handler)(engine::Engine&, const Request&), const std::string& id) {
    Request request;
    request.place = {{"account", "acme"}, {"id", id}};
    request.who = {"ada", Role::admin, {}};
    return handler(*host.engine, request);
  }
  static std::string named(const Response& answer, std::string_view member = "channel_order_id") {
    return std::string(text_at(parse_json(answer.body).value(), member));
  }
  Host host{"listen: 127.0.0.1:0\n"};
};

// A shop that counts its orders, as most do: our own count runs beside it.
TEST_F(OrdersByName, AShopsNumbersAreNeverTakenForOurs) {
  for (int row = 1; row <= 5; ++row) add(row, std::to_string(row + 2));
  for (int number = 3; number <= 7; ++number) {
    const auto shown = ask(show_order, std::to_string(number));
    EXPECT_EQ(shown.status, 200) << number;
    EXPECT_EQ(named(shown), std::to_string(number));
    EXPECT_EQ(named(shown, "id"), fmt::format("@{}", number - 2));
    EXPECT_EQ(named(ask(show_order, named(shown, "id"))), std::to_string(number)) << "what is shown may be asked for";
  }
  EXPECT_EQ(named(order_of_row(*host.engine, 3)), "5");
  const auto held = ask(hold_order, "4");
  EXPECT_EQ(held.status, 200);
  EXPECT_EQ(named(held), "4");
  EXPECT_EQ(named(held, "state"), "held");
  EXPECT_EQ(named(ask(show_order, "6"), "state"), "received") << "our fourth";
}

TEST_F(OrdersByName, ANumberThatNoChannelHasIsNotOursWithoutItsMark) {
  for (int row = 1; row <= 3; ++row) add(row, std::to_string(row + 2));
  const auto refused = ask(redact_order, "2");
  EXPECT_EQ(refused.status, 404);
  EXPECT_EQ(named(refused, "detail"), "no order 2 in account acme; an id of ours is written @2");
  for (const auto* odd : {"@", "@2x", "@-2", "@ 2", "@9", "nothing"}) EXPECT_EQ(ask(show_order, odd).status, 404) << odd;
}

TEST_F(OrdersByName, WhereSeveralStoresHaveItTheCandidatesAreOurs) {
  add(1, "1001");
  add(2, "1001", "outlet");
  add(3, "@1");
  const auto several = ask(show_order, "1001");
  EXPECT_EQ(several.status, 300);
  EXPECT_EQ(json::serialize(parse_json(several.body).value().at("candidates")), R"(["@1","@2"])");
  EXPECT_EQ(named(ask(show_order, "@2"), "store"), "outlet");
  EXPECT_EQ(named(ask(show_order, "@1")), "1001") << "ours, though a channel calls another so";
  EXPECT_EQ(named(ask(show_order, "@3")), "@1");
}

}  // namespace
}  // namespace fairway::api

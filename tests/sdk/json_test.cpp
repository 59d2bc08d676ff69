// The codec's rules, one row each (SDK-1).
#include <gtest/gtest.h>

#include "fairway/documents.hpp"
#include "fairway/json.hpp"

namespace fairway {
namespace {

struct Inner {
  std::string name;
  std::int64_t count = 7;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (name, count))

struct Everything {
  bool flag = true;
  std::int64_t big = 0;
  std::int32_t small = 0;
  std::uint64_t natural = 0;
  double real = 0;
  std::string text;
  std::optional<std::string> maybe;
  std::vector<std::string> list;
  std::map<std::string, std::int64_t> map;
  Money money;
  Pii person;
  std::optional<Time> at;
  Open<FulfilledBy> by;
  Inner inner;
  std::vector<Inner> inners;
  std::optional<Inner> maybe_inner;
  RawJson raw;
};
BOOST_DESCRIBE_STRUCT(Everything, (),
                      (flag, big, small, natural, real, text, maybe, list, map, money, person, at, by, inner, inners,
                       maybe_inner, raw))

struct Keeper {
  std::string known;
  Extra extra;
};
BOOST_DESCRIBE_STRUCT(Keeper, (), (known, extra))

JsonError error_of(std::string_view json) {
  Everything value;
  JsonError error;
  EXPECT_FALSE(read_json(json, value, error)) << json;
  return error;
}

template <class M>
M read_one(const std::string& json, M Everything::*member) {
  return from_json<Everything>(json).*member;
}

TEST(JsonRead, TakesStringsWithEveryEscape) {
  const auto text = [](const std::string& body) { return read_one("{\"text\":\"" + body + "\"}", &Everything::text); };
  EXPECT_EQ(text(""), "");
  EXPECT_EQ(text(R"(\"\\\/\b\f\n\r\t)"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(text(R"(\u0041\u00e9\u20AC)"), "A\xC3\xA9\xE2\x82\xAC");
  EXPECT_EQ(text(R"(\ud83d\udce6!)"), "\xF0\x9F\x93\xA6!");
  EXPECT_EQ(text(R"(\u0000)"), std::string(1, '\0'));
  EXPECT_EQ(text("plain \xE2\x82\xAC then \\n and \xC3\xA9"), "plain \xE2\x82\xAC then \n and \xC3\xA9");
}

TEST(JsonRead, RefusesStringsThatAreNone) {
  for (const std::string_view body : {R"(\ud83d)", R"(\ud83dx)", R"(\udce6)", R"(\ud83d\u0041)", R"(\ud83d\ud83d)",
                                      R"(\u12g4)", R"(\u12)", R"(\x)", "\n", "\x1f", "\x80", "\xC3", "\xC0\xAF",
                                      "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xFF"})
    EXPECT_EQ(error_of("{\"text\":\"" + std::string(body) + "\"}").pointer, "/text") << body;
}

TEST(JsonRead, FindsTheSpecialByteWhereverItStands) {
  for (std::size_t at = 0; at < 40; ++at)
    for (const std::string special : {"\\n", "\xC3\xA9", "\"", "\x01"}) {
      const std::string json = "{\"text\":\"" + std::string(at, 'a') + special + std::string(20, 'b') + "\"}";
      Everything value;
      JsonError error;
      EXPECT_EQ(read_json(json, value, error), special == "\\n" || special == "\xC3\xA9") << at;
    }
}

TEST(JsonRead, TakesNumbersAsTextAndTextAsNumbers) {
  EXPECT_EQ(read_one(R"({"text":19.90})", &Everything::text), "19.90");
  EXPECT_EQ(read_one(R"({"text":-1E5})", &Everything::text), "-1E5");
  EXPECT_EQ(read_one(R"({"big":"12"})", &Everything::big), 12);
  EXPECT_EQ(read_one(R"({"big":5.00})", &Everything::big), 5);
  EXPECT_EQ(read_one(R"({"big":12e2})", &Everything::big), 1200);
  EXPECT_EQ(read_one(R"({"real":"0.1"})", &Everything::real), 0.1);
  EXPECT_EQ(read_one(R"({"flag":"false"})", &Everything::flag), false);
  EXPECT_EQ(read_one(R"({"money":{"amount":19.90,"currency":"EUR"}})", &Everything::money), (Money{"19.90", "EUR"}));
  EXPECT_EQ(read_one(R"({"person":10115})", &Everything::person).text, "10115");
}

TEST(JsonRead, KeepsIntegersInRange) {
  EXPECT_EQ(read_one(R"({"big":-9223372036854775808})", &Everything::big), INT64_MIN);
  EXPECT_EQ(read_one(R"({"natural":18446744073709551615})", &Everything::natural), UINT64_MAX);
  EXPECT_EQ(read_one(R"({"big":-0})", &Everything::big), 0);
  for (const std::string_view bad :
       {R"({"big":9223372036854775808})", R"({"small":2147483648})", R"({"natural":-1})", R"({"big":1.5})",
        R"({"big":1e300})", R"({"big":""})", R"({"big":"x"})", R"({"big":"1 "})", R"({"big":01})", R"({"big":+1})",
        R"({"big":.5})", R"({"big":1.})", R"({"big":0x10})", R"({"big":true})", R"({"natural":-5.0})", R"({"small":3e9})"})
    EXPECT_FALSE(error_of(bad).message.empty());
}

TEST(JsonRead, TakesDoublesToTheLastBit) {
  for (const double value :
       {0.0, 0.1, 1.0 / 3, 5e-324, 1.7976931348623157e308, 123456789.123456789, 1e22, 1e23, -2.5, 9007199254740993.0})
    EXPECT_EQ(from_json<double>(to_json(value)), value);
  EXPECT_EQ(from_json<double>("0.000000000000000000000000000000000000000000000000000000001"), 1e-57);
  EXPECT_EQ(from_json<double>("123456789012345678901234567890"), 123456789012345678901234567890.0);
  EXPECT_EQ(from_json<double>("0e999999999999999999999"), 0.0);
  EXPECT_THROW(from_json<double>("1e400"), JsonError);
  EXPECT_THROW(from_json<double>("NaN"), JsonError);
}

TEST(JsonRead, TakesInstantsAtAnyOffset) {
  const auto ms = [](const std::string& text) { return time_of(text).value_or(Time{-1}).ms; };
  EXPECT_EQ(ms("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(ms("2026-03-01T09:30:00.250+01:00"), 1772353800250);
  EXPECT_EQ(ms("2026-03-01t08:30:00.2509999z"), 1772353800250);
  EXPECT_EQ(ms("2026-03-01 04:00:00-04:30"), 1772353800000);
  EXPECT_EQ(ms("2016-12-31T23:59:60Z"), 1483228800000);
  EXPECT_EQ(ms("2024-02-29T00:00:00Z"), 1709164800000);
  EXPECT_EQ(ms("1969-12-31T23:59:59.5Z"), -500);
  for (const std::string_view bad :
       {"", "2026-03-01", "2026-03-01T09:30:00", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
        "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z",
        "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+1:00", "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00Zx",
        "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "2026-1-01T00:00:00Z"})
    EXPECT_FALSE(time_of(bad)) << bad;
}

TEST(JsonRead, TimeTextRoundTripsOverTheWholeCalendar) {
  for (std::int64_t ms = json::kFirstMs; ms <= json::kLastMs; ms += 86'400'000 * 13 + 12'345'678)
    EXPECT_EQ(time_of(to_text(Time{ms})), Time{ms});
  EXPECT_EQ(to_text(Time{json::kLastMs + 1}), "");
}

TEST(JsonRead, NullIsAbsent) {
  const auto value = from_json<Everything>(
      R"({"flag":null,"text":null,"list":null,"map":{"a":null,"b":2},"money":null,"at":null,"inner":null,"raw":null,"maybe":null})");
  EXPECT_TRUE(value.flag);
  EXPECT_EQ(value.inner.count, 7);
  EXPECT_EQ(value.map, (std::map<std::string, std::int64_t>{{"b", 2}}));
  EXPECT_EQ(error_of(R"({"list":["a",null]})").pointer, "/list/1");
  EXPECT_EQ(from_json<std::vector<std::optional<int>>>("[1,null]").at(1), std::nullopt);
}

TEST(JsonRead, PassesOverUnknownMembersOfAnyShape) {
  EXPECT_EQ(read_one(R"({"x":[1,{"y":"}]"},[]],"text":"a","z":{"t":{}},"w":"\ud83d\udce6"})", &Everything::text), "a");
  EXPECT_FALSE(error_of(R"({"x":{"a":tru}})").message.empty());
}

TEST(JsonRead, KeepsUnknownMembersInExtraAndWritesThemBack) {
  const std::string json = R"({"known":"k","later":{"a": [1, 2]},"n":1.50,"u\u00e9":null})";
  const auto keeper = from_json<Keeper>(json);
  ASSERT_EQ(keeper.extra.members.size(), 3u);
  EXPECT_EQ(keeper.extra.members[0].second, R"({"a": [1, 2]})");
  EXPECT_EQ(to_json(keeper), "{\"known\":\"k\",\"later\":{\"a\": [1, 2]},\"n\":1.50,\"u\xC3\xA9\":null}");
}

TEST(JsonRead, RefusesAMemberGivenTwice) {
  EXPECT_EQ(error_of(R"({"text":"a","text":"b"})").pointer, "/text");
  EXPECT_EQ(error_of(R"({"text":null,"\u0074ext":"b"})").pointer, "/text");
  EXPECT_EQ(error_of(R"({"map":{"k":1,"k":2}})").pointer, "/map/k");
  EXPECT_THROW(from_json<Keeper>(R"({"a":1,"b":2,"a":3})"), JsonError);
}

TEST(JsonRead, PointsAtTheValueAtFault) {
  EXPECT_EQ(error_of(R"({"inners":[{"count":1},{"count":"x"}]})").pointer, "/inners/1/count");
  EXPECT_EQ(error_of(R"({"money":{"amount":"12,50"}})").pointer, "/money/amount");
  EXPECT_EQ(error_of(R"({"map":{"a/b~c":"x"}})").pointer, "/map/a~1b~0c");
  EXPECT_EQ(error_of("[]").pointer, "");
  EXPECT_EQ(error_of(R"({"big":"secret text"})").message.find("secret"), std::string::npos);  // may be personal data
}

TEST(JsonRead, RefusesWhatIsNotOneValue) {
  for (const std::string_view bad :
       {"", " ", "{", "}", "{}x", "{} {}", "{,}", R"({"a"})", R"({"a":})", R"({"a":1,})", R"({a:1})", R"({"a":1 "b":2})",
        "[1,]", "nul", R"({"list":["a",]})", R"({"list":["a" "b"]})", R"({'text':'a'})"})
    EXPECT_FALSE(error_of(bad).message.empty());
  EXPECT_NO_THROW(from_json<Everything>("\xEF\xBB\xBF {} \r\n\t"));
}

TEST(JsonRead, EndsAtSixtyFourLevels) {
  const auto nested = [](int depth) {
    return "{\"x\":" + std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']') + "}";
  };
  EXPECT_NO_THROW(from_json<Everything>(nested(63)));
  EXPECT_THROW(from_json<Everything>(nested(64)), JsonError);
  EXPECT_THROW(from_json<Everything>(nested(1'000'000)), JsonError);
  EXPECT_THROW(from_json<Keeper>(nested(64)), JsonError);
}

TEST(JsonRead, KeepsValuesOfOpenEnumsThatItDoesNotKnow) {
  EXPECT_EQ(read_one(R"({"by":"amazon"})", &Everything::by), FulfilledBy::amazon);
  const auto other = read_one(R"({"by":"DRONE"})", &Everything::by);
  EXPECT_EQ(other.value, FulfilledBy::unknown);
  EXPECT_EQ(other.raw, "DRONE");
}

TEST(JsonWrite, LeavesOutWhatIsEmptyButNoNumberAndNoBoolean) {
  EXPECT_EQ(to_json(Everything{}), R"({"flag":true,"big":0,"small":0,"natural":0,"real":0,"inner":{"count":7}})");
  EXPECT_EQ(to_json(Keeper{}), "{}");
  EXPECT_EQ(to_json(Buyer{}), "{}");
  Order order;
  EXPECT_EQ(to_json(order), R"({"confirmation_needed":true})");  // buyer and ship_to have nothing to say
  Everything value;
  value.maybe = "";
  value.maybe_inner.emplace();
  value.list = {""};
  const auto again = from_json<Everything>(to_json(value));
  EXPECT_EQ(again.maybe, "");
  EXPECT_TRUE(again.maybe_inner);
  EXPECT_EQ(again.list.size(), 1u);
}

TEST(JsonWrite, EscapesWhatItMust) {
  EXPECT_EQ(to_json(std::string("a\"\\/\n\r\t\b\x1f\x7f") + '\0' + "\xE2\x82\xAC"),
            "\"a\\\"\\\\/\\n\\r\\t\\u0008\\u001f\x7f\\u0000\xE2\x82\xAC\"");
}

TEST(JsonWrite, RefusesWhatCannotBeJson) {
  const auto pointer = [](const Everything& value) {
    std::string out;
    JsonError error;
    EXPECT_FALSE(write_json(out, value, error));
    return error.pointer;
  };
  Everything value;
  value.list = {"ok", "\xFF"};
  EXPECT_EQ(pointer(value), "/list/1");
  value = {};
  value.money.amount = "1e5";
  EXPECT_EQ(pointer(value), "/money/amount");
  value = {};
  value.raw.text = "{} {}";
  EXPECT_EQ(pointer(value), "/raw");
  value = {};
  value.real = 1.0 / 0.0;
  EXPECT_EQ(pointer(value), "/real");
  value = {};
  value.at = Time{INT64_MAX};
  EXPECT_EQ(pointer(value), "/at");
  EXPECT_THROW(to_json(Keeper{"k", {{{"known", "1"}}}}), JsonError);
  EXPECT_THROW(to_json(Keeper{"k", {{{"x", "]"}}}}), JsonError);
}

struct Remote {
  using json_case = PascalCase;
  static constexpr JsonName json_names[] = {{"asin", "ASIN"}, {"type_name", "@type"}};
  std::string amazon_order_id, asin, type_name, default_;
};
BOOST_DESCRIBE_STRUCT(Remote, (), (amazon_order_id, asin, type_name, default_))
struct Camel {
  using json_case = CamelCase;
  std::string order_id, x;
};
BOOST_DESCRIBE_STRUCT(Camel, (), (order_id, x))
struct Kebab {
  using json_case = KebabCase;
  std::string seller_id;
};
BOOST_DESCRIBE_STRUCT(Kebab, (), (seller_id))

TEST(JsonNames, FollowTheRemotesHabit) {
  EXPECT_EQ(to_json(Remote{"1", "2", "3", "4"}), R"({"AmazonOrderId":"1","ASIN":"2","@type":"3","Default":"4"})");
  EXPECT_EQ(from_json<Remote>(R"({"ASIN":"x"})").asin, "x");
  EXPECT_EQ(to_json(Camel{"1", "2"}), R"({"orderId":"1","x":"2"})");
  EXPECT_EQ(to_json(Kebab{"1"}), R"({"seller-id":"1"})");
}

TEST(JsonViews, FindTheirWayWithoutAStruct) {
  const std::string json = R"({"payload": {"orders": [{"id": "1", "n": 5, "ok": true}, {"id": "a\u0062"}]}, "none": null})";
  const auto view = JsonView::parse(json);
  const auto orders = view["payload"]["orders"].items();
  ASSERT_EQ(orders.size(), 2u);
  EXPECT_EQ(orders[0]["n"].integer(), 5);
  EXPECT_EQ(orders[0]["n"].text(), "5");
  EXPECT_EQ(orders[0]["ok"].boolean(), true);
  EXPECT_EQ(orders[1]["id"].text(), "ab");
  EXPECT_EQ(orders[1].raw(), R"({"id": "a\u0062"})");
  EXPECT_TRUE(view["none"].is_null());
  EXPECT_FALSE(view["nothing"]["at"]["all"].exists());
  EXPECT_EQ(view["nothing"].integer(), std::nullopt);
  EXPECT_EQ(view.members().size(), 2u);
  EXPECT_THROW(JsonView::parse("[1"), JsonError);
}

}  // namespace
}  // namespace fairway

// What holds for every document there is, tried on made-up ones (SDK-1).
#include <gtest/gtest.h>

#include <clocale>

#include "fairway/manifest.hpp"
#include "fairway/pii.hpp"
#include "samples.hpp"

namespace fairway {
namespace {

constexpr int kRounds = 200;

// Calls check(document) for many documents of every type, the manifest among them.
template <class F>
void for_documents(F check) {
  samples::Maker maker(20261122);
  each_document_type([&]<class D>() {
    SCOPED_TRACE(D::kSchema);
    for (int i = 0; i < kRounds; ++i) check(maker.make<D>());
  });
  for (int i = 0; i < kRounds; ++i) check(maker.make<Manifest>());
}

TEST(RoundTrip, EveryDocumentComesBackAsItWas) {
  for_documents([]<class D>(const D& document) {
    const std::string json = to_json(document);
    const D again = from_json<D>(json);
    EXPECT_TRUE(samples::same(document, again)) << json;
    EXPECT_EQ(to_json(again), json);
  });
}

TEST(RoundTrip, NoLocaleChangesANumber) {
  const char* const german = std::setlocale(LC_ALL, "de_DE.UTF-8");
  Rate rate;
  rate.per_second = 0.0167;
  const std::string json = to_json(rate);
  EXPECT_NE(json.find("0.0167"), std::string::npos);
  EXPECT_EQ(from_json<Rate>(json).per_second, 0.0167);
  EXPECT_EQ(from_json<double>("0.12345678901234567890123"), 0.12345678901234567890123);
  std::setlocale(LC_ALL, "C");
  if (german == nullptr) GTEST_SKIP() << "no German locale here; the rest held in C";
}

TEST(RoundTrip, CutShortAtAnyByteIsAnErrorAndNothingElse) {
  samples::Maker maker(7);
  const std::string json = to_json(maker.make<Order>());
  for (std::size_t n = 0; n < json.size(); ++n) {
    Order order;
    JsonError error;
    const std::string part = json.substr(0, n);  // own memory, so that a sanitizer sees one byte too far
    EXPECT_FALSE(read_json(part, order, error)) << n;
    EXPECT_FALSE(error.message.empty());
  }
}

TEST(RoundTrip, BrokenBytesAreReadOrRefusedNeverFatal) {
  std::mt19937_64 random(42);
  samples::Maker maker(43);
  for (int round = 0; round < 3000; ++round) {
    std::string json = to_json(maker.make<Order>());
    for (auto n = random() % 4 + 1; n > 0; --n) {
      const std::size_t at = random() % json.size();
      switch (random() % 4) {
        case 0: json[at] = static_cast<char>(random()); break;
        case 1: json.erase(at, random() % 10 + 1); break;
        case 2: json.insert(at, 1, "{}[]\",:\\0-9eE.tfn"[random() % 17]); break;
        default: json.insert(at, json.substr(random() % json.size(), random() % 30)); break;
      }
      if (json.empty()) json = "{";
    }
    Order order;
    JsonError error;
    if (!read_json(json, order, error)) continue;
    EXPECT_NO_THROW(from_json<Order>(to_json(order))) << json;  // what was taken can be written and taken again
  }
}

TEST(PersonalData, CutAndPutBackIsTheSameDocument) {
  for_documents([]<class D>(const D& document) {
    D work = document;
    const PiiBag bag = cut_pii(work);
    extract_pii(work, [](std::string_view pointer, const auto& member) { EXPECT_TRUE(member.empty()) << pointer; });
    D stored = from_json<D>(to_json(work));  // the host writes the rest and the bag apart
    restore_pii(stored, from_json<PiiBag>(to_json(bag)));
    EXPECT_TRUE(samples::same(document, stored)) << to_json(document);
  });
}

TEST(PersonalData, NothingOfItStaysBehind) {
  Order order;
  order.channel_order_id = "902-1";
  order.ship_to.name.text = "SECRET-name";
  order.ship_to.country = "DE";
  order.ship_to.extra.members = {{"doorCode", "\"SECRET-door\""}};
  order.buyer.email.text = "SECRET-mail";
  order.lines.resize(2);
  order.lines[1].gift_message.text = "SECRET-gift";
  order.extra.members = {{"isISPU", "true"}};
  const PiiBag bag = cut_pii(order);
  EXPECT_EQ(to_json(order).find("SECRET"), std::string::npos);
  EXPECT_EQ(order.ship_to.country, "DE");
  EXPECT_EQ(order.extra.members.size(), 1u);  // an order has no personal field of its own
  EXPECT_EQ(bag, (PiiBag{{"/ship_to/name", "SECRET-name"},
                         {"/ship_to/*", R"({"doorCode":"SECRET-door"})"},
                         {"/buyer/email", "SECRET-mail"},
                         {"/lines/1/gift_message", "SECRET-gift"}}));
}

TEST(Registry, FindsTheTypeOfASchema) {
  std::string_view found;
  EXPECT_TRUE(with_document_type("shipment/1", [&]<class D>() { found = D::kSchema; }));
  EXPECT_EQ(found, "shipment/1");
  EXPECT_FALSE(with_document_type("shipment/2", []<class D>() { FAIL(); }));
}

}  // namespace
}  // namespace fairway

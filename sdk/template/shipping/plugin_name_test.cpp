#include <fairway/testing.hpp>
#include <gtest/gtest.h>

namespace {

using namespace fairway;
namespace ft = fairway::testing;

std::string service_for(const std::string& weight) {
  ft::TestHost host;
  auto map = ft::Plugin().start(host, R"({"light": "Letter", "heavy": "Pallet", "heavy-from": 30})");
  ShippingQuestion question;
  question.weight = weight;
  return map.decide<ShippingAnswer>(question).answer.value().service;
}

TEST(PluginName, TheWeightDecides) {
  EXPECT_EQ(service_for("0.4"), "Letter");
  EXPECT_EQ(service_for("30"), "Pallet");
  EXPECT_EQ(service_for(""), "Letter");
}

TEST(PluginName, AServiceThatIsNotNamedIsFound) {
  EXPECT_EQ(ft::Plugin().validate(R"({"light": "Letter"})").failures.at(0).pointer, "/heavy");
}

}  // namespace

// What is proposed for a ship service that no rule fits.
#include <gmock/gmock.h>

#include "host/engine/near_service.hpp"

namespace fairway::engine {
namespace {

const std::vector<KnownService> kKnown{
    {"us", "Std US D2D Dom", "Standard", "UPS Ground", {"accounts/a.yaml", 31, 9}},
    {"uk", "Express 24h", "", "DPD Next Day", {"accounts/a.yaml", 32, 9}},
    {"us", "Expedited", "Expedited", "UPS 2nd Day Air", {"accounts/a.yaml", 33, 9}},
    {"us", "Overnight", "", "UPS Next Day Air Saver", {"accounts/a.yaml", 34, 9}},
    {"us", "Overnight plus", "", "FedEx Standard Overnight", {"accounts/a.yaml", 35, 9}},
};

std::string near(const std::string& method, const std::string& category = {}) {
  const auto found = near_service(method, category, kKnown);
  return found ? found->service : "nothing";
}

// SHP-1: the better reason first.
TEST(NearService, IsThatOfTheSameTextThenOfTheCategoryThenOfATextAlike) {
  EXPECT_EQ(near("Std US D2D Dom"), "UPS Ground");
  EXPECT_EQ(near("Exp CA D2D Dom", "Expedited"), "UPS 2nd Day Air");
  EXPECT_EQ(near("Std CA D2D Dom"), "UPS Ground");
  EXPECT_EQ(near("Expres 24h"), "DPD Next Day");
  EXPECT_EQ(near_service("Std CA D2D Dom", "", kKnown)->because, "as \"Std US D2D Dom\" (accounts/a.yaml:31)");
  EXPECT_EQ(near_service("Express 24h", "", kKnown)->because, "as in uk (accounts/a.yaml:32)");
}

// SHP-1: where only services have such a name, the one with the least beside it.
TEST(NearService, IsOneWhoseNameSaysAllOfIt) {
  EXPECT_EQ(near("", "SecondDay"), "UPS 2nd Day Air");
  EXPECT_EQ(near("Next Day"), "DPD Next Day");
  EXPECT_EQ(near("UPS Grounds"), "UPS Ground");
}

// SHP-1: a faster or slower service than was promised is worse than no proposal.
TEST(NearService, IsNothingWhereOnlyTheLettersAreNear) {
  for (const auto* method : {"Exp US D2D Dom", "Economy", "SameDay", "Standard", "UPS 3rd Day Air", "", "Pigeon"})
    EXPECT_EQ(near(method), "nothing") << method;
  EXPECT_EQ(near("Std CA D2D Dom", "Scheduled"), "nothing") << "of another category";
}

TEST(Alike, IsACountryOrASlipInALongWord) {
  EXPECT_TRUE(alike("Std US D2D Dom", "std DE D2D Dom"));
  EXPECT_TRUE(alike("Standrd shipping", "Standard Shipping"));
  EXPECT_FALSE(alike("UPS 2nd Day Air", "UPS 3rd Day Air"));
  EXPECT_FALSE(alike("Next Day", "Same Day"));
  EXPECT_FALSE(alike("Standard", "Standard Plus"));
  EXPECT_FALSE(alike("", ""));
}

}  // namespace
}  // namespace fairway::engine

// SHP-2: a tracking number against the formats of the carrier that is named. The numbers are made up, their check digits right.
#include "host/flows/shipments/tracking.hpp"

#include <gtest/gtest.h>

namespace fairway::flows::test {
namespace {

struct Doubt {
  const char *carrier, *number, *said;  // said: empty, no doubt
};

TEST(Tracking, IsDoubtedOnlyWhereTheCarriersFormatsSaySo) {
  const Doubt cases[] = {
      {"UPS", "1Z12345E0205271686", ""},
      {"upsn", "1z 1234 5e02 0527 1686", ""},
      {"UPS", "1Z12345E0205271689", "the check digit does not fit a number of UPS"},
      {"UPS", "1Z12345E020527168", "it is no number of UPS"},
      {"FedEx", "123456789012", ""},
      {"FDEG", "123456789013", "the check digit does not fit a number of FedEx"},
      {"FedEx", "1Z12345E0205271686", "it is no number of FedEx; it looks like one of UPS"},
      {"UPS", "123456789012", "it is no number of UPS; it looks like one of FedEx"},
      {"USPS", "9400111899223197428497", ""},
      {"USPS", "420123459400111899223197428497", ""},
      {"USPS", "9400111899223197428498", "the check digit does not fit a number of USPS"},
      {"USPS", "RA123456785US", ""},
      {"FedEx", "9400111899223197428497", ""},  // handed over to the post
      {"Royal Mail", "RA123456785GB", ""},
      {"Royal Mail", "RA123456784GB", "the check digit does not fit a number of Royal Mail"},
      {"Royal Mail", "3A0123456789ABCDE0123", ""},  // its other numbers are not known here
      {"Royal Mail", "1Z12345E0205271686", "it looks like a number of UPS"},
      {"DHL Express", "1234567891", ""},
      {"DHL Express", "1234567892", "the check digit does not fit a number of DHL Express"},
      {"DPD", "01234567890123", ""},
      {"DPD", "012345678901233", ""},
      {"DPD", "01234567890123A", "the check digit does not fit a number of DPD"},
      {"Canada Post", "1234567890123452", ""},
      {"Purolator", "123456789015", ""},
      {"OnTrac", "C12345678901236", ""},
      {"Amazon Shipping", "TBA123456789012", ""},
      {"GLS", "12345678901", ""},                 // nothing is known of its numbers
      {"Bicycle Bob", "1Z12345E0205271689", ""},  // nor of him
      {"UPS", "", ""},
  };
  for (const auto& one : cases)
    EXPECT_EQ(tracking_doubt(one.carrier, one.number), one.said) << one.carrier << " " << one.number;
}

// One wrong digit, or two neighbours in the wrong order, is what a person's typing does: every one of them is seen.
TEST(Tracking, ASlipInANumberOfUpsIsSeen) {
  const std::string number = "1Z12345E0205271686";
  for (std::size_t i = 8; i < number.size(); ++i) {
    auto slip = number;
    slip[i] = slip[i] == '9' ? '0' : static_cast<char>(slip[i] + 1);
    EXPECT_FALSE(tracking_doubt("UPS", slip).empty()) << slip;
  }
}

TEST(Tracking, AnyTextIsAnswered) {
  for (const auto& text : {std::string(100'000, '1'), std::string("\xff\xfe"), std::string(40, 'Z'), std::string("1Z{15}#")})
    EXPECT_NO_THROW(tracking_doubt("UPS", text));
}

}  // namespace
}  // namespace fairway::flows::test

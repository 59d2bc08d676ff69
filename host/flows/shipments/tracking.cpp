#include "host/flows/shipments/tracking.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "fairway/carriers.hpp"

namespace fairway::flows {
namespace {

constexpr std::size_t kLongestNumber = 40;

int digit_value(char c) { return c >= '0' && c <= '9' ? c - '0' : (c - 63) % 10; }  // UPS counts letters so

// The last digit makes the sum a multiple of ten, the others counting `even` and `odd` times in turn.
bool mod10(std::string_view number, int even, int odd) {
  int sum = 0;
  for (std::size_t i = 0; i + 1 < number.size(); ++i) sum += digit_value(number[i]) * (i % 2 == 0 ? even : odd);
  return (10 - sum % 10) % 10 == number.back() - '0';
}

// FedEx: the digits by weights 3, 1, 7 from the left, or 1, 7, 3, modulo 11 and then 10.
bool mod11(std::string_view number, std::string_view weights) {
  int sum = 0;
  for (std::size_t i = 0; i + 1 < number.size(); ++i) sum += (number[i] - '0') * (weights[i % 3] - '0');
  return sum % 11 % 10 == number.back() - '0';
}

// ISO 7064 MOD 37,36.
bool mod37(std::string_view number) {
  const auto value = [](char c) { return c <= '9' ? c - '0' : c - 'A' + 10; };
  int rest = 36;
  for (std::size_t i = 0; i + 1 < number.size(); ++i) {
    rest = (rest + value(number[i])) % 36;
    rest = (rest == 0 ? 36 : rest) * 2 % 37;
  }
  return (rest + value(number.back())) % 36 == 1;
}

bool luhn(std::string_view number) {
  int sum = 0;
  for (std::size_t i = 0; i < number.size(); ++i) {
    const int twice = (number[number.size() - 1 - i] - '0') * (i % 2 == 0 ? 1 : 2);
    sum += twice > 9 ? twice - 9 : twice;
  }
  return sum % 10 == 0;
}

bool mod7(std::string_view number) {
  int rest = 0;
  for (std::size_t i = 0; i + 1 < number.size(); ++i) rest = (rest * 10 + number[i] - '0') % 7;
  return rest == number.back() - '0';
}

// UPU S10: two letters, eight digits, the check digit, the country.
bool s10(std::string_view number) {
  constexpr int kWeights[] = {8, 6, 4, 2, 3, 5, 9, 7};
  int sum = 0;
  for (std::size_t i = 0; i < 8; ++i) sum += (number[i + 2] - '0') * kWeights[i];
  const int check = 11 - sum % 11;
  return (check == 10 ? 0 : check == 11 ? 5 : check) == number[10] - '0';
}

std::string_view last(std::string_view number, std::size_t count) { return number.substr(number.size() - count); }

using Check = bool (*)(std::string_view);
bool any_digit(std::string_view) { return true; }  // the format has no check digit that is known
bool usps_20(std::string_view n) { return mod10(n, 3, 1) || mod10("91" + std::string(n), 3, 1); }
bool usps_22(std::string_view n) { return mod10(last(n, 22), 3, 1); }
bool usps_26(std::string_view n) { return mod10(last(n, 26), 3, 1); }
bool ups_1z(std::string_view n) { return mod10(n.substr(2), 1, 2); }
bool ups_waybill(std::string_view n) { return mod10(n.substr(1), 1, 2); }
bool fedex_12(std::string_view n) { return mod11(n, "317"); }
bool fedex_15(std::string_view n) { return mod10(n, 1, 3); }
bool fedex_18(std::string_view n) { return mod10(last(n, 16), 3, 1); }
bool fedex_22(std::string_view n) { return mod10(last(n, 15), 1, 3); }
bool fedex_34(std::string_view n) { return mod11(last(n, 14), "173"); }
bool canada_16(std::string_view n) { return mod10(n, 3, 1); }
bool ontrac_c(std::string_view n) { return mod10("4" + std::string(n.substr(1)), 1, 2); }
bool ontrac_d(std::string_view n) { return mod10("5" + std::string(n.substr(1)), 1, 2); }

// A format by its shape: # is a digit, @ a letter, * either, {n} repeats the one before; all else stands for itself. `telling`:
// no other carrier's numbers look like that.
struct Format {
  std::string_view carrier, shape;
  Check check = any_digit;
  bool telling = false;
};

// Facts of the carriers' label guides and of the tracking number data of github.com/jkeen/tracking_number_data; DPD's number
// without its check letter as it stands on labels. UPS and FedEx hand parcels over to the post, under its numbers.
// clang-format off
constexpr Format kFormats[] = {
    {"UPS", "1Z*{15}#", ups_1z, true}, {"UPS", "@#{10}", ups_waybill}, {"UPS", "9#{21}", usps_22}, {"UPS", "9#{25}", usps_26},
    {"USPS", "#{20}", usps_20}, {"USPS", "9#{21}", usps_22}, {"USPS", "9#{25}", usps_26}, {"USPS", "420#{5}9#{21}", usps_22},
    {"USPS", "420#{9}9#{21}", usps_22}, {"USPS", "420#{5}9#{25}", usps_26}, {"USPS", "@@#{9}US", s10},
    {"FedEx", "#{12}", fedex_12}, {"FedEx", "#{15}", fedex_15}, {"FedEx", "#{18}", fedex_18}, {"FedEx", "96#{20}", fedex_22},
    {"FedEx", "#{34}", fedex_34}, {"FedEx", "9#{21}", usps_22}, {"FedEx", "9#{25}", usps_26},
    {"DHL Express", "#{10}", mod7}, {"DHL Express", "#{11}", mod7}, {"DHL Express", "J@{2}#{10}"}, {"DHL Express", "J@{3}#{10}"},
    {"DHL Express", "J@{2}#{18}"},
    {"DPD", "#{14}"}, {"DPD", "#{14}*", mod37}, {"DPD", "#{27}*", mod37},
    {"Canada Post", "#{16}", canada_16}, {"Canada Post", "@@#{9}CA", s10},
    {"Purolator", "#{12}", luhn}, {"Purolator", "@@@#{9}"},
    {"OnTrac", "C#{14}", ontrac_c}, {"OnTrac", "D#{14}", ontrac_d},
    {"LaserShip", "L@#{8}"}, {"LaserShip", "1LS*{11}", any_digit, true}, {"LaserShip", "1LS*{12}", any_digit, true},
    {"Amazon Shipping", "TB@#{12}", any_digit, true},
    {"Yodel", "JD#{16}"}, {"Yodel", "JJD#{16}"},
    {"YunExpress", "YT#{16}", any_digit, true}, {"Landmark Global", "LTN#{8}N1", any_digit, true},
    {"Royal Mail", "@@#{9}GB", s10}, {"Parcelforce", "@@#{9}GB", s10}, {"PostNL", "@@#{9}NL", s10},
    {"Australia Post", "@@#{9}AU", s10}, {"Correos", "@@#{9}ES", s10}, {"Colissimo", "@@#{9}FR", s10}};
// Carriers of which all formats that are in use for parcels are above: a number that fits none is hardly theirs.
constexpr std::string_view kWhole[] = {"UPS", "USPS", "FedEx", "Canada Post", "Purolator", "OnTrac"};
// clang-format on

bool fits(char shape, char c) {
  const bool digit = c >= '0' && c <= '9', letter = c >= 'A' && c <= 'Z';
  return shape == '#' ? digit : shape == '@' ? letter : shape == '*' ? digit || letter : shape == c;
}

bool fits(std::string_view shape, std::string_view number) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    std::size_t times = 1;
    const char one = shape[i];
    if (i + 1 < shape.size() && shape[i + 1] == '{') {
      times = 0;
      for (i += 2; shape[i] != '}'; ++i) times = times * 10 + static_cast<std::size_t>(shape[i] - '0');
    }
    for (; times > 0; --times, ++at)
      if (at >= number.size() || !fits(one, number[at])) return false;
  }
  return at == number.size();
}

std::string plain(const std::string& number) {
  std::string out;
  for (const char c : number)
    if (c != ' ' && c != '-') out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

// Whose number it looks like, check digit and all; empty: nobody's.
std::string_view owner(std::string_view number, bool telling) {
  for (const auto& format : kFormats)
    if ((format.telling || (!telling && format.check != any_digit)) && fits(format.shape, number) && format.check(number))
      return format.carrier;
  return {};
}

}  // namespace

std::string tracking_doubt(const std::string& carrier, const std::string& number) {
  const auto* known = find_carrier(carrier);
  const auto text = plain(number);
  if (!known || text.empty() || text.size() > kLongestNumber) return {};
  bool shaped = false;
  for (const auto& format : kFormats) {
    if (format.carrier != known->name || !fits(format.shape, text)) continue;
    if (format.check(text)) return {};
    shaped = true;
  }
  if (shaped) return fmt::format("the check digit does not fit a number of {}", known->name);
  const bool whole = std::find(std::begin(kWhole), std::end(kWhole), known->name) != std::end(kWhole);
  const auto other = owner(text, !whole);
  if (!whole) return other.empty() ? std::string() : fmt::format("it looks like a number of {}", other);
  return fmt::format("it is no number of {}{}", known->name,
                     other.empty() ? "" : fmt::format("; it looks like one of {}", other));
}

}  // namespace fairway::flows

#include "host/sandbox/wms/carriers.hpp"

#include "host/base/text.hpp"

namespace fairway::sandbox {
namespace {

// 1Z, shipper, service, parcel, check digit: letters count as (code - 63) mod 10, even places twice.
std::string ups(Random& random) {
  const auto body = random.letters(6) + "03" + random.digits(7);
  int sum = 0;
  for (std::size_t i = 0; i < body.size(); ++i) {
    const char c = body[i];
    const int value = c >= '0' && c <= '9' ? c - '0' : (c - 63) % 10;
    sum += i % 2 == 1 ? 2 * value : value;
  }
  return "1Z" + body + static_cast<char>('0' + (10 - sum % 10) % 10);
}

// 12 digits, the last one from weights 3, 1, 7.
std::string fedex(Random& random) {
  auto text = random.digits(11);
  constexpr int kWeights[] = {3, 1, 7};
  int sum = 0;
  for (std::size_t i = 0; i < text.size(); ++i) sum += kWeights[i % 3] * (text[i] - '0');
  return text + static_cast<char>('0' + sum % 11 % 10);
}

// 22 digits, the last one makes the sum by weights 3 and 1 from the right a multiple of ten.
std::string usps(Random& random) {
  auto text = "94001" + random.digits(16);
  int sum = 0;
  for (std::size_t i = 0; i < text.size(); ++i) sum += (i % 2 == 0 ? 3 : 1) * (text[i] - '0');
  return text + static_cast<char>('0' + (10 - sum % 10) % 10);
}

struct Carrier {
  std::string_view word, carrier;
  std::string (*number)(Random&);
};
constexpr Carrier kCarriers[] = {{"fedex", "FedEx", fedex}, {"usps", "USPS", usps}, {"ups", "UPS", ups}};

}  // namespace

Label make_label(std::string_view method, Random& random) {
  const auto lower = to_lower(method);
  for (const auto& known : kCarriers) {
    const auto at = lower.find(known.word);
    if (at == std::string::npos) continue;
    auto service = std::string(method.substr(at + known.word.size()));
    service.erase(0, service.find_first_not_of(' '));
    return {std::string(known.carrier), service.empty() ? "Ground" : service, known.number(random)};
  }
  return {"UPS", "Ground", ups(random)};
}

}  // namespace fairway::sandbox

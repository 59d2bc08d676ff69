#include "host/ledger/gtin.hpp"

namespace fairway::ledger {
namespace {

// Weights 3 and 1 by turns, from the right.
char check_digit(std::string_view digits) {
  int sum = 0, weight = 3;
  for (auto at = digits.rbegin(); at != digits.rend(); ++at, weight = 4 - weight) sum += weight * (*at - '0');
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

// ISBN-10 has a check of its own, modulo 11 with X for ten; since 2007 it is written with 978 before it.
std::string from_isbn10(std::string_view code) {
  int sum = 0;
  for (std::size_t i = 0; i < code.size(); ++i) sum += static_cast<int>(10 - i) * (code[i] == 'X' ? 10 : code[i] - '0');
  if (sum % 11 != 0) return {};
  const auto digits = "978" + std::string(code.substr(0, 9));
  return "0" + digits + check_digit(digits);
}

}  // namespace

std::string gtin14(std::string_view barcode) {
  std::string code;
  for (const char c : barcode) {
    if (c == ' ' || c == '-') continue;
    const bool last_of_isbn = (c == 'X' || c == 'x') && code.size() == 9;
    if ((c < '0' || c > '9') && !last_of_isbn) return {};
    code += c == 'x' ? 'X' : c;
  }
  if (code.size() == 10) return from_isbn10(code);
  if (code.find('X') != std::string::npos) return {};
  if (code.size() != 8 && code.size() != 12 && code.size() != 13 && code.size() != 14) return {};
  const auto digits = std::string_view(code).substr(0, code.size() - 1);
  if (check_digit(digits) != code.back() || code.find_first_not_of('0') == std::string::npos) return {};
  return std::string(14 - code.size(), '0') + code;
}

}  // namespace fairway::ledger

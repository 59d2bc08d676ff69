#include "report_rows.hpp"

#include <algorithm>

#include "text.hpp"

namespace amazon {
namespace {

constexpr std::array<std::string_view, 5> kNames{"amazon-order-id", "merchant-order-id", "last-updated-date", "order-status",
                                                 "sales-channel"};

std::vector<std::string_view> tabbed(std::string_view line) {
  std::vector<std::string_view> columns;
  for (;;) {
    const auto tab = line.find('\t');
    columns.push_back(line.substr(0, tab));
    if (tab == std::string_view::npos) return columns;
    line.remove_prefix(tab + 1);
  }
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '"')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '"')) text.remove_suffix(1);
  return text;
}

bool all_digits(std::string_view text, std::size_t count) {
  return text.size() == count && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The length of the UTF-8 character that `text` begins with; 0: it begins with none.
std::size_t utf8_character(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t length = first < 0x80 ? 1 : first >> 5 == 0x6 ? 2 : first >> 4 == 0xe ? 3 : first >> 3 == 0x1e ? 4 : 0;
  if (length == 0 || length > text.size() || first == 0xc0 || first == 0xc1 || first > 0xf4) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) return 0;
  return length;
}

}  // namespace

bool is_order_id(std::string_view text) {
  const auto first = text.find('-');
  if (first == std::string_view::npos) return false;
  const auto rest = text.substr(first + 1);
  return first == 3 && rest.size() == 15 && rest[7] == '-' && all_digits(rest.substr(0, 7), 7) &&
         all_digits(rest.substr(8), 7);
}

std::string readable(std::string_view line) {
  std::string out;
  while (!line.empty()) {
    const auto length = utf8_character(line);
    // Three and four bytes may still be no character (surrogates); Amazon's files hold none of those.
    if (length == 0 || length > 2) out += '?';
    else out += line.substr(0, length);
    line.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

void ReportRows::feed(std::string_view piece) {
  lines_.feed(piece, [this](std::string_view text, bool whole) { line(text, whole); });
}

void ReportRows::end() {
  lines_.end([this](std::string_view text, bool whole) { line(text, whole); });
}

void ReportRows::header(const std::vector<std::string_view>& names) {
  header_seen_ = true;
  std::array<std::size_t, kNames.size()> found{};
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    const auto at = std::find_if(names.begin(), names.end(), [&](auto name) { return lower(trimmed(name)) == kNames[i]; });
    found[i] = static_cast<std::size_t>(at - names.begin());
  }
  known_ = found[0] < names.size();
  if (known_) places_ = found;  // one that is not there has a place that no row has
}

std::string_view ReportRows::column(const std::vector<std::string_view>& columns, std::size_t which) const {
  return places_[which] < columns.size() ? trimmed(columns[places_[which]]) : std::string_view();
}

void ReportRows::line(std::string_view text, bool whole) {
  if (!whole) return ++bad_, refuse_(text, "a line without an end");
  if (!header_seen_ && text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const auto columns = tabbed(text);
  if (!header_seen_ && !is_order_id(trimmed(columns[0]))) return header(columns);
  header_seen_ = true;
  const ReportRow row{column(columns, 0), column(columns, 1), column(columns, 2), column(columns, 3), column(columns, 4)};
  if (is_order_id(row.order_id)) return ++good_, take_(row);
  ++bad_;
  refuse_(text, row.order_id.empty() ? "a row without an order id" : "what stands for the order id is none");
}

}  // namespace amazon

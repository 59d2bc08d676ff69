#include "columns.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "values.hpp"

namespace wms_csv {
namespace {

using fairway::Error;

// For comparing: letters in lower case, blanks around it away.
std::string plain(std::string_view name) {
  std::string out(trimmed(name));
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// For guessing: also without what joins words.
std::string bare(std::string_view name) {
  std::string out = plain(name);
  std::erase_if(out, [](char c) { return c == ' ' || c == '_' || c == '-' || c == '.'; });
  return out;
}

// How many letters have to be changed, added or left out.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const auto next = std::min({row[j] + 1, row[j + 1] + 1, diagonal + (a[i] != b[j])});
      diagonal = std::exchange(row[j + 1], next);
    }
  }
  return row.back();
}

bool blank(const Row& row) {
  return row.fault.empty() &&
         std::all_of(row.cells.begin(), row.cells.end(), [](const auto& cell) { return trimmed(cell).empty(); });
}

}  // namespace

Sheet::Sheet(std::string_view bytes, const Settings& settings)
    : encoding_(take_mark(bytes, encoding_of(settings.encoding).value_or(Encoding::utf8))),
      rows_(read_rows(bytes, separator_of(settings))) {
  for (Row& row : rows_)
    for (auto& cell : row.cells) {
      auto text = to_utf8(cell, encoding_);
      if (!text) {
        row.fault = "it holds bytes that are not " + settings.encoding;
        break;
      }
      cell = std::move(*text);
    }
  std::erase_if(rows_, blank);
  if (!settings.header) return;
  if (rows_.empty()) throw Error::rejected("the file is empty, not even a header is there");
  if (!rows_.front().fault.empty()) throw Error::rejected("the header cannot be read: " + rows_.front().fault);
  header_ = std::move(rows_.front().cells);
  rows_.erase(rows_.begin());
}

Column Sheet::column(const std::string& name, const std::string& setting) {
  if (name.empty()) return std::nullopt;
  std::size_t at = 0;
  if (name.front() == '#') {
    std::from_chars(name.data() + 1, name.data() + name.size(), at);
    if (at == 0 || (!header_.empty() && at > header_.size())) not_there(name, setting);
    --at;
  } else {
    const auto same = [&](const std::string& one) { return plain(one) == plain(name); };
    const auto found = std::find_if(header_.begin(), header_.end(), same);
    if (found == header_.end()) not_there(name, setting);
    if (std::find_if(found + 1, header_.end(), same) != header_.end())
      throw Error::rejected("the column \"" + name + "\" (" + setting + ") is there twice");
    at = static_cast<std::size_t>(found - header_.begin());
  }
  needed_ = std::max(needed_, at + 1);
  return at;
}

void Sheet::not_there(const std::string& name, const std::string& setting) const {
  std::string text = "there is no column \"" + name + "\" (" + setting + "); the file has ";
  for (std::size_t i = 0; i < header_.size(); ++i) text += (i > 0 ? ", \"" : "\"") + std::string(trimmed(header_[i])) + '"';
  const auto nearest = std::min_element(header_.begin(), header_.end(), [&](const auto& a, const auto& b) {
    return distance(bare(a), bare(name)) < distance(bare(b), bare(name));
  });
  if (header_.size() == 1 && header_.front().find_first_of(",;\t|") != std::string::npos)
    text += ". That is one column: is 'separator' the right one?";
  else if (nearest != header_.end() && distance(bare(*nearest), bare(name)) <= bare(name).size() / 2)
    text += ". Is \"" + std::string(trimmed(*nearest)) + "\" meant? Then set " + setting +
            " to it; to '' where the file has none";
  throw Error::rejected(text);
}

std::string_view Sheet::cell(const Row& row, Column column) {
  return column && *column < row.cells.size() ? trimmed(row.cells[*column]) : std::string_view();
}

// A separator that stands unquoted in a text moves all cells behind it by one.
void Sheet::check(const Row& row) const {
  if (!row.fault.empty()) throw Error::rejected(row.fault);
  std::size_t cells = row.cells.size();
  while (cells > 0 && trimmed(row.cells[cells - 1]).empty()) --cells;
  if ((header_.empty() || cells <= header_.size()) && row.cells.size() >= needed_) return;
  throw Error::rejected("it has " + std::to_string(row.cells.size()) + " cells, the header " +
                        std::to_string(header_.empty() ? needed_ : header_.size()));
}

std::string Sheet::shown(const Row& row) const {
  const auto text = to_utf8(row.bytes, encoding_);
  return text ? *text : *to_utf8(row.bytes, Encoding::iso_8859_1);
}

}  // namespace wms_csv

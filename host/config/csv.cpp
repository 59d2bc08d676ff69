#include "host/config/csv.hpp"

#include "host/config/source.hpp"

namespace fairway::config {
namespace {

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

}  // namespace

bool CsvField::verbatim() const { return !quoted || text().find('"') == std::string_view::npos; }

std::string_view CsvField::text() const { return quoted ? raw.substr(1, raw.size() - 2) : raw; }

std::string CsvField::value() const {
  std::string out(text());
  if (!quoted) return out;
  for (auto at = out.find('"'); at != std::string::npos; at = out.find('"', at + 1)) out.erase(at, 1);
  return out;
}

CsvReader::CsvReader(std::string_view text) : text_(text) {
  if (text_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
}

bool CsvReader::next(std::vector<CsvField>& record) {
  record.clear();
  if (!error_.empty()) return false;
  while (!at_end() && at_line_end()) end_line();
  if (at_end()) return false;
  for (;;) {
    if (!field(record.emplace_back())) return false;
    if (at_end()) return true;
    if (at_line_end()) return end_line(), true;
    step();  // the comma
  }
}

bool CsvReader::field(CsvField& out) {
  out.line = line_, out.column = column_;
  if (!at_end() && text_[at_] == '"') return quoted(out);
  const auto begin = at_;
  while (!at_end() && text_[at_] != ',' && !at_line_end()) {
    if (text_[at_] == '"') return error_ = "a quote inside a field that is not quoted", false;
    step();
  }
  out.raw = text_.substr(begin, at_ - begin);
  return true;
}

bool CsvReader::quoted(CsvField& out) {
  const auto begin = at_;
  out.quoted = true;
  for (step();; step()) {
    if (at_end()) {
      line_ = out.line, column_ = out.column;
      return error_ = "a quoted field that never ends", false;
    }
    if (text_[at_] != '"') continue;
    step();
    if (at_end() || text_[at_] != '"') break;
  }
  out.raw = text_.substr(begin, at_ - begin);
  if (at_end() || text_[at_] == ',' || at_line_end()) return true;
  return error_ = "text after the quote that ends a field", false;
}

bool CsvReader::at_line_end() const {
  return text_[at_] == '\n' || (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n');
}

void CsvReader::end_line() {
  if (text_[at_] == '\r') ++at_;
  step();
}

void CsvReader::step() {
  const char byte = text_[at_++];
  if (byte == '\n') ++line_, column_ = 1;
  else if (at_end() || !continues_character(text_[at_])) ++column_;
}

}  // namespace fairway::config

#include "host/storage/rows.hpp"

namespace fairway::storage {

namespace {

const std::string* bytes_of(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text;
  if (const auto* blob = std::get_if<Blob>(&value)) return &blob->bytes;
  return nullptr;
}

}  // namespace

std::int64_t Rows::integer(std::size_t row, std::size_t column) const {
  const Value& value = rows_[row][column];
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* number = std::get_if<double>(&value)) return static_cast<std::int64_t>(*number);
  return 0;
}

double Rows::real(std::size_t row, std::size_t column) const {
  const Value& value = rows_[row][column];
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* number = std::get_if<std::int64_t>(&value)) return static_cast<double>(*number);
  return 0;
}

const std::string& Rows::text(std::size_t row, std::size_t column) const {
  static const std::string none;
  const std::string* bytes = bytes_of(rows_[row][column]);
  return bytes ? *bytes : none;
}

std::optional<std::int64_t> Rows::maybe_integer(std::size_t row, std::size_t column) const {
  if (is_null(row, column)) return std::nullopt;
  return integer(row, column);
}

std::optional<std::string> Rows::maybe_text(std::size_t row, std::size_t column) const {
  if (is_null(row, column)) return std::nullopt;
  return text(row, column);
}

std::size_t Rows::column(std::string_view name) const noexcept {
  const auto found = std::find_if(columns_.begin(), columns_.end(), [&](const Column& one) { return one.name == name; });
  return static_cast<std::size_t>(found - columns_.begin());
}

}  // namespace fairway::storage

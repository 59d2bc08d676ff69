// Typed values and columns: how rows cross the storage seam in both directions.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fairway::storage {

struct Blob {
  std::string bytes;
  friend bool operator==(const Blob&, const Blob&) = default;
};
using Value = std::variant<std::monostate, std::int64_t, double, std::string, Blob>;  // monostate: NULL

enum class Type { integer, real, text, blob };
struct Column {
  std::string name;
  Type type = Type::text;
};

// Rows of one shape. Stored by row, bound by column.
class Rows {
 public:
  Rows() = default;
  Rows(std::initializer_list<Column> columns) : columns_(columns) {}
  explicit Rows(std::vector<Column> columns) : columns_(std::move(columns)) {}

  void add(std::vector<Value> row) { rows_.push_back(std::move(row)); }
  std::size_t size() const noexcept { return rows_.size(); }
  bool empty() const noexcept { return rows_.empty(); }
  const std::vector<Column>& columns() const noexcept { return columns_; }
  const std::vector<Value>& row(std::size_t i) const { return rows_[i]; }
  const std::vector<std::vector<Value>>& all() const noexcept { return rows_; }

  // Reading by position; NULL gives the zero of the type, is_null() tells.
  bool is_null(std::size_t row, std::size_t column) const {
    return std::holds_alternative<std::monostate>(rows_[row][column]);
  }
  std::int64_t integer(std::size_t row, std::size_t column) const;
  double real(std::size_t row, std::size_t column) const;
  const std::string& text(std::size_t row, std::size_t column) const;  // of text and blob
  std::optional<std::int64_t> maybe_integer(std::size_t row, std::size_t column) const;
  std::optional<std::string> maybe_text(std::size_t row, std::size_t column) const;  // of text and blob
  // The position of a column; size of columns() when there is none of that name.
  std::size_t column(std::string_view name) const noexcept;
  void reserve(std::size_t rows) { rows_.reserve(rows); }

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<Value>> rows_;
};

}  // namespace fairway::storage

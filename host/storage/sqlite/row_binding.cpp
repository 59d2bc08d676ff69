#include "host/storage/sqlite/row_binding.hpp"

#include <Poco/Data/DataException.h>

namespace fairway::storage {

void RowBinding::bind(std::size_t position) {
  const std::vector<Value>& row = rows_[next_++];
  if (!statement_) statement_ = native::newest(db_);
  const std::size_t given = row.size() + (first_id_ ? 1 : 0);
  const auto wanted = static_cast<std::size_t>(native::parameters(statement_));
  if (given != wanted) throw ValueCountError(fmt::format("{} values for {} placeholders", given, wanted));
  if (first_id_) getBinder()->bind(position++, Poco::Int64{*first_id_ + static_cast<std::int64_t>(next_) - 1});
  for (const Value& value : row) bind_value(position++, value);
}

void RowBinding::bind_value(std::size_t position, const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    getBinder()->bind(position, Poco::Int64{*integer});
  } else if (const auto* real = std::get_if<double>(&value)) {
    getBinder()->bind(position, *real);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    // SQLite's functions end a text at its first NUL; as a blob it stays whole.
    if (text->find('\0') != std::string::npos) native::bind_blob(statement_, position, *text);
    else native::bind_text(statement_, position, *text);
  } else if (const auto* blob = std::get_if<Blob>(&value)) {
    native::bind_blob(statement_, position, blob->bytes);
  } else {
    getBinder()->bind(position, Poco::Data::Keywords::null);
  }
}

std::size_t RowExtraction::extract(std::size_t) {
  ++handled_;
  if (!out_) return 1;
  if (!statement_) {
    statement_ = native::newest(db_);
    if (out_->columns().empty()) *out_ = Rows(native::columns(statement_));
  }
  const std::size_t width = out_->columns().size();
  std::vector<Value> row;
  row.reserve(width);
  for (std::size_t i = 0; i < width; ++i) row.push_back(native::cell(statement_, i));
  out_->add(std::move(row));
  return 1;
}

Poco::Data::AbstractPreparation::Ptr RowExtraction::createPreparation(PreparatorPtr&, std::size_t) {
  throw Poco::NotImplementedException("SQLite prepares no extraction");
}

}  // namespace fairway::storage

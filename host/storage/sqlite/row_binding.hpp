// How whole rows enter and leave a Poco statement: prepared once, bound and stepped for each row.
#pragma once
#include <Poco/Data/AbstractBinding.h>
#include <Poco/Data/AbstractExtraction.h>

#include <optional>
#include <span>
#include <stdexcept>
#include <vector>

#include "host/storage/rows.hpp"
#include "host/storage/sqlite/native.hpp"

namespace fairway::storage {

using RowSpan = std::span<const std::vector<Value>>;

// The number of values and of placeholders differ: a bug of the caller.
struct ValueCountError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Binds one row per execution; with `first_id` each row is led by a number counted on from it.
class RowBinding final : public Poco::Data::AbstractBinding {
 public:
  RowBinding(sqlite3* db, RowSpan rows, std::optional<std::int64_t> first_id) : db_(db), rows_(rows), first_id_(first_id) {}

  // Poco takes what is missing for NULL and loops for ever on what is too much: so claim all, and judge in bind().
  std::size_t numOfColumnsHandled() const override {
    return static_cast<std::size_t>(native::parameters(native::newest(db_)));
  }
  std::size_t numOfRowsHandled() const override { return rows_.size(); }
  bool canBind() const override { return next_ < rows_.size(); }
  void reset() override { next_ = 0; }
  void bind(std::size_t position) override;

  bool all_bound() const { return next_ == rows_.size(); }

 private:
  void bind_value(std::size_t position, const Value& value);

  sqlite3* db_;
  RowSpan rows_;
  std::optional<std::int64_t> first_id_;
  std::size_t next_ = 0;
  sqlite3_stmt* statement_ = nullptr;
};

// Appends each row to `out`; null: lets them pass.
class RowExtraction final : public Poco::Data::AbstractExtraction {
 public:
  RowExtraction(sqlite3* db, Rows* out) : db_(db), out_(out) {}

  std::size_t numOfColumnsHandled() const override { return 1; }
  std::size_t numOfRowsHandled() const override { return handled_; }
  std::size_t numOfRowsAllowed() const override { return getLimit(); }
  void reset() override { handled_ = 0; }
  std::size_t extract(std::size_t position) override;
  Poco::Data::AbstractPreparation::Ptr createPreparation(PreparatorPtr& preparator, std::size_t position) override;

 private:
  sqlite3* db_;
  Rows* out_;
  std::size_t handled_ = 0;
  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace fairway::storage

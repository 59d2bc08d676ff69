#include "host/config/skus.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include <fmt/format.h>

#include "host/base/text.hpp"
#include "host/config/check.hpp"
#include "host/config/csv.hpp"

namespace fairway::config {
namespace {

constexpr std::string_view kSkuColumn = "sku", kPinColumn = "fulfilled-by", kPartsColumn = "parts",
                           kStoreColumn = "store:", kWarehouseColumn = "warehouse:";
constexpr std::size_t kMostFindings = 100;  // of one file: enough to see what is wrong with it
constexpr std::size_t kShownCell = 60;

bool among(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

// Reads the file row by row into the table; what is wrong is a finding, and the rows after it are read all the same.
class SkuReader {
 public:
  SkuReader(const std::string& file, SkuTable::Text text, const SkuNames& names)
      : names_(names), csv_(*text), table_(std::make_shared<SkuTable>()) {
    table_->file_ = file;
    table_->text_ = std::move(text);
    shippers_ = names.warehouses;
    shippers_.insert(shippers_.end(), names.stores.begin(), names.stores.end());
  }

  SkuFileRead run() {
    if (!valid_utf8(*table_->text_)) say(1, 1, "not UTF-8: save the file as \"CSV UTF-8\"");
    else if (header()) rows();
    if (!csv_.error().empty()) say(csv_.line(), csv_.column(), csv_.error());
    index();
    if (unsaid_ > 0) out_.findings.back().message += fmt::format(" (and {} more like these in the file)", unsaid_);
    if (!has_errors(out_.findings)) out_.table = std::move(table_);
    return std::move(out_);
  }

 private:
  using Column = SkuTable::Column;
  enum class Kind { sku, fulfilled_by, parts, store, warehouse };
  struct Named {
    Kind kind;
    std::size_t column;  // of stores_ or fulfillers_
  };

  void say(int line, int column, std::string message) {
    if (out_.findings.size() >= kMostFindings) return void(++unsaid_);
    out_.findings.push_back({Severity::error, {table_->file_, line, column}, "skus.file", std::move(message)});
  }
  void say(const CsvField& field, std::string message) { say(field.line, field.column, std::move(message)); }

  bool header() {
    std::vector<CsvField> fields;
    if (!csv_.next(fields)) {
      if (csv_.error().empty()) say(1, 1, "empty: the first line names the columns, at least \"sku\"");
      return false;
    }
    std::vector<std::string> seen;
    for (const auto& field : fields) {
      const auto name = field.value();
      if (among(seen, name)) say(field, fmt::format("a second column \"{}\"", printable(name, kShownCell)));
      seen.push_back(name);
      add_column(field, name);
    }
    if (!among(seen, kSkuColumn)) say(1, 1, "no column \"sku\": it holds the catalogue's SKU");
    return out_.findings.empty();
  }

  void add_column(const CsvField& field, const std::string& name) {
    if (name == kSkuColumn) columns_.push_back({Kind::sku, 0});
    else if (name == kPinColumn) columns_.push_back({Kind::fulfilled_by, 0});
    else if (name == kPartsColumn) columns_.push_back({Kind::parts, 0});
    else if (name.starts_with(kStoreColumn))
      add_named(field, Kind::store, name.substr(kStoreColumn.size()), "store", names_.stores);
    else if (name.starts_with(kWarehouseColumn))
      add_named(field, Kind::warehouse, name.substr(kWarehouseColumn.size()), "warehouse or store", shippers_);
    else unknown_column(field, name);
  }

  void add_named(const CsvField& field, Kind kind, const std::string& name, const char* what,
                 const std::vector<std::string>& known) {
    if (!among(known, name))
      return say(field,
                 fmt::format("no {} \"{}\" in the account{}", what, printable(name, kShownCell), did_you_mean(name, known)));
    auto& columns = kind == Kind::store ? table_->stores_ : table_->fulfillers_;
    columns_.push_back({kind, columns.size()});
    columns.push_back({name, {}, {}});
  }

  void unknown_column(const CsvField& field, const std::string& name) {
    std::vector<std::string> known{std::string(kSkuColumn), std::string(kPinColumn)};
    for (const auto& store : names_.stores) known.push_back(std::string(kStoreColumn) + store);
    for (const auto& shipper : shippers_) known.push_back(std::string(kWarehouseColumn) + shipper);
    auto hint = did_you_mean(name, known);
    if (hint.empty()) hint = "; known are sku, store:NAME, warehouse:NAME, fulfilled-by";
    say(field, fmt::format("unknown column \"{}\"{}", printable(name, kShownCell), hint));
  }

  void rows() {
    std::vector<CsvField> fields;
    while (csv_.next(fields)) {
      if (fields.size() != columns_.size())
        say(fields.front(), fmt::format("{} fields, where the header names {} columns", fields.size(), columns_.size()));
      else row(fields);
    }
  }

  void row(const std::vector<CsvField>& fields) {
    SkuTable::Item item;
    item.line = static_cast<std::uint32_t>(fields.front().line);
    for (auto* columns : {&table_->stores_, &table_->fulfillers_})
      for (auto& column : *columns) column.cells.emplace_back();
    for (std::size_t i = 0; i < fields.size(); ++i) cell(columns_[i], fields[i], item);
    table_->items_.push_back(item);
  }

  void cell(const Named& column, const CsvField& field, SkuTable::Item& item) {
    const auto text = keep(field);
    switch (column.kind) {
      case Kind::sku:
        item.sku = text;
        if (text.empty()) say(field, "an item without its SKU");
        return;
      case Kind::fulfilled_by: return pin(field, text, item);
      case Kind::parts:
        if (!text.empty()) say(field, "bundles are not supported yet: leave \"parts\" empty, or the column out");
        return;
      case Kind::store: table_->stores_[column.column].cells.back() = text; return;
      case Kind::warehouse: table_->fulfillers_[column.column].cells.back() = text; return;
    }
  }

  std::string_view keep(const CsvField& field) {
    if (field.verbatim()) return field.text();
    return *table_->unquoted_.emplace_back(std::make_unique<std::string>(field.value()));
  }

  void pin(const CsvField& field, std::string_view text, SkuTable::Item& item) {
    std::vector<std::string> names;
    for (auto& name : split(text, ' ')) {
      if (name.empty()) continue;
      if (!among(shippers_, name))
        say(field, fmt::format("no warehouse or store \"{}\" in the account{}", printable(name, kShownCell),
                               did_you_mean(name, shippers_)));
      names.push_back(std::move(name));
    }
    const auto [found, fresh] = pins_.try_emplace(names, static_cast<std::uint32_t>(table_->pins_.size()));
    if (fresh) table_->pins_.push_back(std::move(names));
    item.pins = found->second;
  }

  void index() {
    auto& items = table_->items_;
    table_->order_ = sorted(
        items.size(), [&](std::uint32_t i) { return items[i].sku; }, "the SKU");
    for (auto& column : table_->stores_) {
      column.order = sorted(
          items.size(), [&](std::uint32_t i) { return column.cells[i]; }, "store:" + column.name);
      column.cells.shrink_to_fit();
    }
  }

  // The items that have this key, by it. Two with the same: which of them is meant nobody could tell.
  template <class Key>
  std::vector<std::uint32_t> sorted(std::size_t count, Key key, const std::string& what) {
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0);
    std::erase_if(order, [&](auto i) { return key(i).empty(); });
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return key(a) < key(b); });
    for (std::size_t i = 1; i < order.size(); ++i)
      if (key(order[i]) == key(order[i - 1]))
        say(static_cast<int>(table_->items_[order[i]].line), 1,
            fmt::format("{} \"{}\" stands in line {} already", what, printable(key(order[i]), kShownCell),
                        table_->items_[order[i - 1]].line));
    return order;
  }

  const SkuNames& names_;
  CsvReader csv_;
  std::shared_ptr<SkuTable> table_;
  std::vector<std::string> shippers_;
  std::vector<Named> columns_;  // of the file, in their order
  std::map<std::vector<std::string>, std::uint32_t> pins_{{{}, 0}};
  std::size_t unsaid_ = 0;
  SkuFileRead out_;
};

const SkuTable::Column* SkuTable::find(const std::vector<Column>& columns, std::string_view name) {
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column& one) { return one.name == name; });
  return found == columns.end() ? nullptr : &*found;
}

const SkuTable::Item* SkuTable::sold_as(std::string_view store, std::string_view sku) const {
  const auto* column = find(stores_, store);
  const auto key = [&](std::uint32_t i) { return column ? column->cells[i] : items_[i].sku; };
  const auto& order = column ? column->order : order_;
  const auto found =
      std::lower_bound(order.begin(), order.end(), sku, [&](auto i, std::string_view wanted) { return key(i) < wanted; });
  return found != order.end() && key(*found) == sku ? &items_[*found] : nullptr;
}

std::string_view SkuTable::shipped_as(std::string_view fulfiller, const Item& item) const {
  const auto at = static_cast<std::size_t>(&item - items_.data());
  for (const auto* columns : {&fulfillers_, &stores_})
    if (const auto* column = find(*columns, fulfiller); column && !column->cells[at].empty()) return column->cells[at];
  return item.sku;
}

SkuFileRead read_skus(const std::string& file, SkuTable::Text text, const SkuNames& names) {
  return SkuReader(file, std::move(text), names).run();
}

}  // namespace fairway::config

// The stream `stock`: a file is a snapshot. What of a SKU stands in several rows (lots, bins, buildings) is added up.
#include "columns.hpp"
#include "inbox.hpp"
#include "values.hpp"
#include "wms_csv.hpp"

namespace wms_csv {
namespace {

using fairway::Error;

struct LevelColumns {
  Column sku, available, unit, on_hand, committed, location, as_of;
};

LevelColumns columns_of(Sheet& sheet, const StockColumns& names) {
  const auto at = [&](const std::string& name, const char* setting) {
    return sheet.column(name, std::string("stock.columns.") + setting);
  };
  return {at(names.sku, "sku"),         at(names.available, "available"), at(names.unit, "unit"),
          at(names.on_hand, "on-hand"), at(names.committed, "committed"), at(names.location, "location"),
          at(names.as_of, "as-of")};
}

class LevelReader {
 public:
  LevelReader(File& file, const Settings& settings)
      : file_(file), settings_(settings), columns_(columns_of(file.sheet, settings.stock.columns)), levels_(file) {
    if (settings.stock.as_of == "file-name") as_of_ = instant_in_name(file.claim.name, settings);
    else as_of_ = fairway::Time{file.claim.modified_ms};
  }

  std::size_t run(const fairway::Call& call, fairway::PullOut& out) {
    for (const Row& row : file_.sheet.rows()) {
      call.check();
      if (!settings_.stock.location.empty() && Sheet::cell(row, columns_.location) != settings_.stock.location &&
          row.fault.empty())
        continue;
      std::string sku;
      try {
        file_.sheet.check(row);
        sku = Sheet::cell(row, columns_.sku);
        levels_.add(row, sku, read(row, sku));
      } catch (const Error& fault) {
        if (fault.code() != FW_E_REJECTED) throw;
        levels_.spoil(row, sku, fault);
      }
    }
    std::size_t documents = 0;
    levels_.each(std::string(fairway::StockLevel::kSchema), out,
                 [&](const auto& rows) { out.emit(joined(rows)), ++documents; });
    return documents;
  }

 private:
  fairway::StockLevel read(const Row& row, const std::string& sku) const {
    if (sku.empty()) throw Error::rejected("the SKU is missing");
    if (damaged_by_spreadsheet(sku))
      throw Error::rejected("a spreadsheet has made a number of the SKU, and its digits are gone");
    const auto unit = Sheet::cell(row, columns_.unit);
    fairway::StockLevel level;
    level.sku = sku, level.location = settings_.stock.location;
    level.available = quantity_of(Sheet::cell(row, columns_.available), unit, settings_);  // missing is not zero
    if (const auto cell = Sheet::cell(row, columns_.on_hand); !cell.empty())
      level.on_hand = quantity_of(cell, unit, settings_);
    if (const auto cell = Sheet::cell(row, columns_.committed); !cell.empty())
      level.committed = quantity_of(cell, unit, settings_);
    level.as_of = as_of_;
    if (settings_.stock.as_of == "column") level.as_of = instant_of(Sheet::cell(row, columns_.as_of), settings_).at;
    return level;
  }

  // The oldest of their times: it holds for all of them.
  static fairway::StockLevel joined(const std::vector<fairway::StockLevel>& rows) {
    fairway::StockLevel level = rows.front();
    const auto add = [](std::optional<std::int64_t>& sum, const std::optional<std::int64_t>& more) {
      if (more) sum = sum.value_or(0) + *more;
    };
    for (std::size_t i = 1; i < rows.size(); ++i) {
      level.available += rows[i].available;
      add(level.on_hand, rows[i].on_hand), add(level.committed, rows[i].committed);
      level.as_of = std::min(level.as_of, rows[i].as_of);
    }
    return level;
  }

  File& file_;
  const Settings& settings_;
  const LevelColumns columns_;
  fairway::Time as_of_;
  Groups<fairway::StockLevel> levels_;
};

}  // namespace

void WmsCsv::pull_stock(const fairway::Call& call, const fairway::PullRequest& request, fairway::PullOut& out) {
  FileKind kind;
  kind.stream = "stock", kind.schema = fairway::StockLevel::kSchema;
  // The same numbers at another time, which the name says, are news: nothing moved. A time of the file's is no such thing: a
  // snapshot that is sent again would count as one of now.
  kind.identity = [this](const fairway::drop::Claim& claim) {
    return settings().stock.as_of == "file-name" ? fairway::to_text(instant_in_name(claim.name, settings())) : std::string();
  };
  kind.read = [&](const fairway::Call& current, File& file, fairway::PullOut& into) {
    return LevelReader(file, settings()).run(current, into);
  };
  take_files(host(), settings(), stock_, kind, call, request, out);
}

}  // namespace wms_csv

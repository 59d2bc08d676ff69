// The 846, stock of the warehouse's SKUs, and the 944, what arrived of a delivery.
#include <algorithm>

#include "advice.hpp"

namespace wms_x12 {
namespace arrival {

// What arrived, item by item, as the host adds it to its ledger of stock.
struct ReceivedLine {
  std::string sku;
  std::int64_t quantity = 0;
};
BOOST_DESCRIBE_STRUCT(ReceivedLine, (), (sku, quantity))
struct Receipt {
  std::string number;
  std::optional<fairway::Time> at;  // the beginning of its day: a snapshot of that day may have it already
  std::vector<ReceivedLine> lines;
};
BOOST_DESCRIBE_STRUCT(Receipt, (), (number, at, lines))

}  // namespace arrival
namespace {

constexpr std::string_view kEach = "EA";  // other units are not how stock is counted

class StockReader {
 public:
  StockReader(const Told& told, const Settings& settings) : told_(told), settings_(settings) {}

  Advice run() {
    SegmentReader reader(told_.set, told_.separators);
    while (reader.next(segment_)) take();
    close();
    if (announced_ && *announced_ != seen_)
      throw fairway::Error::rejected("CTT element 1 does not count the LIN: there are " + std::to_string(seen_));
    return std::move(advice_);
  }

 private:
  void take() {
    const auto id = segment_.id();
    if (id == "BIA") as_of_ = time_of(segment_.at(4), segment_.at(5), settings_);
    else if (id == "N1" && seen_ == 0 && segment_.at(1) == "WH") location_ = segment_.at(4);
    else if (id == "LIN") open();
    else if (id == "QTY" && seen_ > 0) quantity();
    else if (id == "CTT") announced_ = units_of(segment_, 1);
  }
  void open() {
    close();
    ++seen_;
    level_ = {};
    available_ = false;
    level_.sku = id_of(segment_, 2, settings_.sku_qualifiers);
    if (level_.sku.empty()) throw fairway::Error::rejected("LIN " + std::to_string(seen_) + " does not name our SKU");
  }
  void quantity() {
    const auto code = segment_.at(1);
    const auto& codes = settings_.quantities;
    if (code == codes.available) level_.available = units_of(segment_, 2), available_ = true;
    else if (code == codes.on_hand) level_.on_hand = units_of(segment_, 2);
    else if (code == codes.committed) level_.committed = units_of(segment_, 2);
  }
  // Without a number of what is free there is no level: it is not known, which is not zero.
  void close() {
    if (seen_ == 0 || !available_) return;
    level_.location = location_;
    level_.as_of = as_of_ ? as_of_ : std::optional(told_.written);
    advice_.levels.push_back(level_);
  }

  const Told& told_;
  const Settings& settings_;
  Segment segment_;
  Advice advice_;
  std::optional<fairway::Time> as_of_;
  std::string location_;
  std::int64_t seen_ = 0;
  std::optional<std::int64_t> announced_;
  fairway::StockLevel level_;
  bool available_ = false;
};

}  // namespace

Advice read_846(const Told& told, const Settings& settings) { return StockReader(told, settings).run(); }

Advice read_944(const Told& told, const Settings& settings) {
  SegmentReader reader(told.set, told.separators);
  Segment segment;
  std::string receipt, delivery;
  arrival::Receipt items;
  std::int64_t received = 0, exceptions = 0;
  std::optional<std::int64_t> announced;
  while (reader.next(segment)) {
    if (segment.id() == "W17") {
      receipt = segment.at(3), delivery = segment.at(4);
      items.at = time_of(segment.at(2), {}, settings);
    } else if (segment.id() == "W07") {
      received += units_of(segment, 1);
      const auto sku = id_of(segment, 4, settings.sku_qualifiers);
      if (!sku.empty() && segment.at(2) == kEach) items.lines.push_back({sku, units_of(segment, 1)});
    } else if (segment.id() == "W13") exceptions += units_of(segment, 1);
    else if (segment.id() == "W14" && !segment.at(2).empty()) announced = units_of(segment, 2);
  }
  fairway::Notice notice;
  notice.kind = "inbound-receipt";
  notice.severity = exceptions > 0 || (announced && *announced != received) ? "warning" : "info";
  notice.message =
      "the warehouse took in " + std::to_string(received) + " units of " + (delivery.empty() ? "a delivery" : delivery);
  if (announced) notice.message += ", of which " + std::to_string(*announced) + " were announced";
  if (exceptions > 0)
    notice.message += ", and " + std::to_string(exceptions) + " were damaged or otherwise not as they should be";
  notice.message += " (receipt " + receipt + ")";
  notice.at = told.written;
  items.number = receipt;
  if (items.at && !items.lines.empty()) notice.extra.members.emplace_back("receipt", fairway::to_json(items));
  Advice advice;
  advice.notices.push_back(std::move(notice));
  return advice;
}

}  // namespace wms_x12

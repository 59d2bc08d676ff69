// The 945: what was shipped of an order, a shipment for each carton (LX) with units in it.
#include <algorithm>
#include <iterator>

#include "advice.hpp"
#include "fairway/carriers.hpp"
#include "x12/values.hpp"

namespace wms_x12 {
namespace {

// A carrier by its SCAC; what the settings say of it counts first.
std::string carrier_of(std::string_view scac, const Settings& settings) {
  if (const auto own = settings.carriers.find(std::string(scac)); own != settings.carriers.end()) return own->second;
  const auto* known = fairway::find_carrier(scac);
  return std::string(known ? known->name : scac);
}

// Numbers by where they stand: "MAN*CP", "N9*2I", "W06-05".
using Numbers = std::map<std::string, std::vector<std::string>>;

void collect(const Segment& segment, Numbers& into) {
  for (std::size_t at = 1; at + 1 <= segment.elements(); at += 3) {
    if (segment.at(at).empty() || segment.at(at + 1).empty()) continue;
    into[std::string(segment.id()) + '*' + std::string(segment.at(at))].emplace_back(segment.at(at + 1));
    if (segment.id() != "MAN") return;  // MAN04 and MAN05 are a second pair, N9 has none
  }
}

struct Line {
  std::string line_id, sku, status;
  std::int64_t ordered = 0, shipped = 0;
};

struct Carton {
  std::size_t number = 0;  // of its LX, from 1
  Numbers numbers;
  std::string scac, routing;
  std::vector<Line> lines;
  std::string said;  // of its lines, as they stand in the set
};

class AdviceReader {
 public:
  AdviceReader(const Told& told, const Settings& settings) : told_(told), settings_(settings) {}

  Advice run() {
    SegmentReader reader(told_.set, told_.separators);
    while (reader.next(segment_)) take();
    if (reference_.empty()) throw fairway::Error::rejected("W06 element 2 is missing: of which order?");
    join_cartons();
    const auto units = total();
    if (!cartons_.empty() && lines_ > 0 && units == 0) nothing_shipped();
    else emit();
    short_lines();
    return std::move(advice_);
  }

 private:
  bool in_carton() const { return !cartons_.empty(); }
  Numbers& numbers() { return in_carton() ? cartons_.back().numbers : numbers_; }

  void take() {
    const auto id = segment_.id();
    if (id == "W06") head();
    else if (id == "LX") cartons_.push_back({cartons_.size() + 1, {}, {}, {}, {}, {}}), in_line_ = false;
    else if (id == "MAN") collect(segment_, numbers());
    else if (id == "N9") reference();
    else if (id == "G62") day();
    else if (id == "W27") carrier();
    else if (id == "W12") line();
    if (in_line_ && (id == "W12" || id == "N9")) cartons_.back().said.append(segment_.raw()) += '\n';
  }

  void head() {
    reference_ = segment_.at(2);
    shipment_ = segment_.at(4);
    day_ = segment_.at(3);
    for (std::size_t at = 4; at <= 5; ++at)
      if (!segment_.at(at).empty()) numbers_["W06-0" + std::to_string(at)].emplace_back(segment_.at(at));
  }
  void reference() {
    if (in_line_ && segment_.at(1) == "LI") cartons_.back().lines.back().line_id = segment_.at(2);
    else collect(segment_, numbers());
  }
  void day() {
    if (in_carton() || segment_.at(1) != "11") return;  // 11: shipped
    day_ = segment_.at(2), time_ = segment_.at(4);
  }
  void carrier() {
    auto& scac = in_carton() ? cartons_.back().scac : scac_;
    auto& routing = in_carton() ? cartons_.back().routing : routing_;
    scac = segment_.at(2), routing = segment_.at(3);
  }
  void line() {
    if (!in_carton()) throw fairway::Error::rejected("a W12 outside of an LX");
    Line line;
    line.status = segment_.at(1);
    line.ordered = units_of(segment_, 2), line.shipped = units_of(segment_, 3);
    if (line.shipped < 0) throw fairway::Error::rejected("W12 element 3 is below zero");
    line.sku = id_of(segment_, 7, settings_.sku_qualifiers);
    if (line.sku.empty()) line.sku = id_of(segment_, 17, settings_.sku_qualifiers);
    if (line.sku.empty()) line.sku = id_of(segment_, 21, settings_.sku_qualifiers);
    cartons_.back().lines.push_back(std::move(line));
    in_line_ = true;
    ++lines_;
  }

  std::int64_t total() const {
    std::int64_t sum = 0;
    for (const auto& carton : cartons_)
      for (const auto& line : carton.lines) sum += line.shipped;
    return sum;
  }
  bool any(const std::vector<std::string>& codes) const {
    for (const auto& carton : cartons_)
      for (const auto& line : carton.lines)
        if (std::find(codes.begin(), codes.end(), line.status) != codes.end()) return true;
    return false;
  }

  // Some warehouses write an LX for each line of a parcel: those that bear one tracking number are one.
  void join_cartons() {
    std::vector<Carton> joined;
    std::map<std::string, std::size_t> places;
    for (auto& carton : cartons_) {
      const auto own = tracking(carton.numbers);
      const auto [place, fresh] = places.try_emplace(own, joined.size());
      if (own.empty() || fresh) {
        joined.push_back(std::move(carton));
        continue;
      }
      auto& same = joined[place->second];
      std::move(carton.lines.begin(), carton.lines.end(), std::back_inserter(same.lines));
      same.said += carton.said;
    }
    cartons_ = std::move(joined);
  }

  // Cartons that hold units. A set that names no line at all means the whole order, and then it can be one parcel only.
  void emit() {
    const bool backorder = any(settings_.backorder_codes);
    if (lines_ == 0) {
      if (cartons_.size() > 1) throw fairway::Error::rejected("several LX and no W12: what is in which carton?");
      const Carton none{1, {}, {}, {}, {}, {}};
      advice_.shipments.push_back(shipment(cartons_.empty() ? none : cartons_.front(), backorder));
      return;
    }
    for (const auto& carton : cartons_) {
      auto parcel = shipment(carton, backorder);
      if (!parcel.lines.empty()) advice_.shipments.push_back(std::move(parcel));
    }
  }

  fairway::Shipment shipment(const Carton& carton, bool backorder) const {
    fairway::Shipment out;
    out.reference = reference_;
    out.fulfilment_id = shipment_;
    const auto own = tracking(carton.numbers);
    out.tracking_number = own.empty() ? tracking(numbers_) : own;
    out.id = id(carton, own);
    const auto& scac = carton.scac.empty() ? scac_ : carton.scac;
    out.carrier = carrier_of(scac, settings_);
    out.service = carton.routing.empty() ? routing_ : carton.routing;
    out.shipped_at = shipped_at();
    out.backorder = backorder;
    for (const auto& line : carton.lines) {
      if (line.shipped == 0) continue;
      if (line.sku.empty() && line.line_id.empty())
        throw fairway::Error::rejected("a W12 that names neither our SKU nor, in N9*LI, our line");
      add(out.lines, line);
    }
    return out;
  }
  // A line may stand twice in a carton, for two lots: it is one line all the same.
  static void add(std::vector<fairway::LineQuantity>& lines, const Line& line) {
    for (auto& known : lines)
      if (known.line_id == line.line_id && known.sku == line.sku) return static_cast<void>(known.quantity += line.shipped);
    lines.push_back({line.line_id, line.sku, line.shipped});
  }

  std::string tracking(const Numbers& numbers) const {
    for (const auto& place : settings_.tracking)
      if (const auto found = numbers.find(place); found != numbers.end()) return found->second.front();
    return {};
  }
  // The same carton has the same id whoever sends it again, and no other one has it. W06-04 and the carton's number do not see
  // to that: some warehouses write one W06-04 into every part of an order and count cartons from 1 in each. So the number on
  // the carton tells them apart, and where it bears none, what is said of it.
  std::string id(const Carton& carton, const std::string& own) const {
    const auto& of = shipment_.empty() ? reference_ : shipment_;
    if (!own.empty()) return of + '/' + own;
    return of + '/' + fairway::content_hash(day_ + '\n' + tracking(numbers_) + '\n' + carton.said) + '/' +
           std::to_string(carton.number);
  }

  // A day without a time lasts until its end; not longer than until the warehouse wrote this.
  std::optional<fairway::Time> shipped_at() const {
    auto at = time_of(day_, time_, settings_);
    constexpr std::int64_t kDay = 24 * 3'600'000;
    if (at && !read_time(time_)) at = fairway::Time{std::clamp(told_.written.ms, at->ms, at->ms + kDay - 1000)};
    return at;
  }

  void nothing_shipped() { notice("the warehouse closed the order and shipped nothing of it"); }
  void short_lines() {
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> lines;  // by SKU: ordered, shipped
    for (const auto& carton : cartons_)
      for (const auto& line : carton.lines) {
        auto& [ordered, shipped] = lines[line.sku.empty() ? "line " + line.line_id : line.sku];
        ordered = std::max(ordered, line.ordered), shipped += line.shipped;
      }
    if (total() == 0 || !any(settings_.short_codes)) return;
    std::string text;
    for (const auto& [sku, units] : lines)
      if (units.second < units.first)
        text += (text.empty() ? "" : ", ") + std::to_string(units.second) + " of " + std::to_string(units.first) + ' ' + sku;
    if (!text.empty()) notice("the warehouse ships no more than " + text);
  }
  void notice(const std::string& message) {
    fairway::Notice out;
    out.kind = "order-exception";
    out.reference = reference_;
    out.severity = "error";
    out.message = message;
    out.at = told_.written;
    advice_.notices.push_back(std::move(out));
  }

  const Told& told_;
  const Settings& settings_;
  Segment segment_;
  Advice advice_;
  std::string reference_, shipment_, day_, time_, scac_, routing_;
  Numbers numbers_;  // of the head
  std::vector<Carton> cartons_;
  std::size_t lines_ = 0;
  bool in_line_ = false;
};

}  // namespace

Advice read_945(const Told& told, const Settings& settings) { return AdviceReader(told, settings).run(); }

}  // namespace wms_x12

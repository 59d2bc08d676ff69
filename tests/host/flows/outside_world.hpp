// A channel and two warehouses that remember what reached them and answer in moods: what random histories are played against.
#pragma once
#include <gmock/gmock.h>

#include <random>

#include "host/flows/dispatch/gate.hpp"
#include "tests/host/flows/outside_stock.hpp"

namespace fairway::flows::test {

class OutsideWorld {
 public:
  using Units = std::map<std::string, std::int64_t>;  // by line id
  struct Sold {
    Order order;
    std::int64_t version = 0;
    Instant changed;
    std::map<std::string, Shipment> told;  // by package reference
  };
  struct Part {  // a fulfilment order at a warehouse
    FulfilmentOrder asked;
    std::string warehouse;
    Units shipped;  // what was too much counted
    bool cancelled = false;
  };

  OutsideWorld(FlowTest& test, std::uint32_t seed) : test_(test), random_(seed) {
    test.script.pull = [this](const plugins::PullRequest& request, plugins::PullSink& sink) {
      if (request.stream == "orders") return show_orders(request, sink);
      return request.stream == "stock" ? show_stock(sink) : show_parcels(request, sink);
    };
    test.script.push = [this](const plugins::PushItem& item) { return answer(item); };
    for (const auto& item :
         std::vector<OutsideStock::Item>{{"west", "SKU-1"}, {"east", "E-2"}, {"west", "SKU-9"}, {"east", "SKU-9"}})
      stock_.arrive(item, number(0, 12));
  }

  // One thing happens out there.
  void sell() {
    Sold sold;
    sold.order = test_.order("S-" + std::to_string(sold_.size() + 1));
    sold.order.lines.clear();
    for (int line = 1, most = number(1, 3); line <= most; ++line)
      sold.order.lines.push_back({.id = "L" + std::to_string(line), .sku = kSkus[index(3)], .quantity = number(1, 3)});
    if (chance(30)) sold.order.status = OrderStatus::pending;
    change(sold_.emplace(sold.order.channel_order_id, std::move(sold)).first->second);
  }
  void pay() {
    if (auto* sold = any(OrderStatus::pending)) sold->order.status = OrderStatus::unshipped, change(*sold);
  }
  void wish_to_cancel() {
    if (auto* sold = any(OrderStatus::unshipped)) sold->order.lines[0].cancel_requested = true, change(*sold);
  }
  // The channel cancels what it was told no parcel of.
  void cancel() {
    auto* sold = any(chance(50) ? OrderStatus::pending : OrderStatus::unshipped);
    if (sold && sold->told.empty()) sold->order.status = OrderStatus::cancelled, change(*sold);
  }
  void pack() {
    std::vector<Part*> open;
    for (auto& [reference, part] : parts_)
      if (!part.cancelled && left(part) > 0) open.push_back(&part);
    if (!open.empty()) pack(*open[index(open.size())], chance(50));
  }
  void receive() {
    const auto item = any_item();
    receive(item, number(1, 8), chance(70));
  }
  void count() { count(any_item()); }
  // Everybody does what is theirs to do, and nobody fails any more.
  void come_to_rest() {
    calm_ = true;
    for (auto& [id, sold] : sold_)
      if (is(sold, OrderStatus::pending)) sold.order.status = OrderStatus::unshipped, change(sold);
  }
  void pack_all() {
    for (auto& [reference, part] : parts_)
      if (!part.cancelled && left(part) > 0) pack(part, true);
    for (const auto& [item, units] : stock_.items()) count(item);
  }

  const std::map<std::string, Sold>& sold() const { return sold_; }
  const std::map<std::string, Part>& parts() const { return parts_; }
  const OutsideStock& stock() const { return stock_; }
  // Units of it that left though nobody asked for them, in parcels that we do not know yet.
  std::int64_t unknown(const OutsideStock::Item& item) const {
    std::int64_t units = 0;
    for (const auto& [parcel, surplus] : surplus_)
      if (surplus.first == item && test_.number("SELECT COUNT(*) FROM shipment WHERE remote_id = '" + parcel + "'") == 0)
        units += surplus.second;
    return units;
  }
  bool chance(int percent) { return number(1, 100) <= percent; }
  int number(int from, int to) { return std::uniform_int_distribution<int>(from, to)(random_); }

  static constexpr const char* kSkus[] = {"SKU-1", "SKU-2", "SKU-9"};  // west's, east's, whose there is none to say

 private:
  struct Laid {  // a parcel, or what arrived, as the warehouse tells of it
    std::string warehouse;
    plugins::Document document;
  };
  static bool is(const Sold& sold, OrderStatus status) { return sold.order.status.value == status; }
  static std::int64_t left(const Part& part, const FulfilmentLine& line) {
    const auto shipped = part.shipped.find(line.line_id);
    return std::max<std::int64_t>(0, line.quantity - (shipped == part.shipped.end() ? 0 : shipped->second));
  }
  static std::int64_t left(const Part& part) {
    std::int64_t units = 0;
    for (const auto& line : part.asked.lines) units += left(part, line);
    return units;
  }
  OutsideStock::Item any_item() {
    return std::next(stock_.items().begin(), number(0, static_cast<int>(stock_.items().size()) - 1))->first;
  }
  void receive(const OutsideStock::Item& item, std::int64_t units, bool told) {
    stock_.arrive(item, units);
    if (told) laid_.push_back({item.warehouse, stock_.receipt(item, units, test_.clock.now())});
  }
  void count(const OutsideStock::Item& item) {
    auto available = stock_.on_hand(item);
    for (const auto& [reference, part] : parts_)
      if (part.warehouse == item.warehouse && !part.cancelled)
        for (const auto& line : part.asked.lines)
          if (line.sku == item.sku) available -= left(part, line);
    stock_.count(item, available, test_.clock.now());
  }
  std::size_t index(std::size_t size) { return static_cast<std::size_t>(number(0, static_cast<int>(size) - 1)); }
  bool fails() { return !calm_ && chance(12); }
  static tl::unexpected<Failure> lost() { return fail(FW_E_UNAVAILABLE, "connection reset"); }

  void change(Sold& sold) {
    sold.version = ++version_;
    sold.changed = test_.clock.now();
    sold.order.updated_at = Time{ledger::to_ms(test_.clock.now()) + version_};
  }
  Sold* any(OrderStatus status) {
    std::vector<Sold*> all;
    for (auto& [id, sold] : sold_)
      if (is(sold, status)) all.push_back(&sold);
    return all.empty() ? nullptr : all[index(all.size())];
  }
  // Of what it has, and now and then more than it was asked for. Calm, it gets what it lacks.
  void pack(Part& part, bool whole) {
    const auto id = std::to_string(laid_.size() + 1);
    Shipment parcel;
    parcel.id = "P" + id, parcel.tracking_number = "1Z" + id;
    parcel.reference = part.asked.reference;
    parcel.carrier = "UPS";
    for (const auto& line : part.asked.lines) {
      const OutsideStock::Item item{part.warehouse, line.sku};
      const auto open = left(part, line);
      if (calm_ && stock_.on_hand(item) < open) receive(item, open, false);
      auto units = whole ? open : open > 0 ? number(0, static_cast<int>(open)) : 0;
      if (units > 0 && !calm_ && chance(15)) units += number(1, 2);
      units = std::min(units, stock_.on_hand(item));
      if (units == 0) continue;
      if (units > open) surplus_.emplace(parcel.id, std::pair(item, units - open));
      part.shipped[line.line_id] += units;
      stock_.leave(item, units);
      parcel.lines.push_back({line.line_id, line.sku, units});
    }
    if (parcel.lines.empty()) return;
    laid_.push_back({part.warehouse, {Shipment::kSchema.data(), parcel.id, to_json(parcel)}});
  }

  // What changed since the cursor and a little before it, in pages; a page may be the last one that arrives.
  Status show_orders(const plugins::PullRequest& request, plugins::PullSink& sink) {
    const auto after = request.cursor.empty() ? 0 : std::stoll(request.cursor) - 3;
    std::map<std::int64_t, const Sold*> changed;
    for (const auto& [id, sold] : sold_)
      if (sold.version > after) changed.emplace(sold.version, &sold);
    plugins::Batch page;
    const auto send = [&] { return sink.commit(std::exchange(page, {})); };
    for (const auto& [version, sold] : changed) {
      page.documents.push_back({"order/1", sold->order.channel_order_id, to_json(sold->order)});
      page.cursor = std::to_string(version);
      if (!chance(40)) continue;
      if (auto done = send(); !done) return done;
      if (fails()) return lost();
    }
    return page.documents.empty() ? Status() : send();
  }
  Status show_parcels(const plugins::PullRequest& request, plugins::PullSink& sink) {
    const auto after = request.cursor.empty() ? 0u : static_cast<std::size_t>(std::stoll(request.cursor));
    plugins::Batch page;
    for (auto i = after > 2 ? after - 2 : 0; i < laid_.size(); ++i)
      if (caller() == laid_[i].warehouse) page.documents.push_back(laid_[i].document);
    if (fails()) return lost();
    page.cursor = std::to_string(laid_.size());
    return sink.commit(std::move(page));
  }
  // No cursor: what was told before is told again, and what is told may be old.
  Status show_stock(plugins::PullSink& sink) {
    if (fails()) return lost();
    const auto pick = [this](std::size_t size) { return index(size); };
    return sink.commit({calm_ ? stock_.all_counts(caller()) : stock_.some_counts(caller(), pick), {}, {}, ""});
  }
  std::string caller() const { return test_.script.asked.substr(test_.script.asked.find('/') + 1); }

  plugins::PushResult answer(const plugins::PushItem& item) {
    if (fails()) return {lost(), ""};
    const auto& body = item.document.body;
    auto result = item.document.schema == FulfilmentOrder::kSchema ? take(from_json<FulfilmentOrder>(body))
                  : item.document.schema == Cancellation::kSchema  ? give_back(from_json<Cancellation>(body))
                  : item.document.schema == Shipment::kSchema      ? hear(from_json<Shipment>(body))
                                                                   : plugins::PushResult{{}, ""};
    return fails() ? plugins::PushResult{lost(), ""} : result;  // it was done, and nobody learns of it
  }

  // A reference is one fulfilment order for ever: the same again is the same, and another content would be a second order.
  plugins::PushResult take(const FulfilmentOrder& asked) {
    if (const auto known = parts_.find(asked.reference); known != parts_.end()) {
      EXPECT_EQ(to_json(known->second.asked), to_json(asked)) << "a reference changed what it stands for";
      if (known->second.cancelled) return {fail(FW_E_REJECTED, "it was cancelled"), ""};
      return {{}, "R-" + asked.reference};
    }
    EXPECT_THAT(test_.state(asked.channel_order_id), ::testing::Not(::testing::AnyOf("cancelled", "dropped", "confirmed")))
        << asked.channel_order_id << " goes to a warehouse though nothing of it may";
    expect_not_cancelled(asked.channel_order_id);
    if (!calm_ && chance(8)) return {fail(FW_E_REJECTED, "no such service"), ""};
    parts_.emplace(asked.reference, Part{asked, caller(), {}, false});
    return {{}, "R-" + asked.reference};
  }
  // What the channel cancelled a while ago goes nowhere, unless the channel could not be asked.
  void expect_not_cancelled(const std::string& id) {
    const auto& sold = sold_.at(id);
    if (!is(sold, OrderStatus::cancelled) || test_.clock.now() - sold.changed <= kGateFresh) return;
    for (const auto& event : must(ledger::events_of(*must(test_.db->read()), test_.stored(id).id)))
      if (event.data.find("could not be asked") != std::string::npos) return;
    ADD_FAILURE() << id << " goes to a warehouse though its channel cancelled it long ago";
  }
  plugins::PushResult give_back(const Cancellation& asked) {
    const auto part = parts_.find(asked.reference);
    if (part == parts_.end()) return {fail(FW_E_REJECTED, "no such order", "/reference"), ""};
    for (const auto& [line, units] : part->second.shipped)
      if (units > 0) return {fail(FW_E_REJECTED, "it is packed"), ""};
    part->second.cancelled = true;
    return {{}, ""};
  }
  // A package reference is one parcel for ever.
  plugins::PushResult hear(const Shipment& parcel) {
    auto& sold = sold_.at(parcel.channel_order_id);
    if (is(sold, OrderStatus::cancelled)) return {fail(FW_E_REJECTED, "the order is cancelled"), ""};
    const auto [known, fresh] = sold.told.emplace(parcel.package_reference, parcel);
    EXPECT_EQ(to_json(known->second), to_json(parcel)) << "a package reference changed its parcel";
    if (!fresh) return {{}, ""};
    expect_no_more_than_sold(sold);
    sold.order.packages.push_back({.reference = parcel.package_reference, .tracking_number = parcel.tracking_number});
    return change(sold), plugins::PushResult{{}, ""};
  }

  static void expect_no_more_than_sold(const Sold& sold) {
    Units told;
    for (const auto& [package, parcel] : sold.told)
      for (const auto& line : parcel.lines) told[line.line_id] += line.quantity;
    for (const auto& line : sold.order.lines)
      EXPECT_LE(told[line.id], line.quantity) << sold.order.channel_order_id << " is told of more than it sold";
  }

  FlowTest& test_;
  std::mt19937 random_;
  bool calm_ = false;
  std::int64_t version_ = 0;
  std::map<std::string, Sold> sold_;
  std::map<std::string, Part> parts_;  // by reference
  std::vector<Laid> laid_;
  std::multimap<std::string, std::pair<OutsideStock::Item, std::int64_t>> surplus_;  // by parcel
  OutsideStock stock_;
};

}  // namespace fairway::flows::test

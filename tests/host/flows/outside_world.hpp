// A channel and two warehouses that remember what reached them and answer in moods: what random histories are played against.
#pragma once
#include <gmock/gmock.h>

#include <random>

#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {

class OutsideWorld {
 public:
  using Units = std::map<std::string, std::int64_t>;  // by line id
  struct Sold {
    Order order;
    std::int64_t version = 0;
    std::map<std::string, Shipment> told;  // by package reference
  };
  struct Part {  // a fulfilment order at a warehouse
    FulfilmentOrder asked;
    std::string warehouse;
    Units shipped;
    bool cancelled = false;
  };

  OutsideWorld(FlowTest& test, std::uint32_t seed) : test_(test), random_(seed) {
    test.script.pull = [this](const plugins::PullRequest& request, plugins::PullSink& sink) {
      return request.stream == "orders" ? show_orders(request, sink) : show_parcels(request, sink);
    };
    test.script.push = [this](const plugins::PushItem& item) { return answer(item); };
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
  // Everybody does what is theirs to do, and nobody fails any more.
  void come_to_rest() {
    calm_ = true;
    for (auto& [id, sold] : sold_)
      if (is(sold, OrderStatus::pending)) sold.order.status = OrderStatus::unshipped, change(sold);
  }
  void pack_all() {
    for (auto& [reference, part] : parts_)
      if (!part.cancelled && left(part) > 0) pack(part, true);
  }

  const std::map<std::string, Sold>& sold() const { return sold_; }
  const std::map<std::string, Part>& parts() const { return parts_; }
  bool chance(int percent) { return number(1, 100) <= percent; }
  int number(int from, int to) { return std::uniform_int_distribution<int>(from, to)(random_); }

  static constexpr const char* kSkus[] = {"SKU-1", "SKU-2", "SKU-9"};  // west's, east's, whose there is none to say

 private:
  struct Parcel {
    Shipment shipment;
    std::string warehouse;
  };
  static bool is(const Sold& sold, OrderStatus status) { return sold.order.status.value == status; }
  static std::int64_t left(const Part& part) {
    std::int64_t units = 0;
    for (const auto& line : part.asked.lines) {
      const auto shipped = part.shipped.find(line.line_id);
      units += line.quantity - (shipped == part.shipped.end() ? 0 : shipped->second);
    }
    return units;
  }
  std::size_t index(std::size_t size) { return static_cast<std::size_t>(number(0, static_cast<int>(size) - 1)); }
  bool fails() { return !calm_ && chance(12); }
  static tl::unexpected<Failure> lost() { return fail(FW_E_UNAVAILABLE, "connection reset"); }

  void change(Sold& sold) {
    sold.version = ++version_;
    sold.order.updated_at = Time{ledger::to_ms(test_.clock.now()) + version_};
  }
  Sold* any(OrderStatus status) {
    std::vector<Sold*> all;
    for (auto& [id, sold] : sold_)
      if (is(sold, status)) all.push_back(&sold);
    return all.empty() ? nullptr : all[index(all.size())];
  }
  void pack(Part& part, bool whole) {
    Parcel parcel{{}, part.warehouse};
    parcel.shipment.id = "P" + std::to_string(parcels_.size() + 1);
    parcel.shipment.reference = part.asked.reference;
    parcel.shipment.carrier = "UPS";
    parcel.shipment.tracking_number = "1Z" + std::to_string(parcels_.size() + 1);
    for (const auto& line : part.asked.lines) {
      auto& shipped = part.shipped[line.line_id];
      const auto open = line.quantity - shipped;
      const auto now = whole ? open : open > 0 ? number(0, static_cast<int>(open)) : 0;
      if (now == 0) continue;
      shipped += now;
      parcel.shipment.lines.push_back({line.line_id, line.sku, now});
    }
    if (!parcel.shipment.lines.empty()) parcels_.push_back(std::move(parcel));
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
    for (auto i = after > 2 ? after - 2 : 0; i < parcels_.size(); ++i)
      if (test_.script.asked.ends_with("/" + parcels_[i].warehouse))
        page.documents.push_back({"shipment/1", parcels_[i].shipment.id, to_json(parcels_[i].shipment)});
    if (fails()) return lost();
    page.cursor = std::to_string(parcels_.size());
    return sink.commit(std::move(page));
  }

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
    if (!calm_ && chance(8)) return {fail(FW_E_REJECTED, "no such service"), ""};
    Part part{asked, test_.script.asked.substr(test_.script.asked.find('/') + 1), {}, false};
    parts_.emplace(asked.reference, std::move(part));
    return {{}, "R-" + asked.reference};
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
    auto again = parcel;
    again.backorder = known->second.backorder;  // of the order: how that was when it was sent
    EXPECT_EQ(to_json(known->second), to_json(again)) << "a package reference changed its parcel";
    if (!fresh) return {{}, ""};
    sold.order.packages.push_back({.reference = parcel.package_reference, .tracking_number = parcel.tracking_number});
    return change(sold), plugins::PushResult{{}, ""};
  }

  FlowTest& test_;
  std::mt19937 random_;
  bool calm_ = false;
  std::int64_t version_ = 0;
  std::map<std::string, Sold> sold_;
  std::map<std::string, Part> parts_;  // by reference
  std::vector<Parcel> parcels_;
};

}  // namespace fairway::flows::test

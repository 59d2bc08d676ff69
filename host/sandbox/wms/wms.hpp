// The warehouse's side: the example 3PL, with one lock over all of its state.
#pragma once
#include <deque>
#include <set>
#include <unordered_map>

#include "host/sandbox/side.hpp"
#include "host/sandbox/wms/shapes.hpp"
#include "host/sandbox/wms/webhooks.hpp"

namespace fairway::sandbox {

// What the control plane ships. Empty texts are made up.
struct ShipSpec {
  std::string order;      // warehouse id or reference; empty: all that can ship
  std::string depositor;  // empty: any
  bool partial = false;   // one unit less than all, where there is more than one
  bool no_tracking = false;
  std::string carrier, service, tracking;
};

class Wms final : public Side {
 public:
  explicit Wms(World& world) : Side(world), webhooks_(world) {}

  // The control plane's half. Any thread.
  Result<std::size_t> ship(const ShipSpec& spec);  // how many shipments left
  void set_stock(const std::string& depositor, const std::string& warehouse, const std::string& sku, std::int64_t on_hand);
  Status raise_exception(const std::string& order,
                         const std::string& text);  // the order stands in exception; empty: resumes
  json::object counts() const;
  void expire_tokens();
  void clear();
  Webhooks& webhooks() { return webhooks_; }

 protected:
  std::string_view name() const override { return "wms"; }
  std::span<const Operation> operations() const override;
  std::string fault_account(const Call& call) const override { return std::string(call.request.header("x-depositor")); }
  std::optional<Response> sign_in(Call& call) override;
  std::optional<Response> throttle(Call& call) override;
  void check(const Call&, std::vector<Problem>&) const override {}
  Response serve(std::size_t operation, Call& call) override;
  Response refusal(const Call* call, int status, std::string_view message, std::span<const Problem> problems) override;
  Response token_refusal(const Call& call, bool expired) override;

 private:
  struct Grant {
    std::string client;
    Instant until;
  };
  struct Page;

  Response issue_token(Call& call);
  Response create_order(Call& call);
  Response duplicate(const Call& call, const WmsOrder& order);
  Response find_orders(Call& call);
  Response get_order(Call& call);
  Response cancel_order(Call& call);
  Response list_inventory(Call& call);
  Response list_shipments(Call& call);
  Response create_webhook(Call& call);

  Depositor& depositor(const Call& call);
  WmsOrder* find(const std::string& depositor, const std::string& id);
  WmsStock& stock_of(const std::string& depositor, const std::string& warehouse, const std::string& sku);
  void touch(WmsOrder& order);
  void move(WmsOrder& order, std::int64_t sign);  // commits or frees stock for what is not shipped
  void schedule(const WmsOrder& order);
  void accept(const std::string& id);
  void ship_due(const std::string& id, bool last);
  std::vector<std::int64_t> shippable(const WmsOrder& order);
  void ship_lines(WmsOrder& order, const std::vector<std::int64_t>& quantities, const ShipSpec& spec);
  void stock_changed(const std::string& depositor, const std::string& warehouse, const std::string& sku);
  void tell(std::string_view topic, const std::string& depositor, std::string data);

  Webhooks webhooks_;
  mutable std::mutex mutex_;  // over everything below
  std::unordered_map<std::string, Grant> grants_;
  std::uint64_t tokens_ = 0;
  Buckets buckets_;
  std::deque<WmsOrder> orders_;
  std::unordered_map<std::string, WmsOrder*> by_id_;
  std::map<std::string, Depositor> depositors_;
  std::uint64_t shipments_ = 0, duplicates_ = 0;
};

void render_order(std::string& out, const WmsOrder& order);
std::string etag(const WmsOrder& order);

}  // namespace fairway::sandbox

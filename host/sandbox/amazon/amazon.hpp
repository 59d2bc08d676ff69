// Amazon's side: LWA, Orders 2026-01-01, confirmShipment, Feeds, Reports, Listings and Sellers, with one lock over all of its state; and what Amazon
// ships for others, which locks itself.
#pragma once
#include "host/sandbox/amazon/feeds.hpp"
#include "host/sandbox/amazon/listings.hpp"
#include "host/sandbox/amazon/lwa.hpp"
#include "host/sandbox/amazon/mcf.hpp"
#include "host/sandbox/amazon/order_store.hpp"
#include "host/sandbox/side.hpp"

namespace fairway::sandbox {

// What to inject. Everything left out is made up from the seed.
struct OrderSpec {
  std::string seller;
  std::string marketplace = "US";  // country or id
  std::size_t count = 1;
  std::vector<std::string> skus;  // lines take them in turn; empty: SKU-1 to SKU-9
  std::int64_t quantity = 0;      // of each line; 0: one to three
  std::size_t lines = 0;          // of each order; 0: one or two
  OrderStatus status = OrderStatus::unshipped;
  std::string service_level;          // empty: mostly STANDARD
  Millis age{0};                      // created this long ago
  Millis unchanged_for{0};            // and changed last this long ago
  std::optional<Millis> pending_for;  // for PENDING; else Settings::pending_for
  std::vector<std::string> programs;
  bool by_amazon = false;
  std::string cancel_requested;  // the buyer's reason
  std::string gift_message;
  bool hidden = false;     // searchOrders never shows it
  json::object recipient;  // members of deliveryAddress that replace the made-up ones
};

class Amazon final : public Side {
 public:
  explicit Amazon(World& world)
      : Side(world), lwa_(world.seed), mcf_(world, [this](const McfOrder& order) { show_echo(order); }) {}

  // The control plane's half. Any thread.
  Result<std::vector<std::string>> inject(const OrderSpec& spec);
  // What Amazon or the buyer does to an order: request_cancel, cancel, release (PENDING -> UNSHIPPED),
  // hide (from searchOrders), show, touch.
  // `sku`: of request_cancel, these lines alone; empty: all.
  Status act(const std::string& order_id, std::string_view action, const std::string& reason, const std::string& sku);
  // INVALID where the marketplace is unknown, or there is no such listing.
  Status list(ListingSpec spec);
  Status unlist(const std::string& seller, std::string_view marketplace, std::string_view sku);
  // So many more listings, in place of those that were made up before.
  Status make_up_listings(const std::string& seller, std::string_view marketplace, std::uint64_t count, std::uint64_t seed);
  // What Amazon shows as wrong with a SKU, and why it refuses what is sent of it; none: as before. The SKU may be unknown yet.
  Status set_item_issues(const std::string& seller, std::string_view marketplace, const std::string& sku,
                         std::optional<std::vector<ItemIssue>> shown, std::optional<std::vector<ItemIssue>> refused);
  std::optional<std::string> order_json(const std::string& order_id);
  json::object counts() const;
  Lwa& lwa() { return lwa_; }
  Mcf& mcf() { return mcf_; }
  void clear();

 protected:
  std::string_view name() const override { return "amazon"; }
  std::span<const Operation> operations() const override;
  std::optional<Response> sign_in(Call& call) override;
  std::optional<Response> throttle(Call& call) override;
  void check(const Call& call, std::vector<Problem>& problems) const override;
  Response serve(std::size_t operation, Call& call) override;
  Response refusal(const Call* call, int status, std::string_view message, std::span<const Problem> problems) override;
  Response token_refusal(const Call& call, bool expired) override;
  void finish(const Call& call, Response& response) override;

 private:
  struct Search;  // a checked searchOrders
  Response token(Call& call);
  Response consent(Call& call);
  Response participations(Call& call);
  Response search_listings(Call& call);
  std::optional<Response> item_table(const Call& call, const Marketplace*& marketplace) const;
  ListingTable& listings_of(const std::string& seller, const Marketplace* marketplace);  // locked by the caller
  Response get_item(Call& call);
  Response change_item(Call& call, const char* kind);
  void apply_item(const std::pair<std::string, const Marketplace*>& where, const std::string& sku, std::string_view kind,
                  const json::value& body);
  Response search_catalog(Call& call);
  Response get_catalog_item(Call& call);
  // What any seller lists of it there; locked by the caller.
  std::optional<ListingSpec> find_product(const Marketplace* marketplace, const std::string& asin);
  Response search_types(Call& call) const;
  Response get_type(Call& call) const;
  Response download_schema(Call& call);
  Response search_orders(Call& call);
  Result<Search> read_search(const Call& call);
  std::string page_token(const Search& search, Instant at, std::uint64_t number, Instant now) const;
  Status open_token(const std::string& token, Search& search, Instant now) const;
  Response get_order(Call& call);
  Response confirm_shipment(Call& call);
  Response create_feed_document(Call& call);
  Response upload_document(Call& call);
  Response download_document(Call& call);
  Response create_feed(Call& call);
  Response get_feeds(Call& call);
  Response get_feed(Call& call);
  Response cancel_feed(Call& call);
  Response get_feed_document(Call& call);
  Response create_report(Call& call);
  Response get_report(Call& call);
  Response get_report_document(Call& call);

  Order make_order(const OrderSpec& spec, const Marketplace& marketplace, std::uint64_t number, Instant now) const;
  void release(const std::string& order_id);
  void show_echo(const McfOrder& order);
  void start_feed(const std::string& feed_id);
  void end_feed(const std::string& feed_id);
  void end_acknowledgements(Feed& feed);
  void end_listings(Feed& feed);
  void finish_feed(Feed& feed, const char* type, std::string report);
  Result<json::array> read_listings_feed(const Feed& feed, const std::string& text) const;
  std::string work_listings(const Feed& feed, const json::array& messages);
  std::vector<AckResult> acknowledge(const Feed& feed, const AckFeed& messages);
  std::string acknowledge_one(const Feed& feed, const AckMessage& message);
  void start_report(const std::string& report_id);
  void end_report(const std::string& report_id);
  // The id of the document; empty: there is nothing to tell.
  std::string order_document(const Report& report, Instant now);
  std::string listing_document(const Report& report);
  std::string report_text(const Report& report, Instant now);  // empty: no order fits
  FeedDocument& new_document(const std::string& seller, std::string content_type);
  std::string presigned(const Request& request, FeedDocument& document, Instant now) const;

  Lwa lwa_;
  Mcf mcf_;  // may lock mutex_ while it is locked itself, never the other way round
  std::atomic<std::uint64_t> answers_{0};
  mutable std::mutex mutex_;  // over everything below
  OrderStore orders_;
  Buckets buckets_;
  std::map<std::string, FeedDocument> documents_;
  std::map<std::string, Feed> feeds_;
  std::map<std::string, Report> reports_;
  std::map<std::pair<std::string, const Marketplace*>, ListingTable> listings_;  // of a seller at a marketplace
  std::map<std::pair<std::string, std::string>, std::string> echoes_;            // seller and reference -> order id
  std::uint64_t feed_number_ = 0, report_number_ = 0, document_number_ = 0, packages_ = 0, submissions_ = 0;
};

// {"errors":[{"code","message","details"}]}
Response amazon_error(int status, std::string_view code, std::string_view message, std::string_view details = {});

}  // namespace fairway::sandbox

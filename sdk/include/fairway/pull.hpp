// Verb 1, pull: streams of documents with a cursor. One mixin for each stream.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "fairway/documents.hpp"
#include "fairway/documents/keys.hpp"
#include "fairway/host.hpp"

namespace fairway {

struct PullRequest {
  std::string_view stream;
  std::string_view cursor;     // as last committed, empty at first
  std::uint32_t max_docs = 0;  // stop at a checkpoint near it; 0: no limit
  std::string_view params;     // JSON; its shape belongs to the stream

  // Throws Error INVALID: the host sent what this plugin cannot read.
  template <class T>
  T params_as() const {
    T value{};
    JsonError error;
    if (!params.empty() && !read_json(params, value, error))
      throw Error(FW_E_INVALID, "params: " + error.message, error.pointer);
    return value;
  }
};

// Where a stream's documents go. What was emitted counts from the next checkpoint on; what comes after the last one is
// dropped and asked for again. Emitting a document twice does no harm.
class PullOut {
 public:
  explicit PullOut(const fw_pull_out* raw) noexcept : raw_(raw) {}

  // `key` tells repetitions from news (documents/keys.hpp has the usual ones). May wait; throws Error::cancelled().
  template <class D>
  void emit(const D& document, std::string_view key) {
    body_.clear();
    append_json(body_, document);
    const fw_doc doc{sizeof doc, 0, view(D::kSchema), view(key), view(body_)};
    expect_ok(raw_->emit(raw_, &doc), "the host did not take the document");
  }
  template <class D>
  void emit(const D& document) {
    emit(document, document_key(document));
  }

  // Sets one bad row aside, with its bytes, and goes on with the next.
  void reject(std::string_view raw, std::string_view schema, const Error& why) {
    const fw_error error = why.raw();
    expect_ok(raw_->reject(raw_, view(raw), view(schema), &error), "the host did not take the reject");
  }
  // For long imports; total < 0: unknown.
  void progress(std::int64_t done, std::int64_t total = -1) { expect_ok(raw_->progress(raw_, done, total), "no progress"); }
  // Commits all since the last checkpoint, together with the cursor and the state written; returns after COMMIT.
  void checkpoint(std::string_view cursor) { expect_ok(raw_->checkpoint(raw_, view(cursor)), "the checkpoint was refused"); }

 private:
  const fw_pull_out* raw_;
  std::string body_;
};

// Emits order/1, whatever the status of the order: the host decides which are taken on.
class OrderSource {
 public:
  static constexpr std::string_view kStream = "orders", kLane = "orders";
  static std::vector<std::string> documents() { return {std::string(Order::kSchema)}; }
  virtual ~OrderSource() = default;
  virtual void pull_orders(const Call&, const PullRequest&, PullOut&) = 0;
  void pull(const Call& call, const PullRequest& request, PullOut& out) { pull_orders(call, request, out); }
};

// Emits order-id/1: all orders that changed from params' `since` up to `until`, found by another way than OrderSource finds them
// (a report, an export), so that the host learns of one which that never showed. A remote that takes its time is waited for
// without a thread: a call that ends with a cursor is made again later with it, with the same params; one that ends with an
// empty cursor says that the window is complete. REJECTED: this try came to nothing, the next begins with an empty cursor.
class OrderIdSource {
 public:
  static constexpr std::string_view kStream = "order-ids", kLane = "listings";
  static std::vector<std::string> documents() { return {std::string(OrderId::kSchema)}; }
  virtual ~OrderIdSource() = default;
  virtual void pull_order_ids(const Call&, const PullRequest&, PullOut&) = 0;
  void pull(const Call& call, const PullRequest& request, PullOut& out) { pull_order_ids(call, request, out); }
};

// Emits listing/1 of every listing of the store, whatever its status: the host decides what comes in. A remote that takes its
// time is waited for without a thread: a call that ends with a cursor is made again later with it, and goes on there; one that
// ends with an empty cursor says that all listings were emitted. REJECTED: this try came to nothing, the next begins anew. Tells
// its progress. A row that cannot be read is rejected with its bytes, and the others go on.
class ListingSource {
 public:
  static constexpr std::string_view kStream = "listings", kLane = "listings";
  static std::vector<std::string> documents() { return {std::string(Listing::kSchema)}; }
  virtual ~ListingSource() = default;
  virtual void pull_listings(const Call&, const PullRequest&, PullOut&) = 0;
  void pull(const Call& call, const PullRequest& request, PullOut& out) { pull_listings(call, request, out); }
};

// A piece of a file of listings, as a person handed it in.
struct ListingFilePiece {
  std::int64_t offset = 0;  // where in the file it begins
  std::string base64;       // its bytes (fairway/base64.hpp)
  bool last = false;        // the file ends with it; else it is of 1 MiB at least
  bool utf8 = false;        // all of the file is UTF-8; what else it may be is the channel's to know
};
BOOST_DESCRIBE_STRUCT(ListingFilePiece, (), (offset, base64, last, utf8))

// The cursor of that stream: the next piece begins at `offset`, and comes with `state` as it was left.
struct ListingFilePlace {
  std::int64_t offset = 0;
  std::string state;  // the plugin's own; at most 16 KiB
};
BOOST_DESCRIBE_STRUCT(ListingFilePlace, (), (offset, state))

// Reads what ListingFileWriter writes, and what the channel itself gives out as such a file: emits listing/1, a piece at a time.
// A member that the file has no column for is empty. Every checkpoint is behind a whole row, its cursor a ListingFilePlace; after
// the last piece it is empty. A row that cannot be read is rejected with its bytes. REJECTED: this is no such file.
class ListingFileReader {
 public:
  static constexpr std::string_view kStream = "listing-file", kLane = "listings";
  static std::vector<std::string> documents() { return {std::string(Listing::kSchema)}; }
  virtual ~ListingFileReader() = default;
  virtual void read_listings(const Call&, const ListingFilePiece&, const ListingFilePlace& from, PullOut&) = 0;
  void pull(const Call& call, const PullRequest& request, PullOut& out) {
    ListingFilePlace from;
    JsonError error;
    if (!request.cursor.empty() && !read_json(request.cursor, from, error))
      throw Error(FW_E_INVALID, "cursor: " + error.message, error.pointer);
    read_listings(call, request.params_as<ListingFilePiece>(), from, out);
  }
};

struct ProductParams {
  std::vector<std::string> product_ids;  // at most 20
};
BOOST_DESCRIBE_STRUCT(ProductParams, (), (product_ids))

// Emits product/1 of each product that was asked for, of one that the channel's catalogue lacks too (`found` is false). It has no
// cursor.
class ProductSource {
 public:
  static constexpr std::string_view kStream = "products", kLane = "content";
  static std::vector<std::string> documents() { return {std::string(Product::kSchema)}; }
  virtual ~ProductSource() = default;
  virtual void look_up_products(const Call&, const std::vector<std::string>& product_ids, PullOut&) = 0;
  void pull(const Call& call, const PullRequest& request, PullOut& out) {
    look_up_products(call, request.params_as<ProductParams>().product_ids, out);
    out.checkpoint("");
  }
};

struct ListingStateParams {
  std::vector<std::string> skus;        // as the store calls them; at most 20
  std::vector<ListingChange> previews;  // what would be answered to these, with nothing changed; at most 20
  std::map<std::string, std::vector<std::string>>
      attributes;  // by SKU: those whose values are shown too, as contents name them
};
BOOST_DESCRIBE_STRUCT(ListingStateParams, (), (skus, previews, attributes))

// Emits listing-state/1 of each listing that was asked for, of one that the channel does not know too (`found` is false), and of
// each preview; in their order. A SKU that cannot be asked for is rejected, with itself for its bytes. It has no cursor.
class ListingStates {
 public:
  static constexpr std::string_view kStream = "listing-states", kLane = "content";
  static std::vector<std::string> documents() { return {std::string(ListingShown::kSchema)}; }
  virtual ~ListingStates() = default;
  virtual void look_at_listings(const Call&, const ListingStateParams&, PullOut&) = 0;
  void pull(const Call& call, const PullRequest& request, PullOut& out) {
    look_at_listings(call, request.params_as<ListingStateParams>(), out);
    out.checkpoint("");
  }
};

struct ListingVerdictParams {
  std::vector<std::string> submissions;  // that are not over
  std::vector<std::string> given_up;     // nobody waits for them any more: they are to be stopped where that can be
};
BOOST_DESCRIBE_STRUCT(ListingVerdictParams, (), (submissions, given_up))

// Emits listing-verdict/1 of submissions that a ListingBulkSink made: of the changes of which there is something to say, then one
// without a SKU, which ends it. Nothing of one that the channel still works on. Make a checkpoint after each submission. It has no
// cursor.
class ListingVerdicts {
 public:
  static constexpr std::string_view kStream = "listing-verdicts", kLane = "control";
  static std::vector<std::string> documents() { return {std::string(ListingVerdict::kSchema)}; }
  virtual ~ListingVerdicts() = default;
  virtual void pull_verdicts(const Call&, const ListingVerdictParams&, PullOut&) = 0;
  void pull(const Call& call, const PullRequest& request, PullOut& out) {
    pull_verdicts(call, request.params_as<ListingVerdictParams>(), out);
    out.checkpoint("");
  }
};

// Emits stock-level/1.
class StockSource {
 public:
  static constexpr std::string_view kStream = "stock", kLane = "offers";
  static std::vector<std::string> documents() { return {std::string(StockLevel::kSchema)}; }
  virtual ~StockSource() = default;
  virtual void pull_stock(const Call&, const PullRequest&, PullOut&) = 0;
  void pull(const Call& call, const PullRequest& request, PullOut& out) { pull_stock(call, request, out); }
};

struct StockLookupParams {
  std::vector<std::string> skus;  // as this fulfiller calls them; at most 20
};
BOOST_DESCRIBE_STRUCT(StockLookupParams, (), (skus))

// Emits stock-level/1 of some SKUs, while somebody at a checkout waits: a stream of its own, on a lane of its own, so that it
// waits for no long pull. It has no cursor. Make a checkpoint where all levels of a SKU are emitted: who waits for it has its
// answer then, whatever becomes of the others.
class StockLookup {
 public:
  static constexpr std::string_view kStream = "stock-lookup", kLane = "checkout";
  static std::vector<std::string> documents() { return {std::string(StockLevel::kSchema)}; }
  virtual ~StockLookup() = default;
  virtual void look_up_stock(const Call&, const std::vector<std::string>& skus, PullOut&) = 0;
  void pull(const Call& call, const PullRequest& request, PullOut& out) {
    look_up_stock(call, request.params_as<StockLookupParams>().skus, out);
    out.checkpoint("");
  }
};

// Emits shipment/1: parcels that the fulfiller sent.
class ShipmentSource {
 public:
  static constexpr std::string_view kStream = "shipments", kLane = "orders";
  static std::vector<std::string> documents() { return {std::string(Shipment::kSchema)}; }
  virtual ~ShipmentSource() = default;
  virtual void pull_shipments(const Call&, const PullRequest&, PullOut&) = 0;
  void pull(const Call& call, const PullRequest& request, PullOut& out) { pull_shipments(call, request, out); }
};

// Emits notice/1: what a remote says of an order, a listing or itself.
class NoticeSource {
 public:
  static constexpr std::string_view kStream = "notices", kLane = "control";
  static std::vector<std::string> documents() { return {std::string(Notice::kSchema)}; }
  virtual ~NoticeSource() = default;
  virtual void pull_notices(const Call&, const PullRequest&, PullOut&) = 0;
  void pull(const Call& call, const PullRequest& request, PullOut& out) { pull_notices(call, request, out); }
};

// What the host says of files that hold personal data. The host runs the clock: hourly, oftener where files are kept shorter.
struct RetentionRequest {
  Time before;  // what is older has had its time
  std::vector<std::string>
      open;  // references of fulfilment orders from before it that may still have to be sent, or fetched
};
BOOST_DESCRIBE_STRUCT(RetentionRequest, (), (before, open))

// Removes files that a plugin and its partner have exchanged, once they have had their time. May emit notice/1. A content that
// was worked on stays known by its hash.
class FileKeeper {
 public:
  static constexpr std::string_view kStream = "retention", kLane = "orders";
  static std::vector<std::string> documents() { return {std::string(Notice::kSchema)}; }
  virtual ~FileKeeper() = default;
  virtual void remove_old_files(const Call&, const RetentionRequest&, PullOut&) = 0;
  void pull(const Call& call, const PullRequest& request, PullOut& out) {
    remove_old_files(call, request.params_as<RetentionRequest>(), out);
  }
};

// A delivery to the host's /hooks/…, verified and stored before it comes here.
struct HookRequest {
  std::string id;                              // of the delivery, unique
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};
BOOST_DESCRIBE_STRUCT(HookRequest, (), (id, headers, body))

// Turns one delivery into documents of any kind. The host checkpoints at the end.
class HookSource {
 public:
  static constexpr std::string_view kStream = "hook", kLane = "control";
  static std::vector<std::string> documents() {
    return {std::string(Order::kSchema), std::string(Shipment::kSchema), std::string(StockLevel::kSchema),
            std::string(Notice::kSchema)};
  }
  virtual ~HookSource() = default;
  virtual void pull_hook(const Call&, const HookRequest&, PullOut&) = 0;
  void pull(const Call& call, const PullRequest& request, PullOut& out) {
    pull_hook(call, request.params_as<HookRequest>(), out);
  }
};

}  // namespace fairway

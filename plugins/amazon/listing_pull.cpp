// The stream `listings`: all listings of the store, by the report GET_MERCHANT_LISTINGS_ALL_DATA. It is asked for, waited for, and
// read as it comes in; the cursor names it, its document and the last row that was kept, so that a pull that was cut goes on there.
#include <memory>

#include "amazon.hpp"
#include "listing_reader.hpp"
#include "marketplaces.hpp"
#include "report.hpp"

namespace amazon {
namespace {

using fairway::Error;

constexpr std::string_view kAllListings = "GET_MERCHANT_LISTINGS_ALL_DATA";
constexpr std::chrono::hours kListingsStuck{4};  // of a large catalogue it takes longer than of orders
constexpr std::int64_t kRowsPerCheckpoint = 2000;
constexpr std::size_t kBytesPerCheckpoint = 1u << 20;  // of the file: at most six times that as JSON, of 8 MiB allowed

struct ListingCursor {
  std::string report, document;
  std::int64_t row = 0;  // of the document, the last one that was kept
  fairway::Time asked_at;
};
BOOST_DESCRIBE_STRUCT(ListingCursor, (), (report, document, row, asked_at))

struct Enough {};  // the host wants no more documents for now

class ListingPull {
 public:
  ListingPull(const fairway::Host& host, const Client& client, const Settings& settings, const fairway::Call& call,
              const fairway::PullRequest& request, fairway::PullOut& out)
      : host_(host),
        request_(request),
        out_(out),
        marketplace_(*find_marketplace_name(settings.marketplace)->marketplace),
        report_(host, client, call, "listings report", kListingsStuck) {}

  void run() {
    fairway::JsonError error;
    if (!request_.cursor.empty() && !fairway::read_json(request_.cursor, cursor_, error))
      throw Error(FW_E_INVALID, "cursor: " + error.message, error.pointer);
    if (cursor_.report.empty()) return ask();
    if (cursor_.document.empty()) {
      const auto document = report_.document(cursor_.report, cursor_.asked_at);
      if (!document) return out_.checkpoint(request_.cursor);
      cursor_.document = *document;
    }
    report_.check_age(cursor_.report, cursor_.asked_at);
    try {
      read();
      out_.checkpoint("");
    } catch (const Enough&) {  // at a checkpoint: nothing is lost
    }
  }

 private:
  // In English, so that columns have names that are known; reports that Amazon has made lately come as they were made.
  void ask() {
    ReportAsked asked;
    asked.report_type = kAllListings;
    asked.marketplace_ids = {std::string(marketplace_.id)};
    asked.report_options = {{"preferredReportDocumentLocale", "en_US"}};
    out_.checkpoint(fairway::to_json(ListingCursor{report_.ask(asked), "", 0, host_.now()}));
  }

  void read() {
    const bool whole_file = cursor_.row == 0;
    const auto head = [this](const fairway::Headers& headers) {
      for (const auto& [name, value] : headers)
        if (name == "content-type") content_type_ = value;
    };
    report_.download(cursor_.document, head, [this](std::string_view piece) {
      reader().feed(piece);
      if (reader().header_seen() && !reader().known()) refuse_file();
    });
    reader().end();
    if (!reader().known()) refuse_file();
    if (whole_file && reader().good() == 0 && reader().bad() > 0)
      throw Error::rejected("no row of the listings report can be read; its type is " + content_type_);
  }

  [[noreturn]] void refuse_file() {
    throw Error::rejected("this is no listings report: its type is " + content_type_ + ", its columns are " +
                          (reader().header().empty() ? "none" : reader().header()));
  }

  // Made once the charset is known: where the answer does not tell it, it is the marketplace's.
  ListingReader& reader() {
    if (reader_) return *reader_;
    auto charset = charset_of(content_type_);
    if (!charset) {
      charset = marketplace_.country == "JP" ? Charset::shift_jis : Charset::cp1252;
      host_.info("the listings report does not tell its charset; the marketplace's usual one is taken",
                 {{"type", content_type_}});
    }
    reader_ = std::make_unique<ListingReader>(
        *charset, marketplace_, [this](const fairway::Listing& listing, std::string_view row) { take(listing, row); },
        [this](std::string_view row, const RowFault& fault) { refuse(row, fault); });
    reader_->skip(cursor_.row);
    return *reader_;
  }

  void take(const fairway::Listing& listing, std::string_view row) {
    key_.assign(listing.sku).append(1, '@').append(fairway::content_hash(row));
    out_.emit(listing, key_);
    ++emitted_;
    keep_up(row.size());
  }

  void refuse(std::string_view row, const RowFault& fault) {
    out_.reject(row, fairway::Listing::kSchema, Error::rejected(fault.why, fault.pointer));
    keep_up(row.size());
  }

  void keep_up(std::size_t bytes) {
    ++rows_;
    bytes_ += bytes;
    if (rows_ < kRowsPerCheckpoint && bytes_ < kBytesPerCheckpoint) return;
    rows_ = 0, bytes_ = 0;
    cursor_.row = reader_->row();
    out_.checkpoint(fairway::to_json(cursor_));
    out_.progress(cursor_.row);
    if (request_.max_docs > 0 && emitted_ >= request_.max_docs) throw Enough{};
  }

  fairway::Host host_;
  const fairway::PullRequest& request_;
  fairway::PullOut& out_;
  const Marketplace& marketplace_;
  Report report_;
  ListingCursor cursor_;
  std::string content_type_, key_;
  std::unique_ptr<ListingReader> reader_;
  std::int64_t rows_ = 0, emitted_ = 0;  // rows since the last checkpoint
  std::size_t bytes_ = 0;
};

}  // namespace

void Amazon::pull_listings(const fairway::Call& call, const fairway::PullRequest& request, fairway::PullOut& out) {
  ListingPull(host(), client_, settings(), call, request, out).run();
}

}  // namespace amazon

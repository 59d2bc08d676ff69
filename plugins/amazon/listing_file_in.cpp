// The stream `listing-file`: a file of listings that a person handed in, as write_listings() makes it or Seller Central gives it out.
// It comes in pieces; what must be known of the ones before, the header above all, is in the cursor.
#include "amazon.hpp"
#include "fairway/base64.hpp"
#include "listing_reader.hpp"
#include "marketplaces.hpp"

namespace amazon {
namespace {

using fairway::Error;

constexpr std::int64_t kFileRowsPerCheckpoint = 2000;
constexpr std::size_t kLongestHeader = 8192;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

struct FileState {
  std::string header;      // its line, as base64
  std::int64_t row = 0;    // the last one that was read
  bool in_a_line = false;  // the piece begins within a line that is too long
};
BOOST_DESCRIBE_STRUCT(FileState, (), (header, row, in_a_line))

bool is_blank(std::string_view line) { return line.find_first_not_of("\r\n") == std::string_view::npos; }

class FilePiece {
 public:
  FilePiece(const Settings& settings, const fairway::ListingFilePiece& piece, const fairway::ListingFilePlace& from,
            fairway::PullOut& out)
      : piece_(piece), out_(out), marketplace_(*find_marketplace_name(settings.marketplace)->marketplace), place_(from) {}

  void run(const fairway::Call& call) {
    const auto bytes = fairway::decode_base64(piece_.base64);
    fairway::JsonError error;
    if (!bytes || (!place_.state.empty() && !fairway::read_json(place_.state, state_, error)))
      throw Error(FW_E_INVALID, "a piece of a file, or its place, cannot be read");
    place_.offset = piece_.offset;
    std::string_view rest = *bytes;
    if (!state_.header.empty()) open(fairway::decode_base64(state_.header).value_or(""));
    while (!rest.empty()) {
      call.check();
      const auto end = rest.find('\n');
      if (end == std::string_view::npos && !piece_.last) break;
      const auto line = rest.substr(0, end == std::string_view::npos ? rest.size() : end + 1);
      take_line(line);
      rest.remove_prefix(line.size());
    }
    if (!rest.empty() && rest.size() == bytes->size()) pass_over(rest);
    if (piece_.last && !reader_) throw Error::rejected("the file has no header");
    if (piece_.last) out_.checkpoint("");
    else keep();
  }

 private:
  void take_line(std::string_view line) {
    place_.offset += static_cast<std::int64_t>(line.size());
    if (state_.in_a_line) return void(state_.in_a_line = false);
    if (is_blank(line)) return;
    if (!reader_) {
      if (line.size() > kLongestHeader) throw Error::rejected("the first line of the file is no header of listings");
      state_.header = fairway::encode_base64(line);
      return open(line);
    }
    reader_->feed(line);
    if (!line.ends_with('\n')) reader_->end();
    if (++rows_ < kFileRowsPerCheckpoint) return;
    keep();
    out_.progress(state_.row);
  }

  // A file that begins with a byte order mark says what it is. Seller Central writes what its reports are written in.
  Charset charset_of_file(std::string_view header) const {
    if (piece_.utf8 || header.starts_with(kByteOrderMark)) return Charset::utf8;
    return marketplace_.country == "JP" ? Charset::shift_jis : Charset::cp1252;
  }

  void open(std::string_view header) {
    reader_.emplace(
        charset_of_file(header), marketplace_,
        [this](const fairway::Listing& listing, std::string_view row) {
          key_.assign(listing.sku).append(1, '@').append(fairway::content_hash(row));
          out_.emit(listing, key_);
        },
        [this](std::string_view row, const RowFault& fault) {
          out_.reject(row, fairway::Listing::kSchema, Error::rejected(fault.why, fault.pointer));
        });
    reader_->feed(header);
    if (!header.ends_with('\n')) reader_->end();
    if (!reader_->known())
      throw Error::rejected("this is no file of listings: its columns are " +
                            (reader_->header().empty() ? "none" : reader_->header()));
    reader_->begin_at(state_.row);
  }

  // A line that does not end within a piece is none: its beginning is set aside, once.
  void pass_over(std::string_view bytes) {
    if (!reader_) throw Error::rejected("the first line of the file is no header of listings");
    if (!state_.in_a_line) {
      out_.reject(bytes.substr(0, kLongestHeader), fairway::Listing::kSchema, Error::rejected("a line without an end"));
      reader_->begin_at(reader_->row() + 1);
    }
    state_.in_a_line = true;
    place_.offset += static_cast<std::int64_t>(bytes.size());
  }

  void keep() {
    rows_ = 0;
    if (reader_) state_.row = reader_->row();
    place_.state = fairway::to_json(state_);
    out_.checkpoint(fairway::to_json(place_));
  }

  const fairway::ListingFilePiece& piece_;
  fairway::PullOut& out_;
  const Marketplace& marketplace_;
  fairway::ListingFilePlace place_;
  FileState state_;
  std::optional<ListingReader> reader_;
  std::string key_;
  std::int64_t rows_ = 0;  // since the last checkpoint
};

}  // namespace

void Amazon::read_listings(const fairway::Call& call, const fairway::ListingFilePiece& piece,
                           const fairway::ListingFilePlace& from, fairway::PullOut& out) {
  FilePiece(settings(), piece, from, out).run(call);
}

}  // namespace amazon

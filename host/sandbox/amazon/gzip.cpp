#include "host/sandbox/amazon/gzip.hpp"

#include <array>

namespace fairway::sandbox {
namespace {
constexpr int kGzipFormat = 15 + 16;  // the largest window, with gzip's header
constexpr int kFast = 1;              // a report of a million rows is packed while it is read
}  // namespace

std::string gzip(std::string_view text) {
  std::string out;
  const std::function<void(std::string_view)> append = [&out](std::string_view piece) { out += piece; };
  GzipStream stream(append);
  stream.put(text);
  stream.finish();
  return out;
}

GzipStream::GzipStream(const std::function<void(std::string_view)>& out) : out_(out) {
  ::deflateInit2(&stream_, kFast, Z_DEFLATED, kGzipFormat, 8, Z_DEFAULT_STRATEGY);
}
GzipStream::~GzipStream() { ::deflateEnd(&stream_); }

void GzipStream::run(std::string_view piece, int flush) {
  std::array<char, 64 * 1024> buffer;
  stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
  stream_.avail_in = static_cast<uInt>(piece.size());
  do {
    stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream_.avail_out = buffer.size();
    ::deflate(&stream_, flush);
    if (const auto made = buffer.size() - stream_.avail_out; made > 0) out_({buffer.data(), made});
  } while (stream_.avail_out == 0);
}

}  // namespace fairway::sandbox

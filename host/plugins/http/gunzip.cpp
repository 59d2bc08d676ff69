#include "host/plugins/http/gunzip.hpp"

namespace fairway::plugins::http {
namespace {
constexpr int kGzipOnly = 15 + 16;  // largest window; no raw or zlib streams
constexpr std::string_view kMagic{"\x1f\x8b", 2};
}  // namespace

Gunzip::Gunzip() { ::inflateInit2(&stream_, kGzipOnly); }
Gunzip::~Gunzip() { ::inflateEnd(&stream_); }

Status Gunzip::feed(std::string_view bytes, const Out& out) {
  if (state_ == State::plain) return out(bytes);
  if (state_ != State::head) return unpack(bytes, out);
  head_ += bytes;
  if (head_.size() < kMagic.size()) return {};
  state_ = head_.starts_with(kMagic) ? State::packed : State::plain;
  const auto gathered = std::move(head_);
  return state_ == State::plain ? out(gathered) : unpack(gathered, out);
}

Status Gunzip::finish(const Out& out) {
  if (state_ == State::head && !head_.empty()) return out(head_);
  if (state_ == State::packed) return fail(FW_E_UNAVAILABLE, "the gzip body ends too early");
  return {};
}

Status Gunzip::unpack(std::string_view bytes, const Out& out) {
  std::array<char, 64 * 1024> buffer;
  stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream_.avail_in = static_cast<uInt>(bytes.size());
  while (stream_.avail_in > 0) {
    if (state_ == State::between) {
      if (*stream_.next_in == 0) {  // padding after the last member
        ++stream_.next_in;
        --stream_.avail_in;
        continue;
      }
      ::inflateReset(&stream_);
      state_ = State::packed;
    }
    int code;
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
      stream_.avail_out = buffer.size();
      code = ::inflate(&stream_, Z_NO_FLUSH);
      if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
        return fail(FW_E_UNAVAILABLE, "the gzip body is damaged");
      if (const auto made = buffer.size() - stream_.avail_out; made > 0)
        if (auto taken = out({buffer.data(), made}); !taken) return taken;
    } while (code == Z_OK && stream_.avail_out == 0);
    if (code == Z_STREAM_END) state_ = State::between;
  }
  return {};
}

}  // namespace fairway::plugins::http

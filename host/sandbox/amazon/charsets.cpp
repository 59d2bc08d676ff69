#include "host/sandbox/amazon/charsets.hpp"

#include <algorithm>
#include <array>

namespace fairway::sandbox {
namespace {

const char* iconv_name(FileCharset charset) {
  switch (charset) {
    case FileCharset::cp1252: return "CP1252";
    case FileCharset::shift_jis: return "CP932";  // Shift_JIS as Windows has it, which is what Japanese files hold
    default: return "UTF-8";
  }
}

std::size_t character_length(unsigned char first) { return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4; }

}  // namespace

std::string_view content_type_of(FileCharset charset) {
  switch (charset) {
    case FileCharset::cp1252: return "text/plain;charset=Cp1252";
    case FileCharset::shift_jis: return "text/plain;charset=Shift_JIS";
    default: return "text/plain;charset=UTF-8";
  }
}

Encoder::Encoder(FileCharset charset) : charset_(charset), converter_(::iconv_open(iconv_name(charset), "UTF-8")) {}
Encoder::~Encoder() { ::iconv_close(converter_); }

void Encoder::append(std::string& out, std::string_view utf8) {
  if (charset_ == FileCharset::utf8) {
    out += utf8;
    return;
  }
  while (!utf8.empty()) {
    const auto plain = std::find_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0x80) != 0; });
    out.append(utf8.begin(), plain);
    utf8.remove_prefix(static_cast<std::size_t>(plain - utf8.begin()));
    if (utf8.empty()) return;
    const auto length = std::min(character_length(static_cast<unsigned char>(utf8.front())), utf8.size());
    append_character(out, utf8.substr(0, length));
    utf8.remove_prefix(length);
  }
}

void Encoder::append_character(std::string& out, std::string_view utf8) {
  std::array<char, 8> buffer;
  char* from = const_cast<char*>(utf8.data());  // iconv's signature: it does not write there
  char* to = buffer.data();
  std::size_t left = utf8.size(), room = buffer.size();
  if (::iconv(converter_, &from, &left, &to, &room) == static_cast<std::size_t>(-1)) {
    ::iconv(converter_, nullptr, nullptr, nullptr, nullptr);
    out += '?';
    return;
  }
  out.append(buffer.data(), buffer.size() - room);
}

}  // namespace fairway::sandbox

// Appends JSON to a string, in one pass and without a tree: pages of a hundred orders are written straight from memory.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace fairway::sandbox {

class JsonOut {
 public:
  explicit JsonOut(std::string& out) : out_(out) {}

  JsonOut& open() {
    separate();
    out_ += '{';
    return *this;
  }
  JsonOut& open(std::string_view key) {
    name(key);
    out_ += '{';
    return *this;
  }
  JsonOut& close() {
    out_ += '}';
    return *this;
  }
  JsonOut& open_list() {
    separate();
    out_ += '[';
    return *this;
  }
  JsonOut& open_list(std::string_view key) {
    name(key);
    out_ += '[';
    return *this;
  }
  JsonOut& close_list() {
    out_ += ']';
    return *this;
  }

  JsonOut& text(std::string_view value) {
    separate();
    quote(value);
    return *this;
  }
  JsonOut& text(std::string_view key, std::string_view value) {
    name(key);
    quote(value);
    return *this;
  }
  // Leaves the member out where there is nothing to say.
  JsonOut& text_if(std::string_view key, std::string_view value) { return value.empty() ? *this : text(key, value); }
  JsonOut& number(std::string_view key, std::int64_t value) {
    name(key);
    out_ += std::to_string(value);
    return *this;
  }
  JsonOut& flag(std::string_view key, bool value) {
    name(key);
    out_ += value ? "true" : "false";
    return *this;
  }
  JsonOut& null(std::string_view key) {
    name(key);
    out_ += "null";
    return *this;
  }
  JsonOut& raw(std::string_view value) {
    separate();
    out_ += value;
    return *this;
  }
  JsonOut& raw(std::string_view key, std::string_view value) {
    name(key);
    out_ += value;
    return *this;
  }

 private:
  void separate() {
    if (!out_.empty() && out_.back() != '{' && out_.back() != '[' && out_.back() != ':') out_ += ',';
  }
  void name(std::string_view key) {
    separate();
    out_ += '"';
    out_ += key;
    out_ += "\":";
  }
  void quote(std::string_view value) {
    constexpr char kHex[] = "0123456789abcdef";
    out_ += '"';
    std::size_t from = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
      const auto c = static_cast<unsigned char>(value[i]);
      if (c >= 0x20 && c != '"' && c != '\\') continue;
      out_.append(value, from, i - from);
      from = i + 1;
      if (c == '"' || c == '\\') {
        out_ += '\\';
        out_ += static_cast<char>(c);
      } else {
        out_ += "\\u00";
        out_ += kHex[c >> 4];
        out_ += kHex[c & 15];
      }
    }
    out_.append(value, from, std::string_view::npos);
    out_ += '"';
  }

  std::string& out_;
};

}  // namespace fairway::sandbox

// Fields of a frame as bytes. Both ends are the same machine: integers in its own order, text with its length before it.
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace fairway::plugins {

class Writer {
 public:
  template <class T>
  Writer& put(T value) {
    static_assert(std::is_arithmetic_v<T>);
    out_.append(reinterpret_cast<const char*>(&value), sizeof value);
    return *this;
  }
  Writer& text(std::string_view value) {
    put(static_cast<std::uint32_t>(value.size()));
    out_.append(value);
    return *this;
  }
  // Counts are written before what they count is known.
  void count_at(std::size_t place, std::uint32_t value) { std::memcpy(out_.data() + place, &value, sizeof value); }

  std::size_t size() const noexcept { return out_.size(); }
  std::string_view view() const noexcept { return out_; }
  std::string take() { return std::move(out_); }
  void clear() noexcept { out_.clear(); }

 private:
  std::string out_;
};

// Never reads past the end: after a short frame ok() is false and every value is empty. Text is borrowed from the frame.
class Reader {
 public:
  explicit Reader(std::string_view bytes) noexcept : rest_(bytes) {}

  template <class T>
  T get() noexcept {
    static_assert(std::is_arithmetic_v<T>);
    T value{};
    if (rest_.size() < sizeof value) return ok_ = false, rest_ = {}, value;
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_.remove_prefix(sizeof value);
    return value;
  }
  std::string_view text() noexcept {
    const auto size = get<std::uint32_t>();
    if (rest_.size() < size) return ok_ = false, rest_ = {}, std::string_view();
    const auto value = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return value;
  }
  std::string string() { return std::string(text()); }
  std::string_view rest() const noexcept { return rest_; }
  bool ok() const noexcept { return ok_; }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace fairway::plugins

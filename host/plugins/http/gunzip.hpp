// Unpacks gzip as it arrives, several members in a row included.
#pragma once
#include <zlib.h>

#include <functional>
#include <string_view>

#include "host/base/result.hpp"

namespace fairway::plugins::http {

class Gunzip {
 public:
  using Out = std::function<Status(std::string_view)>;
  Gunzip();
  ~Gunzip();
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  // What does not start like gzip passes through unchanged. UNAVAILABLE for damaged data, or what `out` answers.
  Status feed(std::string_view bytes, const Out& out);
  Status finish(const Out& out);  // UNAVAILABLE where the end is missing

 private:
  Status unpack(std::string_view bytes, const Out& out);
  z_stream stream_{};
  std::string head_;
  enum class State { head, packed, between, plain } state_ = State::head;
};

}  // namespace fairway::plugins::http

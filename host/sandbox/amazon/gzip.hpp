// gzip, of a text or piece by piece.
#pragma once
#include <zlib.h>

#include <functional>
#include <string>
#include <string_view>

namespace fairway::sandbox {

std::string gzip(std::string_view text);

class GzipStream {
 public:
  explicit GzipStream(const std::function<void(std::string_view)>& out);
  ~GzipStream();
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;
  void put(std::string_view piece) { run(piece, Z_NO_FLUSH); }
  void finish() { run({}, Z_FINISH); }

 private:
  void run(std::string_view piece, int flush);
  const std::function<void(std::string_view)>& out_;
  z_stream stream_{};
};

}  // namespace fairway::sandbox

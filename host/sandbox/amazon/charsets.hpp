// The charsets that Amazon writes its flat files in.
#pragma once
#include <iconv.h>

#include <string>
#include <string_view>

namespace fairway::sandbox {

enum class FileCharset { utf8, cp1252, shift_jis };
std::string_view content_type_of(FileCharset charset);  // "text/plain;charset=Cp1252"

// From UTF-8. What the charset cannot hold becomes a question mark, as at Amazon.
class Encoder {
 public:
  explicit Encoder(FileCharset charset);
  ~Encoder();
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  void append(std::string& out, std::string_view utf8);

 private:
  void append_character(std::string& out, std::string_view utf8);

  const FileCharset charset_;
  iconv_t converter_;  // unused for UTF-8
};

}  // namespace fairway::sandbox

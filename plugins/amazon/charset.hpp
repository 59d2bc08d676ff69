// The charsets of Amazon's flat files, into UTF-8.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace amazon {

enum class Charset { utf8, cp1252, shift_jis };

// Of "text/plain;charset=Cp1252". Nullopt: it names none, or one that Amazon does not write.
std::optional<Charset> charset_of(std::string_view content_type);

// One for each file. Not for two threads at once.
class Decoder {
 public:
  // Throws Error UNSUPPORTED where the system's C library lacks Shift_JIS.
  explicit Decoder(Charset charset);
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  // Replaces `out`. False: some bytes were no characters, and stand as U+FFFD, one for each.
  bool decode(std::string_view bytes, std::string& out) const;
  Charset charset() const noexcept { return charset_; }

 private:
  bool decode_utf8(std::string_view bytes, std::string& out) const;
  bool decode_cp1252(std::string_view bytes, std::string& out) const;
  bool decode_shift_jis(std::string_view bytes, std::string& out) const;

  Charset charset_;
  void* converter_ = nullptr;  // iconv's, of Shift_JIS
};

// Whether characters may have been lost when the file was written: Amazon puts a question mark for what the charset lacks. One
// that a letter or another question mark follows counts ("?ódź", "za??ty", "????"), one at a word's end does not ("Why?").
// Titles ask questions rarely and web addresses are none, so what is flagged in error costs little.
bool maybe_lost(std::string_view utf8);

bool is_ascii(std::string_view text) noexcept;

}  // namespace amazon

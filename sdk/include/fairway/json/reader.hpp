// A cursor over JSON text: RFC 8259 to the letter, UTF-8 checked, nothing allocated but what is asked for.
#pragma once
#include <string>
#include <string_view>

#include "fairway/json/error.hpp"
#include "fairway/json/number.hpp"
#include "fairway/json/text.hpp"

namespace fairway::json {

constexpr int kMaxDepth = 64;  // arrays and objects within each other

class Reader {
 public:
  // `text` and `error` outlive the reader. A byte order mark at the start is passed over.
  Reader(std::string_view text, JsonError& error) : begin_(text.data()), p_(begin_), end_(p_ + text.size()), error_(error) {
    if (text.substr(0, 3) == "\xEF\xBB\xBF") p_ += 3;
  }

  // Notes the reason, with the place in the text, and answers false.
  bool fail(std::string_view reason) {
    error_.message.assign(reason);
    error_.message += " at byte ";
    append_number(error_.message, p_ - begin_);
    error_.pointer.clear();
    return false;
  }
  // Puts a step before the pointer of the error, on the way out of what was being read; answers false.
  bool within(std::string_view name) {
    error_.pointer.insert(0, pointer_step(name));
    return false;
  }
  bool within(std::size_t index) { return within(std::to_string(index)); }

  // The next byte that is not white space, 0 at the end.
  char peek() noexcept {
    while (p_ != end_ && (*p_ == ' ' || *p_ == '\n' || *p_ == '\r' || *p_ == '\t')) ++p_;
    return p_ == end_ ? '\0' : *p_;
  }
  bool take(char c) noexcept {
    if (peek() != c || p_ == end_) return false;
    ++p_;
    return true;
  }
  bool finish() { return peek() == '\0' && p_ == end_ ? true : fail("text after the end of the value"); }

  // `{` or `[`; every success is followed by leave() once its end was taken.
  bool enter(char bracket) {
    if (!take(bracket)) return fail(bracket == '{' ? "expected an object" : "expected an array");
    return ++depth_ <= kMaxDepth ? true : fail("nested too deeply");
  }
  void leave() noexcept { --depth_; }

  // After a value inside brackets: true with `more` set, or with it cleared when `close` was taken.
  bool next(char close, bool& more) {
    more = take(',');
    if (more || take(close)) return true;
    return fail(close == '}' ? "expected , or }" : "expected , or ]");
  }

  bool literal(std::string_view word) {
    peek();
    if (std::string_view(p_, static_cast<std::size_t>(end_ - p_)).substr(0, word.size()) != word)
      return fail("expected a value");
    p_ += word.size();
    return true;
  }
  bool null() noexcept {
    if (peek() != 'n' || std::string_view(p_, static_cast<std::size_t>(end_ - p_)).substr(0, 4) != "null") return false;
    p_ += 4;
    return true;
  }

  bool number(std::string_view& text) {
    peek();
    const char* const stop = scan_number(p_, end_);
    if (stop == p_) return fail("expected a value");
    text = {p_, static_cast<std::size_t>(stop - p_)};
    p_ = stop;
    return true;
  }

  // A string without a copy: a view into the text, or into `scratch` where it has escapes.
  bool string(std::string_view& out, std::string& scratch) {
    if (!take('"')) return fail("expected a string");
    const char* const start = p_;
    for (;;) {
      p_ = skip_plain(p_, end_);
      if (p_ == end_) return fail("the text ends inside a string");
      if (*p_ == '"') break;
      if (*p_ == '\\') {
        scratch.assign(start, p_);
        if (!escaped(scratch)) return false;
        out = scratch;
        return true;
      }
      if (!sequence()) return false;
    }
    out = {start, static_cast<std::size_t>(p_++ - start)};
    return true;
  }

  bool key(std::string_view& name, std::string& scratch) {
    if (peek() != '"') return fail("expected a member name");
    if (!string(name, scratch)) return false;
    return take(':') ? true : fail("expected :");
  }

  // Passes over one value, checking it; `raw`, when given, gets its text.
  bool skip(std::string_view* raw = nullptr) {
    const char first = peek();
    const char* const start = p_;
    if (!skip_value(first)) return false;
    if (raw != nullptr) *raw = {start, static_cast<std::size_t>(p_ - start)};
    return true;
  }

 private:
  bool skip_value(char first) {
    std::string_view text;
    switch (first) {
      case '"': return skip_string();
      case '{': return skip_object();
      case '[': return skip_array();
      case 't': return literal("true");
      case 'f': return literal("false");
      case 'n': return literal("null");
      default: return number(text);
    }
  }
  bool skip_string() {
    std::string_view text;
    std::string scratch;
    return string(text, scratch);
  }
  bool skip_object() {
    if (!enter('{')) return false;
    bool more = !take('}');
    while (more) {
      if (peek() != '"') return fail("expected a member name");
      if (!skip_string()) return false;
      if (!take(':')) return fail("expected :");
      if (!skip() || !next('}', more)) return false;
    }
    leave();
    return true;
  }
  bool skip_array() {
    if (!enter('[')) return false;
    bool more = !take(']');
    while (more)
      if (!skip() || !next(']', more)) return false;
    leave();
    return true;
  }

  // One character beyond ASCII, or the reason why there is none.
  bool sequence() {
    if (static_cast<unsigned char>(*p_) < 0x20) return fail("a control character inside a string");
    const int n = utf8_length(p_, end_);
    if (n == 0) return fail("not UTF-8");
    p_ += n;
    return true;
  }

  // The rest of a string from its first backslash on, appended to `out`.
  bool escaped(std::string& out) {
    for (;;) {
      const char* const start = p_;
      p_ = skip_plain(p_, end_);
      out.append(start, p_);
      if (p_ == end_) return fail("the text ends inside a string");
      if (*p_ == '"') return ++p_, true;
      if (*p_ == '\\') {
        if (!escape(out)) return false;
        continue;
      }
      const char* const wide = p_;
      if (!sequence()) return false;
      out.append(wide, p_);
    }
  }
  bool escape(std::string& out) {
    if (end_ - p_ < 2) return fail("the text ends inside a string");
    switch (p_[1]) {
      case '"':
      case '\\':
      case '/': out.push_back(p_[1]); break;
      case 'b': out.push_back('\b'); break;
      case 'f': out.push_back('\f'); break;
      case 'n': out.push_back('\n'); break;
      case 'r': out.push_back('\r'); break;
      case 't': out.push_back('\t'); break;
      case 'u': return unicode(out);
      default: return fail("an escape that JSON does not know");
    }
    p_ += 2;
    return true;
  }
  bool unicode(std::string& out) {
    std::int32_t code = hex4(p_ + 2, end_);
    if (code < 0) return fail("\\u needs four hexadecimal digits");
    std::ptrdiff_t length = 6;
    if (code >= 0xD800 && code <= 0xDFFF) {
      const bool pair = code < 0xDC00 && end_ - p_ >= 12 && p_[6] == '\\' && p_[7] == 'u';
      const std::int32_t low = pair ? hex4(p_ + 8, end_) : -1;
      if (low < 0xDC00 || low > 0xDFFF) return fail("half of a surrogate pair");
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
      length = 12;
    }
    append_utf8(out, static_cast<std::uint32_t>(code));
    p_ += length;
    return true;
  }

  const char *begin_, *p_, *end_;
  JsonError& error_;
  int depth_ = 0;
};

}  // namespace fairway::json

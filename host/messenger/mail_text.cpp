#include "host/messenger/mail_text.hpp"

#include <algorithm>

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <fmt/format.h>

#include "host/base/text.hpp"

namespace fairway {
namespace {

constexpr std::size_t kLongestLine = 900;  // of 998 (RFC 5322, 2.1.1)
constexpr std::size_t kLongestSubject = 200;
constexpr std::size_t kWord = 45;        // bytes of an encoded word, which has at most 75 characters (RFC 2047, 2)
constexpr std::size_t kBase64Line = 57;  // bytes that make a line of 76

bool is_plain(std::string_view text) {
  std::size_t line = 0;
  for (const char c : text) {
    line = c == '\n' ? 0 : line + 1;
    if (line > kLongestLine || (c != '\n' && c != '\t' && (c < ' ' || c > '~'))) return false;
  }
  return true;
}

// Whole characters only in each word.
std::string encoded_words(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    auto end = std::min(kWord, text.size());
    while (end > 1 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    out += fmt::format("{}=?UTF-8?B?{}?=", out.empty() ? "" : "\r\n ", to_base64(text.substr(0, end)));
    text.remove_prefix(end);
  }
  return out;
}

std::string subject_line(const std::string& subject) {
  const auto line = printable(subject, kLongestSubject);
  return is_plain(line) ? line : encoded_words(line);
}

std::string in_base64(std::string_view text) {
  std::string out;
  for (; !text.empty(); text.remove_prefix(std::min(kBase64Line, text.size())))
    out += to_base64(text.substr(0, kBase64Line)) + "\r\n";
  return out;
}

std::string with_crlf_and_dots(std::string_view text) {
  std::string out;
  for (const auto& line : split(text, '\n')) {
    if (line.starts_with('.')) out += '.';
    out += line + "\r\n";
  }
  return out;
}

}  // namespace

std::string mail_bytes(const Mail& mail, const std::string& from) {
  const auto date = Poco::DateTimeFormatter::format(Poco::Timestamp(mail.at.time_since_epoch().count() * 1000),
                                                    Poco::DateTimeFormat::RFC1123_FORMAT);
  const bool plain = is_plain(mail.text);
  return fmt::format(
             "Date: {}\r\nFrom: {}\r\nTo: {}\r\nSubject: {}\r\nMessage-ID: <{}>\r\nAuto-Submitted: auto-generated\r\n"
             "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: {}\r\n\r\n",
             date, from, mail.to, subject_line(mail.subject), mail.id, plain ? "7bit" : "base64") +
         (plain ? with_crlf_and_dots(mail.text) : in_base64(mail.text));
}

}  // namespace fairway

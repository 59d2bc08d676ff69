// Bytes of files to and from UTF-8.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace wms_csv {

enum class Encoding { utf8, utf8_bom, windows_1252, iso_8859_1 };

// "utf-8", "utf-8-bom", "windows-1252", "iso-8859-1"; nullopt for other texts.
std::optional<Encoding> encoding_of(std::string_view name);

// Removes what stands before the first character (a byte order mark). One of UTF-8 says more than the setting: then UTF-8 is
// what the file has. Throws Error REJECTED for a file of UTF-16.
Encoding take_mark(std::string_view& bytes, Encoding set);

// Nullopt where a byte means nothing in this encoding.
std::optional<std::string> to_utf8(std::string_view bytes, Encoding);
// Nullopt where the encoding lacks a character, which goes to `missing`.
std::optional<std::string> from_utf8(std::string_view text, Encoding, std::string& missing);

}  // namespace wms_csv

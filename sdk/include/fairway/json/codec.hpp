// Four functions between JSON and described structs; the rules of reading and writing: fairway/json.hpp.
#pragma once
#include "fairway/json/encode.hpp"

namespace fairway {

// Reads one value. On false `error` says what and where, and `value` holds what was read so far.
template <class T>
bool read_json(std::string_view text, T& value, JsonError& error) {
  value = T{};
  json::Reader reader(text, error);
  return json::read(reader, value) && reader.finish();
}

// Throws JsonError.
template <class T>
T from_json(std::string_view text) {
  T value{};
  JsonError error;
  if (!read_json(text, value, error)) throw error;
  return value;
}

// Appends; on false `out` ends in the middle of the value.
template <class T>
bool write_json(std::string& out, const T& value, JsonError& error) {
  json::Writer writer(out, error);
  return json::write(writer, value);
}

// Throws JsonError where the value cannot be JSON: text that is not UTF-8, an amount that is no decimal, raw text that
// is no JSON, an instant out of the calendar.
template <class T>
void append_json(std::string& out, const T& value) {
  JsonError error;
  if (!write_json(out, value, error)) throw error;
}

template <class T>
std::string to_json(const T& value) {
  std::string out;
  append_json(out, value);
  return out;
}

}  // namespace fairway

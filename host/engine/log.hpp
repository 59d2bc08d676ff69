// The log: one JSON object a line, with time, level, logger, message and fields. Passed in, never global.
#pragma once
#include <concepts>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include <spdlog/logger.h>

#include "host/base/clock.hpp"
#include "host/base/json.hpp"
#include "host/engine/redact.hpp"

namespace fairway::engine {

struct Field {
  Field(std::string_view key, std::string_view text) : name(key), value(json::string(text)) {}
  Field(std::string_view key, const std::string& text) : Field(key, std::string_view(text)) {}
  Field(std::string_view key, const char* text) : Field(key, std::string_view(text)) {}
  template <std::integral N>
  Field(std::string_view key, N number) : name(key), value(number) {}

  std::string_view name;
  json::value value;
};

// A handle, cheap to copy. Secrets are masked and control characters replaced in the message and in fields of text. [any thread]
class Log {
 public:
  using Level = spdlog::level::level_enum;

  Log(std::shared_ptr<spdlog::logger> out, std::shared_ptr<Redactor> redactor, const Clock& clock, std::string name)
      : out_(std::move(out)), redactor_(std::move(redactor)), clock_(&clock), name_(std::move(name)) {}
  Log named(std::string name) const { return {out_, redactor_, *clock_, std::move(name)}; }

  void write(Level level, std::string_view message, std::initializer_list<Field> fields = {}) const;
  void debug(std::string_view message, std::initializer_list<Field> fields = {}) const {
    write(Level::debug, message, fields);
  }
  void info(std::string_view message, std::initializer_list<Field> fields = {}) const {
    write(Level::info, message, fields);
  }
  void warn(std::string_view message, std::initializer_list<Field> fields = {}) const {
    write(Level::warn, message, fields);
  }
  void error(std::string_view message, std::initializer_list<Field> fields = {}) const {
    write(Level::err, message, fields);
  }
  void flush() const { out_->flush(); }

 private:
  std::shared_ptr<spdlog::logger> out_;
  std::shared_ptr<Redactor> redactor_;
  const Clock* clock_;
  std::string name_;
};

// The levels that an operator may ask for, by name.
inline const std::map<std::string, Log::Level> kLogLevels{
    {"debug", Log::Level::debug}, {"info", Log::Level::info}, {"warning", Log::Level::warn}, {"error", Log::Level::err}};

// Writes to `sink`, from `level` on. Warnings are flushed at once.
Log make_log(spdlog::sink_ptr sink, Log::Level level, std::shared_ptr<Redactor> redactor, const Clock& clock);
// To stderr.
Log make_log(Log::Level level, std::shared_ptr<Redactor> redactor, const Clock& clock);
// For those who know spdlog only: their lines become lines of `log`.
std::shared_ptr<spdlog::logger> as_spdlog(Log log);

}  // namespace fairway::engine

#include "host/engine/log.hpp"

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "host/base/text.hpp"

namespace fairway::engine {
namespace {

constexpr std::size_t kLongestText = 4000;

const char* level_name(Log::Level level) {
  switch (level) {
    case Log::Level::trace:
    case Log::Level::debug: return "debug";
    case Log::Level::info: return "info";
    case Log::Level::warn: return "warn";
    default: return "error";
  }
}

// Hands each line on to a Log, which masks, filters and writes it.
class Passed final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  explicit Passed(Log log) : log_(std::move(log)) {}

 private:
  void sink_it_(const spdlog::details::log_msg& line) override {
    log_.write(line.level, {line.payload.data(), line.payload.size()});
  }
  void flush_() override { log_.flush(); }

  const Log log_;
};

}  // namespace

void Log::write(Level level, std::string_view message, std::initializer_list<Field> fields) const {
  if (!out_->should_log(level)) return;
  const auto clean = [this](std::string_view text) { return printable(redactor_->mask(text), kLongestText); };
  json::object line{
      {"time", format_time(clock_->now())}, {"level", level_name(level)}, {"logger", name_}, {"message", clean(message)}};
  for (const auto& [name, value] : fields) {
    const auto* text = value.if_string();
    line[name] = text ? json::value(clean(*text)) : value;
  }
  out_->log(level, "{}", json::serialize(line));
}

Log make_log(spdlog::sink_ptr sink, Log::Level level, std::shared_ptr<Redactor> redactor, const Clock& clock) {
  auto logger = std::make_shared<spdlog::logger>("fairway", std::move(sink));
  logger->set_pattern("%v");
  logger->set_level(level);
  logger->flush_on(spdlog::level::warn);
  return {std::move(logger), std::move(redactor), clock, "engine"};
}

Log make_log(Log::Level level, std::shared_ptr<Redactor> redactor, const Clock& clock) {
  return make_log(std::make_shared<spdlog::sinks::stderr_sink_mt>(), level, std::move(redactor), clock);
}

std::shared_ptr<spdlog::logger> as_spdlog(Log log) {
  auto logger = std::make_shared<spdlog::logger>("passed", std::make_shared<Passed>(std::move(log)));
  logger->set_level(spdlog::level::trace);
  return logger;
}

}  // namespace fairway::engine

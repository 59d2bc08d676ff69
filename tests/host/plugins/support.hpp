// A supervisor over real workers, with host services in memory.
#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/base_sink.h>

#include "host/plugins/channel.hpp"

namespace fairway::plugins {

inline const std::filesystem::path kGood = std::filesystem::path(FIXTURE_DIR) / "good";
inline const std::filesystem::path kBad = std::filesystem::path(FIXTURE_DIR) / "bad";

class MemoryServices final : public Services {
 public:
  Result<std::string> state_get(const std::string& scope, const std::string& key) override {
    std::scoped_lock lock(mutex);
    const auto found = state.find(scope + "/" + key);
    return found == state.end() ? "" : found->second;
  }
  Result<std::uint64_t> numbers(const std::string& plugin, const std::string& sequence, std::uint64_t count) override {
    std::scoped_lock lock(mutex);
    if (count > 10'000) return fail(FW_E_INVALID, "too many numbers");
    auto& at = next_number.try_emplace(plugin + "/" + sequence, 1).first->second;
    return std::exchange(at, at + count);
  }
  Millis permit(const PermitRequest& request) override {
    std::scoped_lock lock(mutex);
    permits.push_back(request);
    if (permit_answers.empty()) return Millis(0);
    const auto answer = permit_answers.front();
    permit_answers.erase(permit_answers.begin());
    return answer;
  }
  void rate(const RateReport& report) override {
    std::scoped_lock lock(mutex);
    rates.push_back(report);
  }
  Result<TokenAnswer> token(const ChannelSpec&, const std::string&, const std::string& holder) override {
    std::scoped_lock lock(mutex);
    if (!access.empty()) return TokenAnswer{TokenAnswer::Kind::value, access, version};
    if (!lease_holder.empty()) return TokenAnswer{TokenAnswer::Kind::wait, "", version};
    lease_holder = holder;
    ++leases;
    return TokenAnswer{TokenAnswer::Kind::refresh, "the-refresh-token", version};
  }
  Result<std::string> token_put(const ChannelSpec&, const std::string&, std::int64_t of, const std::string& value,
                                const std::string& refresh, Millis) override {
    std::scoped_lock lock(mutex);
    lease_holder.clear();
    if (of == version) {
      access = value;
      refresh_token = refresh;
      ++version;
    }
    return access;
  }
  void token_refused(const ChannelSpec&, const std::string&, const std::string& value) override {
    std::scoped_lock lock(mutex);
    if (access == value) access.clear();
  }
  void token_failed(const ChannelSpec&, const std::string&, std::int64_t) override {
    std::scoped_lock lock(mutex);
    lease_holder.clear();
    ++lease_failures;
  }

  std::mutex mutex;
  std::map<std::string, std::string> state;
  std::map<std::string, std::uint64_t> next_number;
  std::vector<PermitRequest> permits;
  std::vector<Millis> permit_answers;  // then 0
  std::vector<RateReport> rates;
  std::string access, refresh_token, lease_holder;
  std::int64_t version = 1;
  int leases = 0, lease_failures = 0;
};

// Keeps what was committed; runs `on_progress` on the caller's thread.
class MemorySink final : public PullSink {
 public:
  explicit MemorySink(MemoryServices* to = nullptr, std::string at = {}) : services(to), scope(std::move(at)) {}
  Status commit(Batch batch) override {
    if (refuse_from >= 0 && static_cast<int>(batches.size()) >= refuse_from)
      return fail(FW_E_UNAVAILABLE, "the disk is full");
    if (services) {
      std::scoped_lock lock(services->mutex);
      for (const auto& write : batch.state) services->state[scope + "/" + write.key] = write.value;
    }
    batches.push_back(std::move(batch));
    return {};
  }
  void progress(std::int64_t, std::int64_t) override {
    if (on_progress) on_progress();
  }
  std::string said() const {
    return batches.empty() || batches.back().documents.empty() ? "" : batches.back().documents.back().body;
  }

  MemoryServices* services;
  std::string scope;
  int refuse_from = -1;
  std::vector<Batch> batches;
  std::function<void()> on_progress;
};

class MemoryLog final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  std::string text() {
    std::scoped_lock lock(mutex_);
    return text_;
  }

 private:
  void sink_it_(const spdlog::details::log_msg& line) override {
    text_.append(line.payload.data(), line.payload.size());
    text_ += '\n';
  }
  void flush_() override {}
  std::string text_;
};

class Harness {
 public:
  explicit Harness(bool in_process = false, const std::function<void(SupervisorOptions&)>& change = {}) : data_(folder()) {
    static const Catalogue catalogue = discover({kGood}, WORKER);
    SupervisorOptions options;
    options.catalogue = catalogue;
    options.executable = WORKER;
    options.data = data_;
    options.in_process = in_process;
    options.cancel_grace = Millis(200);
    options.kill_grace = Millis(300);
    options.logger = std::make_shared<spdlog::logger>("test", log_);
    options.logger->set_level(spdlog::level::trace);
    if (change) change(options);
    supervisor = make_supervisor(std::move(options), services, clock);
  }
  ~Harness() {
    if (supervisor) supervisor->stop(std::chrono::seconds(2));  // some tests end it themselves
    supervisor.reset();
    // What a sanitizer finds in a worker process stands on its stderr.
    for (const auto* finding :
         {"LeakSanitizer", "heap-use-after-free", "heap-buffer-overflow", "data race", "signed integer overflow"})
      EXPECT_THAT(log(), testing::Not(testing::HasSubstr(finding)));
    std::filesystem::remove_all(data_);
  }

  ChannelSpec spec(std::string scope = "acme/main", std::string lane = "orders") const {
    ChannelSpec out;
    out.plugin = "odd";
    out.scope = std::move(scope);
    out.lane = std::move(lane);
    out.settings = json::object();
    return out;
  }
  std::shared_ptr<Channel> channel(std::string scope = "acme/main", std::string lane = "orders") const {
    return supervisor->channel(spec(std::move(scope), std::move(lane)));
  }
  int worker_pid() const { return supervisor->workers().at(0).pid; }
  std::string log() const { return log_->text(); }
  const std::filesystem::path& data() const { return data_; }

  MemoryServices services;
  SystemClock clock;
  std::unique_ptr<Supervisor> supervisor;

 private:
  static std::filesystem::path folder() {
    auto pattern = (std::filesystem::temp_directory_path() / "fairway-plugins-XXXXXX").string();
    return ::mkdtemp(pattern.data());
  }
  const std::shared_ptr<MemoryLog> log_ = std::make_shared<MemoryLog>();
  std::filesystem::path data_;
};

inline CallOptions within(Millis deadline, std::string trace = "t1") {
  CallOptions options;
  options.deadline = deadline;
  options.trace = std::move(trace);
  return options;
}

inline PullRequest stream(std::string name, std::string params = "") { return {std::move(name), "", std::move(params), 0}; }

inline std::string text(const Result<std::string>& answer) {
  return answer ? *answer : fmt::format("{}: {}", code_name(answer.error().code), answer.error().message);
}

// A document that the plugin said, or the failure's code and message.
inline std::string ask(Channel& channel, std::string name, std::string params = "",
                       Millis deadline = std::chrono::seconds(20)) {
  MemorySink sink;
  const auto end = channel.pull(stream(std::move(name), std::move(params)), sink, within(deadline));
  return end.status ? sink.said() : text(fail(end.status.error()));
}

}  // namespace fairway::plugins

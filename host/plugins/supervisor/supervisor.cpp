#include "host/plugins/supervisor/channel_handle.hpp"

namespace fairway::plugins {
namespace {

// A plugin that is not there: every call says so.
class NoChannel final : public Channel {
 public:
  explicit NoChannel(std::string plugin) : why_{FW_E_CONFIG, fmt::format("there is no plugin named {}", plugin)} {}
  CallEnd pull(const PullRequest&, PullSink&, const CallOptions&) override { return {fail(why_), {}, {}}; }
  PushEnd push(const std::vector<PushItem>& items, const CallOptions&) override {
    return {{fail(why_), {}, {}}, std::vector<PushResult>(items.size(), PushResult{fail(why_), {}})};
  }
  std::vector<Answer> decide(std::string_view, const std::vector<std::string>& questions, const CallOptions&) override {
    return std::vector<Answer>(questions.size(), fail(why_));
  }
  Result<std::string> connect(std::string_view, const std::string&, const CallOptions&) override { return fail(why_); }

 private:
  const Failure why_;
};

class SupervisorOfWorkers final : public Supervisor {
 public:
  SupervisorOfWorkers(SupervisorOptions options, Services& services, const Clock& clock) {
    auto log = options.logger ? options.logger : spdlog::default_logger();
    auto launcher = options.in_process ? thread_launcher() : process_launcher(options.executable);
    shop_ = std::make_shared<Shop>(std::move(options), services, clock, std::move(log), std::move(launcher));
    for (const auto& [name, file] : shop_->options.catalogue.plugins)
      homes_.emplace(name, std::make_shared<PluginHome>(*shop_, file));
  }
  ~SupervisorOfWorkers() override { stop(Millis(0)); }

  std::shared_ptr<Channel> channel(const ChannelSpec& spec) override {
    const auto home = homes_.find(spec.plugin);
    if (home == homes_.end()) return std::make_shared<NoChannel>(spec.plugin);
    std::scoped_lock lock(mutex_);
    auto& same_place = handles_[spec.plugin + '\n' + spec.scope + '\n' + spec.lane];
    std::erase_if(same_place, [](const Known& known) { return known.handle.expired(); });
    for (const auto& known : same_place)
      if (known.record->spec == spec)
        if (auto handle = known.handle.lock()) return handle;
    auto record = std::make_shared<InstanceRecord>();
    record->id = shop_->next_id.fetch_add(1);
    record->spec = spec;
    record->settings = json::serialize(spec.settings);
    for (const auto& [name, value] : spec.secrets) home->second->errors->masker().learn(value);
    auto handle = std::make_shared<ChannelHandle>(shop_, home->second, record);
    same_place.push_back({std::move(record), handle});
    return handle;
  }

  std::vector<Failure> validate(const std::string& plugin, const json::value& settings) override {
    const auto home = homes_.find(plugin);
    if (home == homes_.end()) return {{FW_E_CONFIG, fmt::format("there is no plugin named {}", plugin)}};
    Writer fields;
    fields.text(json::serialize(settings));
    CallOptions options;
    options.deadline = std::chrono::seconds(10);
    const auto nothing = [](const Letter&, Generation&, const Pending&) {};
    auto outcome = Caller(*shop_, *home->second).run(nullptr, Verb::validate, fields.take(), options, nothing);
    if (outcome.findings.empty() && !outcome.status) return {outcome.status.error()};
    return std::move(outcome.findings);
  }

  std::vector<WorkerInfo> workers() const override {
    std::vector<WorkerInfo> out;
    for (const auto& [name, home] : homes_) out.push_back(home->main.info());
    for (const auto& [file, why] : shop_->options.catalogue.refused) {
      WorkerInfo info;
      info.file = file;
      info.state = "refused";
      info.last_error = why;
      out.push_back(std::move(info));
    }
    return out;
  }

  void stop(Millis grace) override {
    const auto until = std::chrono::steady_clock::now() + grace;
    for (const auto& [name, home] : homes_)
      for (auto* keeper : {&home->main, &home->quarantine}) keeper->cancel_all();
    for (const auto& [name, home] : homes_)
      for (auto* keeper : {&home->main, &home->quarantine}) {
        const auto left = std::chrono::duration_cast<Millis>(until - std::chrono::steady_clock::now());
        keeper->stop(std::max(left, Millis(0)));
      }
    shop_->answerer.stop();
  }

 private:
  struct Known {
    std::shared_ptr<InstanceRecord> record;
    std::weak_ptr<Channel> handle;
  };
  std::shared_ptr<Shop> shop_;
  std::map<std::string, std::shared_ptr<PluginHome>> homes_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::vector<Known>> handles_;
};

}  // namespace

std::unique_ptr<Supervisor> make_supervisor(SupervisorOptions options, Services& services, const Clock& clock) {
  return std::make_unique<SupervisorOfWorkers>(std::move(options), services, clock);
}

}  // namespace fairway::plugins

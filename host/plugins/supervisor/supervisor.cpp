#include "host/plugins/supervisor/preview.hpp"

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

constexpr Millis kToStart{15000};  // a new version's worker, its tries included

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
    std::scoped_lock lock(mutex_);
    const auto home = homes_.find(spec.plugin);
    if (home == homes_.end()) return std::make_shared<NoChannel>(spec.plugin);
    auto& same_place = handles_[spec.plugin + '\n' + spec.scope + '\n' + spec.lane];
    std::erase_if(same_place, [](const Known& known) { return known.handle.expired(); });
    for (const auto& known : same_place)
      if (known.record->spec == spec)
        if (auto handle = known.handle.lock()) return handle;
    auto record = make_record(*shop_, *home->second, spec);
    auto handle = std::make_shared<ChannelHandle>(shop_, home->second, record);
    same_place.push_back({std::move(record), handle});
    return handle;
  }

  std::vector<Failure> validate(const std::string& plugin, const json::value& settings) override {
    if (const auto home = find(plugin)) return validate_in(*shop_, *home, settings);
    return {{FW_E_CONFIG, fmt::format("there is no plugin named {}", plugin)}};
  }

  std::vector<PluginLine> lines(const std::string& plugin, std::int64_t after, std::size_t limit) const override {
    return shop_->answerer.lines().after(plugin, after, limit);
  }

  std::vector<WorkerInfo> workers() const override {
    std::vector<WorkerInfo> out;
    for (const auto& home : homes())
      for (auto& info : home->infos()) out.push_back(std::move(info));
    for (const auto& [file, why] : shop_->options.catalogue.refused) {
      WorkerInfo info;
      info.file = file;
      info.state = "refused";
      info.last_error = why;
      out.push_back(std::move(info));
    }
    return out;
  }

  Status swap(const PluginFile& file, const Judge& judge) override {
    std::scoped_lock one(swap_mutex_);
    const auto& name = file.description.name;
    const auto home = find(name);
    if (!home) return add(file, judge);
    if (home->current()->file.hash == file.hash) {
      home->refuse({});
      return {};
    }
    home->settle();
    auto next = home->prepare(file);
    auto sound = prove(*home, next, judge);
    if (!sound) {
      next->stop(Millis(0));
      home->refuse(fmt::format("{} {}: {}", name, file.description.version, sound.error().message));
      shop_->log->error("[{}] the new version is not used: {}", name, sound.error().message);
      return sound;
    }
    home->adopt(std::move(next));
    return {};
  }

  void note_refused(const std::string& plugin, const std::string& why) override {
    if (const auto home = find(plugin)) home->refuse(why);
  }

  void stop(Millis grace) override {
    const auto until = std::chrono::steady_clock::now() + grace;
    for (const auto& home : homes()) home->cancel_all();
    std::scoped_lock one(swap_mutex_);  // a swap in hand gives up now
    for (const auto& home : homes()) {
      const auto left = std::chrono::duration_cast<Millis>(until - std::chrono::steady_clock::now());
      home->stop(std::max(left, Millis(0)));
    }
    shop_->answerer.stop();
  }

 private:
  struct Known {
    std::shared_ptr<InstanceRecord> record;
    std::weak_ptr<Channel> handle;
  };

  std::shared_ptr<PluginHome> find(const std::string& plugin) const {
    std::scoped_lock lock(mutex_);
    const auto home = homes_.find(plugin);
    return home == homes_.end() ? nullptr : home->second;
  }
  std::vector<std::shared_ptr<PluginHome>> homes() const {
    std::scoped_lock lock(mutex_);
    std::vector<std::shared_ptr<PluginHome>> out;
    for (const auto& [name, home] : homes_) out.push_back(home);
    return out;
  }
  // It starts, it is what it says it is, and whoever has to live with it says yes.
  Status prove(PluginHome& home, const std::shared_ptr<Edition>& next, const Judge& judge) {
    if (auto started = next->main.worker(kToStart); !started) return fail(started.error());
    const auto alone = std::make_shared<PluginHome>(*shop_, home.errors, next);
    Preview preview(*this, shop_, next->file.description.name, alone);
    if (auto fine = judge(preview); !fine) return fine;
    if (!next->main.living()) return fail(FW_E_UNAVAILABLE, "its worker died while the configuration was checked");
    return {};
  }
  Status add(const PluginFile& file, const Judge& judge) {
    const auto home = std::make_shared<PluginHome>(*shop_, file);
    if (auto sound = prove(*home, home->current(), judge); !sound) {
      home->stop(Millis(0));
      return sound;
    }
    std::scoped_lock lock(mutex_);
    homes_.emplace(file.description.name, home);
    return {};
  }

  std::shared_ptr<Shop> shop_;
  std::mutex swap_mutex_;     // one swap at a time
  mutable std::mutex mutex_;  // the two below
  std::map<std::string, std::shared_ptr<PluginHome>> homes_;
  std::unordered_map<std::string, std::vector<Known>> handles_;
};

}  // namespace

std::unique_ptr<Supervisor> make_supervisor(SupervisorOptions options, Services& services, const Clock& clock) {
  return std::make_unique<SupervisorOfWorkers>(std::move(options), services, clock);
}

}  // namespace fairway::plugins

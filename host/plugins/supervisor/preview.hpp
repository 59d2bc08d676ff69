// A supervisor as it would be after a swap: asked before anything is exchanged.
#pragma once
#include "host/plugins/supervisor/channel_handle.hpp"

namespace fairway::plugins {

class Preview final : public Supervisor {
 public:
  // `candidate` answers for `plugin`, `running` for all others.
  Preview(Supervisor& running, std::shared_ptr<Shop> shop, std::string plugin, std::shared_ptr<PluginHome> candidate)
      : running_(running), shop_(std::move(shop)), plugin_(std::move(plugin)), candidate_(std::move(candidate)) {}

  std::shared_ptr<Channel> channel(const ChannelSpec& spec) override;
  std::vector<Failure> validate(const std::string& plugin, const json::value& settings) override;
  std::vector<WorkerInfo> workers() const override { return candidate_->infos(); }
  void stop(Millis) override {}

 private:
  Supervisor& running_;
  const std::shared_ptr<Shop> shop_;
  const std::string plugin_;
  const std::shared_ptr<PluginHome> candidate_;
};

// An instance as a handle names it; its secrets are known to the mask from then on.
std::shared_ptr<InstanceRecord> make_record(Shop& shop, PluginHome& home, const ChannelSpec& spec);
std::vector<Failure> validate_in(Shop& shop, PluginHome& home, const json::value& settings);

}  // namespace fairway::plugins

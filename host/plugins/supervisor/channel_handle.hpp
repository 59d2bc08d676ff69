// The four verbs over Caller: what the rest of the host holds as Channel.
#pragma once
#include "host/plugins/supervisor/caller.hpp"

namespace fairway::plugins {

class ChannelHandle final : public Channel {
 public:
  // `shop` and `home` stay alive as long as any handle, for both are shared.
  ChannelHandle(std::shared_ptr<Shop> shop, std::shared_ptr<PluginHome> home, std::shared_ptr<InstanceRecord> record);
  ~ChannelHandle() override;  // stops and destroys the instance in its workers

  Status open(const CallOptions& options) override;
  CallEnd pull(const PullRequest& request, PullSink& sink, const CallOptions& options) override;
  PushEnd push(const std::vector<PushItem>& items, const CallOptions& options) override;
  std::vector<Answer> decide(std::string_view schema, const std::vector<std::string>& questions,
                             const CallOptions& options) override;
  Result<std::string> connect(std::string_view step, const std::string& document, const CallOptions& options) override;

 private:
  Outcome run(Verb verb, const std::string& fields, const CallOptions& options, const Caller::OnLetter& on_letter);

  const std::shared_ptr<Shop> shop_;
  const std::shared_ptr<PluginHome> home_;
  const std::shared_ptr<InstanceRecord> record_;
};

}  // namespace fairway::plugins

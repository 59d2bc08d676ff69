#include "host/plugins/worker/instance.hpp"

namespace fairway::plugins {

Instance::Instance(Link& link, std::uint64_t id, OpenInstance spec, std::shared_ptr<Strand> strand, http::Client& http)
    : link_(link),
      id_(id),
      spec_(std::move(spec)),
      strand_(std::move(strand)),
      filler_(view(link.plugin.desc->manifest), spec_.settings, spec_.secrets),
      http_(http),
      host_{FW_ABI_MAJOR, FW_ABI_MINOR, this, host_service} {
  for (const auto& [name, value] : spec_.secrets) link_.masker.learn(value);
}

Status Instance::start(Call& call) {
  if (!channel_) {
    fw_channel* made = nullptr;
    const auto rc = guarded(call, [&] {
      return link_.plugin.factory->create(&host_, call.raw(), link_.plugin.desc->id, raw(spec_.settings), &made);
    });
    if (rc < FW_OK) return call.outcome(rc);
    if (!made) return fail(FW_E_INTERNAL, "the plugin's create() answered OK and made nothing");
    channel_ = made;
  }
  if (running_) return {};
  const auto rc = guarded(call, [&] { return channel_->start ? channel_->start(channel_, call.raw()) : FW_OK; });
  if (rc < FW_OK) return call.outcome(rc);
  running_ = true;
  return {};
}

void Instance::stop(Call& call) {
  if (!channel_) return;
  guarded(call, [&] { return channel_->stop ? channel_->stop(channel_, call.raw()) : FW_OK; });
  guarded(call, [&] {
    if (channel_->destroy) channel_->destroy(channel_);
    return FW_OK;
  });
  channel_ = nullptr;
  running_ = false;
}

}  // namespace fairway::plugins

// A host that grants everything and keeps nothing, for what is measured without one.
#pragma once
#include "host/plugins/channel.hpp"

namespace fairway::bench {

class NoServices final : public plugins::Services {
 public:
  Result<std::string> state_get(const std::string&, const std::string&) override { return std::string(); }
  Millis permit(const PermitRequest&) override { return Millis(0); }
  void rate(const RateReport&) override {}
  Result<TokenAnswer> token(const plugins::ChannelSpec&, const std::string&, const std::string&) override {
    return TokenAnswer{};
  }
  Result<std::string> token_put(const plugins::ChannelSpec&, const std::string&, std::int64_t, const std::string& access,
                                const std::string&, Millis) override {
    return access;
  }
  void token_refused(const plugins::ChannelSpec&, const std::string&, const std::string&) override {}
  void token_failed(const plugins::ChannelSpec&, const std::string&, std::int64_t) override {}
};

}  // namespace fairway::bench

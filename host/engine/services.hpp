// What workers ask of the host while a call runs: state, numbers, rate permits, tokens.
#pragma once
#include "host/engine/rates.hpp"
#include "host/engine/tokens.hpp"

namespace fairway::engine {

class HostServices final : public plugins::Services {
 public:
  HostServices(storage::Database& db, Rates& rates, Tokens& tokens) : db_(db), rates_(rates), tokens_(tokens) {}

  Result<std::string> state_get(const std::string& scope, const std::string& key) override;
  Result<std::uint64_t> numbers(const std::string& plugin, const std::string& sequence, std::uint64_t count) override;
  Millis permit(const PermitRequest& request) override { return rates_.permit(request); }
  void rate(const RateReport& report) override { rates_.report(report); }
  Result<TokenAnswer> token(const plugins::ChannelSpec& spec, const std::string& scope, const std::string& holder) override {
    return tokens_.get(spec, scope, holder);
  }
  Result<std::string> token_put(const plugins::ChannelSpec& spec, const std::string& scope, std::int64_t version,
                                const std::string& access, const std::string& refresh, Millis ttl) override {
    return tokens_.put(spec, scope, version, access, refresh, ttl);
  }
  void token_refused(const plugins::ChannelSpec& spec, const std::string& scope, const std::string& access) override {
    tokens_.refused(spec, scope, access);
  }
  void token_failed(const plugins::ChannelSpec& spec, const std::string& scope, std::int64_t version) override {
    tokens_.failed(spec, scope, version);
  }

 private:
  storage::Database& db_;
  Rates& rates_;
  Tokens& tokens_;
};

// For checks without a host: policies and validators are pure, so whatever else they ask for is refused.
class NoServices final : public plugins::Services {
 public:
  Result<std::string> state_get(const std::string&, const std::string&) override { return std::string(); }
  Millis permit(const PermitRequest&) override { return std::chrono::hours(1); }
  void rate(const RateReport&) override {}
  Result<TokenAnswer> token(const plugins::ChannelSpec&, const std::string&, const std::string&) override;
  Result<std::string> token_put(const plugins::ChannelSpec&, const std::string&, std::int64_t, const std::string&,
                                const std::string&, Millis) override;
  void token_refused(const plugins::ChannelSpec&, const std::string&, const std::string&) override {}
  void token_failed(const plugins::ChannelSpec&, const std::string&, std::int64_t) override {}
};

}  // namespace fairway::engine

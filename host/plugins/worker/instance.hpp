// A channel instance in the worker: the plugin's object, its strand, and the host services it is given.
#pragma once
#include <memory>
#include <set>
#include <string>

#include "host/plugins/http/client.hpp"
#include "host/plugins/http/fill.hpp"
#include "host/plugins/worker/call.hpp"
#include "host/plugins/worker/log_limit.hpp"
#include "host/plugins/worker/pool.hpp"

namespace fairway::plugins {

class Instance {
 public:
  Instance(Link& link, std::uint64_t id, OpenInstance spec, std::shared_ptr<Strand> strand, http::Client& http);
  static Instance& of(const fw_host* host) noexcept { return *static_cast<Instance*>(host->ctx); }

  Strand& strand() noexcept { return *strand_; }
  Status start(Call& call);  // [channel] creates and starts what is not yet there
  void stop(Call& call);     // [channel] stops and destroys; may be started again
  fw_channel* channel() noexcept { return channel_; }

  const OpenInstance& spec() const noexcept { return spec_; }
  std::uint64_t id() const noexcept { return id_; }
  Link& link() noexcept { return link_; }
  http::Client& http() noexcept { return http_; }
  const http::Filler& filler() const noexcept { return filler_; }
  LogLimit& log_limit() noexcept { return log_limit_; }

 private:
  Link& link_;
  std::uint64_t id_;
  OpenInstance spec_;
  std::shared_ptr<Strand> strand_;
  http::Filler filler_;
  http::Client& http_;  // of the worker
  LogLimit log_limit_;
  fw_host host_;
  fw_channel* channel_ = nullptr;
  bool running_ = false;
};

const void* host_service(const fw_host* host, const char* id);  // fw_host.query
const fw_host_log* log_service() noexcept;
const fw_host_clock* clock_service() noexcept;
const fw_host_http* http_service() noexcept;
const fw_host_state* state_service() noexcept;
const fw_host_numbers* numbers_service() noexcept;
const fw_host_tokens* tokens_service() noexcept;
const fw_host_secrets* secrets_service() noexcept;

// decide and validate answer from their input alone, connect keeps nothing: refused with words that say so.
Status allowed(const Call& call, const char* service);

// Runs plugin code that must not let an exception out, and says so when it did.
template <class F>
fw_rc guarded(Call& call, F&& plugin_code) noexcept {
  try {
    return plugin_code();
  } catch (const std::exception& error) {
    return call.refused({FW_E_INTERNAL, std::string("the plugin let an exception out: ") + error.what()});
  } catch (...) { return call.refused({FW_E_INTERNAL, "the plugin let an exception out"}); }
}

}  // namespace fairway::plugins

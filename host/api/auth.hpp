// Who asks: bearer tokens, known by their hash.
#pragma once
#include "host/api/http.hpp"
#include "host/engine/engine.hpp"

namespace fairway::api {

// The identity behind the request's token; AUTH where there is none or it is not known. With `auth: none` everybody is admin.
Result<Identity> identify(engine::Engine& engine, const Request& request);

// The same for stock checks: who was known a moment ago is known still, since at a checkout thousands ask a second, with one
// token. A token that is withdrawn counts for a second more there. [any thread]
class KnownTokens {
 public:
  explicit KnownTokens(const Clock& clock) : clock_(clock) {}
  Result<Identity> identify(engine::Engine& engine, const Request& request);

 private:
  struct Known {
    Identity who;
    Millis until{0};  // by the steady clock
  };
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Known> known_;  // by the hash of the header
};

// Refuses what a browser on another page could be made to send: a foreign Origin, a Host that is not ours, and with
// `auth: none` a changing request that is not JSON. `listen`: the address that it came to. An empty string: fine.
std::string suspicious(const engine::Engine& engine, const Request& request, const std::string& listen);

}  // namespace fairway::api

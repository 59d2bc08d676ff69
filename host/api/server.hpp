// The listeners: the admin API, the public one that serves only /hooks/…, and one for stock checks alone.
#pragma once
#include <memory>

#include "host/api/doorman.hpp"
#include "host/engine/engine.hpp"

namespace fairway::api {

class Server {
 public:
  // Listens where `host` says, and answers that the host is starting. UNAVAILABLE naming the address that is taken. Port 0
  // takes any: see port().
  // `checkout`: an address where stock checks are served besides, on threads of their own; empty: none.
  static Result<std::unique_ptr<Server>> open(const config::Host& host, const Patience& patience = {},
                                              const std::string& checkout = {});
  virtual void serve(engine::Engine& engine) = 0;  // speaks for it from now on; until stop() it has to be there
  // Both, for an engine that runs.
  static Result<std::unique_ptr<Server>> start(engine::Engine& engine, const Patience& patience = {});
  virtual ~Server() = default;
  virtual int port() const = 0;
  virtual int public_port() const = 0;    // 0: there is none
  virtual int checkout_port() const = 0;  // the same
  virtual void stop() = 0;                // answers what is in hand, then closes
};

}  // namespace fairway::api

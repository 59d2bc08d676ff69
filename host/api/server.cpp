#include "host/api/server.hpp"

#include "host/api/auth.hpp"
#include "host/api/body.hpp"
#include "host/api/hooks.hpp"
#include "host/api/host.hpp"
#include "host/api/import_events.hpp"
#include "host/api/listener.hpp"
#include "host/api/route.hpp"
#include "host/api/stock_check.hpp"
#include "host/base/loopback.hpp"
#include "host/base/text.hpp"
#include "host/config/check.hpp"
#include "host/flows/stock/stock_check.hpp"

namespace fairway::api {
namespace {

constexpr std::size_t kBodyLimit = 4 * 1024 * 1024;
constexpr int kCheckoutThreads = 128;       // one for each connection that a shop keeps open
constexpr std::size_t kCheckoutSeats = 96;  // of these, for callers who wait for a warehouse
constexpr std::size_t kSeats = 32;          // of the API's, which has more to do
constexpr int kWatchers = 8;                // of these, for who watches an import

// Accounts of the files and those that were there before, as far as the token sees them.
Result<std::vector<std::string>> known_accounts(engine::Engine& engine, const Identity& who) {
  const auto snapshot = engine.snapshot();
  std::set<std::string> names;
  for (const auto& [name, account] : snapshot->accounts) names.insert(name);
  for (const auto& [name, place] : snapshot->rejected) names.insert(name);
  auto tx = engine.db().read();
  if (!tx) return fail(std::move(tx.error()));
  auto rows = (*tx)->query("SELECT name FROM account");
  if (!rows) return fail(std::move(rows.error()));
  for (std::size_t i = 0; i < rows->size(); ++i) names.insert(rows->text(i, 0));
  std::erase_if(names, [&](const auto& name) { return !who.sees(name); });
  return std::vector<std::string>(names.begin(), names.end());
}

// A misspelt account is no empty list. A token is told nothing of accounts that it does not see.
std::optional<Response> unknown_account(engine::Engine& engine, const Request& request) {
  const auto place = request.place.find("account");
  const auto name = place == request.place.end() ? request.ask("account") : std::optional(place->second);
  if (!name || !request.who.sees(*name) || engine.snapshot()->accounts.contains(*name)) return std::nullopt;
  const auto known = known_accounts(engine, request.who);
  if (!known) return problem(known.error());
  if (std::find(known->begin(), known->end(), *name) != known->end()) return std::nullopt;
  return problem(404, "Not found",
                 fmt::format("no account \"{}\"{}", printable(*name, 80), config::did_you_mean(*name, *known)));
}

Response answer_route(engine::Engine& engine, KnownTokens& tokens, Request& request, const Match& found,
                      const std::string& listen) {
  if (!found.route)
    return found.known_path ? problem(405, "Method not allowed")
                            : problem(404, "Not found", "no such endpoint; see /v1/openapi.json");
  if (const auto why = suspicious(engine, request, listen); !why.empty()) return problem(403, "Forbidden", why);
  request.place = found.place;
  if (found.route->role != Role::none) {
    auto who = found.route->handler == check_stock ? tokens.identify(engine, request) : identify(engine, request);
    if (!who)
      return who.error().code == FW_E_AUTH ? problem(401, "Unauthorized", who.error().message) : problem(who.error());
    if (who->role < found.route->role) return problem(403, "Forbidden", "this token may not do that");
    const auto account = request.place.find("account");
    if (account != request.place.end() && !who->sees(account->second))
      return problem(403, "Forbidden", "this token does not see that account");
    request.who = std::move(*who);
    if (auto why = wrong_query(*found.route, request)) return problem(400, "Bad request", *why);
    if (auto unknown = unknown_account(engine, request)) return *unknown;
  }
  if (!request.body.empty()) {
    const auto body = parse_json(request.body);
    if (!body) return problem(400, "Bad request", "the body is not JSON");
    if (auto wrong = wrong_body(*found.route, *body)) return *wrong;
  }
  return found.route->handler(engine, request);
}

Response dispatch_public(engine::Engine& engine, Request& request) {
  const auto parts = path_parts(request.path);
  if (request.method != "POST" || parts.size() != 4 || parts[1] != "hooks") return problem(404, "Not found");
  request.place = {{"account", parts[2]}, {"target", parts[3]}};
  return take_delivery(engine, request);
}

class Running final : public Server {
 public:
  ~Running() override { stop(); }
  Status open(const config::Host& host, const Patience& patience, const std::string& checkout) {
    auto inside = bind(host, host.listen);
    if (!inside) return fail(std::move(inside.error()));
    if (host.public_listener) {
      auto outside = bind(host, host.public_listener->listen, &*host.public_listener);
      if (!outside) return fail(std::move(outside.error()));
      open_ = std::make_unique<Listener>(*outside, through(dispatch_public, kHookLimit), clock_, patience);
    }
    if (!checkout.empty())
      if (auto ok = open_checkout(host, patience, checkout); !ok) return ok;
    const auto all = [this](engine::Engine& engine, Request& request) {
      request.watchers = &watchers_;
      return answer_route(engine, tokens_, request, match(request.method, request.path), engine.snapshot()->host.listen);
    };
    admin_ = std::make_unique<Listener>(*inside, through(all, kBodyLimit, &stock_), clock_, patience);
    return {};
  }
  void serve(engine::Engine& engine) override {
    const auto ask = [&engine](const std::string& account, const std::string& who, const std::vector<std::string>& skus,
                               Millis deadline, const std::atomic<bool>& given_up, const LiveStock::Told& told) {
      try {
        auto context = engine.context();
        std::ignore =
            flows::ask_stock(context, {account, who, skus, deadline, &given_up}, told);  // what failed was not told
      } catch (const std::exception& error) {
        engine.log().write(engine::Log::Level::err, fmt::format("asking for stock threw: {}", error.what()),
                           {{"account", account}, {"target", who}});
      }
    };
    live_stock_ = std::make_unique<LiveStock>(ask, clock_);
    stock_.reset(new StockSources{*live_stock_, known_stock_, {kSeats}});
    checkout_stock_.reset(new StockSources{*live_stock_, known_stock_, {kCheckoutSeats}});
    engine_ = &engine;
  }
  int port() const override { return admin_->port(); }
  int public_port() const override { return open_ ? open_->port() : 0; }
  int checkout_port() const override { return checkout_ ? checkout_->port() : 0; }
  void stop() override {
    watchers_.stopping = true;
    if (live_stock_) live_stock_->stop();  // who waits for an answer gets what is known
    for (auto* listener : {open_.get(), checkout_.get(), admin_.get()})
      if (listener) listener->stop();
  }

 private:
  using Dispatch = std::function<Response(engine::Engine&, Request&)>;
  using Stock = std::unique_ptr<StockSources>;
  Service through(Dispatch dispatch, std::size_t body_limit, const Stock* stock = nullptr) const {
    return {[this, dispatch = std::move(dispatch), stock](Request& request) {
              auto* engine = engine_.load();
              if (!engine) return starting(request);
              if (stock) request.stock = stock->get();  // there before the engine was
              return dispatch(*engine, request);
            },
            body_limit};
  }

  // Stock checks and nothing else, on threads of their own.
  Status open_checkout(const config::Host& host, const Patience& patience, const std::string& address) {
    if (!host.auth && !is_loopback(host_of_address(address)))
      return fail(FW_E_CONFIG, "auth: none is refused unless listening on loopback; the checkout's address is " + address);
    auto socket = bind(host, address);
    if (!socket) return fail(std::move(socket.error()));
    auto crowd = patience;
    crowd.threads = std::max(crowd.threads, kCheckoutThreads);
    const auto checks = [this, address](engine::Engine& engine, Request& request) {
      const auto found = match(request.method, request.path);
      const bool meant = found.route && found.route->handler == check_stock;
      return meant ? answer_route(engine, tokens_, request, found, address) : problem(404, "Not found");
    };
    checkout_ = std::make_unique<Listener>(*socket, through(checks, kHookLimit, &checkout_stock_), clock_, crowd);
    return {};
  }

  SystemClock clock_;
  KnownTokens tokens_{clock_};
  KnownStock known_stock_;
  Watchers watchers_{kWatchers};
  std::unique_ptr<LiveStock> live_stock_;
  Stock stock_, checkout_stock_;
  std::atomic<engine::Engine*> engine_{nullptr};
  std::unique_ptr<Listener> admin_, open_, checkout_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::open(const config::Host& host, const Patience& patience,
                                             const std::string& checkout) {
  auto server = std::make_unique<Running>();
  if (auto opened = server->open(host, patience, checkout); !opened) return fail(std::move(opened.error()));
  return std::unique_ptr<Server>(std::move(server));
}

Result<std::unique_ptr<Server>> Server::start(engine::Engine& engine, const Patience& patience) {
  auto server = open(engine.snapshot()->host, patience);
  if (server) (*server)->serve(engine);
  return server;
}

}  // namespace fairway::api

#include "host/api/import_events.hpp"

#include <thread>

#include <fmt/format.h>

#include "host/api/imports.hpp"

namespace fairway::api {
namespace {

constexpr Millis kLookAgain{250};
constexpr Millis kSignOfLife = std::chrono::seconds(1);  // shows when the other side has left
constexpr Millis kLongest = std::chrono::minutes(1);     // also how long a token that was revoked may look on
constexpr const char* kComeAgain = "retry: 1000\n\n";

// One seat, from taking it to the end of the answer.
class Seat {
 public:
  explicit Seat(Watchers& watchers) : watchers_(watchers), taken_(watchers.free.fetch_sub(1) > 0) {}
  ~Seat() { watchers_.free.fetch_add(1); }
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;
  bool taken() const noexcept { return taken_; }
  bool ends() const noexcept { return watchers_.stopping; }

 private:
  Watchers& watchers_;
  const bool taken_;
};

// The same as long as nothing has come further.
std::string event_id(const ledger::Import& import) {
  return fmt::format("{}.{}.{}.{}", ledger::text(import.state), import.rows, import.undone,
                     import.moved_at.time_since_epoch().count());
}

class ImportStream {
 public:
  ImportStream(engine::Engine& engine, std::int64_t import, std::string last_id, std::shared_ptr<Seat> seat)
      : engine_(engine),
        import_(import),
        last_id_(std::move(last_id)),
        seat_(std::move(seat)),
        until_(engine.clock().steady() + kLongest) {}

  // What is new, or a sign of life; empty: the stream ends.
  Result<std::string> next() {
    const auto silent_until = engine_.clock().steady() + kSignOfLife;
    while (!ended_ && !seat_->ends()) {
      auto event = look();
      if (!event || !event->empty()) return event;
      const auto now = engine_.clock().steady();
      if (now >= until_) break;
      if (now >= silent_until) return std::string(":\n\n");
      std::this_thread::sleep_for(kLookAgain);
    }
    return std::string();
  }

 private:
  Result<std::string> look() {
    auto tx = engine_.db().read();
    if (!tx) return fail(std::move(tx.error()));
    auto import = ledger::import_by_id(**tx, import_);
    if (!import) return fail(std::move(import.error()));
    ended_ = !*import || (*import)->ended_at;
    if (!*import) return std::string();  // its store was removed
    const auto id = event_id(**import);
    if (id == last_id_) return std::string();
    auto shown = import_json(**tx, **import, engine_.clock().now());
    if (!shown) return fail(std::move(shown.error()));
    last_id_ = id;
    return fmt::format("id: {}\nevent: {}\ndata: {}\n\n", id, ended_ ? "end" : "progress", json::serialize(*shown));
  }

  engine::Engine& engine_;
  const std::int64_t import_;
  std::string last_id_;
  const std::shared_ptr<Seat> seat_;
  const Millis until_;
  bool ended_ = false;
};

}  // namespace

Response watch_import(engine::Engine& engine, const Request& request) {
  auto tx = engine.db().read();
  if (!tx) return problem(tx.error());
  const auto import = find_import(**tx, request);
  if (!import) return problem(404, "Not found", import.error().message);
  const auto last_id = request.header("last-event-id");
  if (import->ended_at && last_id == event_id(*import)) return {204, {}, "text/event-stream", {}};
  if (!request.watchers) return problem(503, "Unavailable", "nobody can watch here");
  auto seat = std::make_shared<Seat>(*request.watchers);
  if (!seat->taken()) {
    auto full = problem(503, "Unavailable", "enough watch already; ask for the import itself now and then");
    full.headers["Retry-After"] = "5";
    return full;
  }
  Response answer{200, kComeAgain, "text/event-stream", {{"X-Accel-Buffering", "no"}}};
  const auto stream = std::make_shared<ImportStream>(engine, import->id, last_id, std::move(seat));
  answer.more = [stream] { return stream->next(); };
  return answer;
}

}  // namespace fairway::api

// Misbehaves on request, for the tests of the supervisor. The settings say how, the params of a pull may say otherwise:
//
//   behaviour         none | segv | abort | hang | exit | throw-int | throw | allocate | sleep | stderr | unavailable | rejected
//   where             pull (default) | create | start | stop | push | decide | verify
//   docs              how many orders the stream has: C-1, C-2 …; the cursor is the number of the last one
//   checkpoint-every  that many orders; 0: only at the end
//   after             in pull: misbehave once order number `after` was emitted; in push: at the item with that index
//   ms                of sleep, which is the host's and ends when the host asks to stop
//   once              a file: misbehave only if it is not there, and make it first
//
// hang ignores the host's wish to stop; allocate ends when memory does.
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "fairway/plugin.hpp"

namespace {

struct Settings {
  using json_case = fairway::KebabCase;
  std::string behaviour = "none", where = "pull", once, store_id;
  std::int64_t docs = 0, checkpoint_every = 1, after = 0, ms = 0;
};
BOOST_DESCRIBE_STRUCT(Settings, (), (behaviour, where, once, store_id, docs, checkpoint_every, after, ms))

struct Params {
  using json_case = fairway::KebabCase;
  std::optional<std::string> behaviour;
  std::optional<std::int64_t> docs, checkpoint_every, after, ms;
};
BOOST_DESCRIBE_STRUCT(Params, (), (behaviour, docs, checkpoint_every, after, ms))

class Crash final : public fairway::Channel<Settings>,
                    public fairway::OrderSource,
                    public fairway::Fulfiller,
                    public fairway::ShipmentSink,
                    public fairway::ShippingMapper,
                    public fairway::Policy,
                    public fairway::Verifier {
 public:
  Crash(fairway::Host host, const Settings& settings) : Channel(host, settings) { at("create", nullptr); }

  static fairway::Description describe() {
    fairway::Description d;
    d.id = "test.fairway.crash";
    d.name = "crash";
    d.vendor = "Fairway tests";
    d.version = "1.0.0";
    d.config_schema = R"({"type":"object","additionalProperties":false,"properties":{
      "behaviour":{"type":"string"},"where":{"type":"string"},"once":{"type":"string"},"store-id":{"type":"string"},
      "docs":{"type":"integer"},"checkpoint-every":{"type":"integer"},"after":{"type":"integer"},"ms":{"type":"integer"}}})";
    d.manifest.roles = {"store", "warehouse", "shipping", "policy"};
    d.manifest.seller_identity = d.manifest.store_identity = {"store-id"};
    return d;
  }

  void start(const fairway::Call& call) override { at("start", &call); }
  void stop(const fairway::Call& call) override { at("stop", &call); }

  void pull_orders(const fairway::Call& call, const fairway::PullRequest& request, fairway::PullOut& out) override {
    Settings s = settings();
    const auto params = request.params_as<Params>();
    s.behaviour = params.behaviour.value_or(s.behaviour);
    s.docs = params.docs.value_or(s.docs);
    s.checkpoint_every = params.checkpoint_every.value_or(s.checkpoint_every);
    s.after = params.after.value_or(s.after);
    s.ms = params.ms.value_or(s.ms);
    const std::string cursor(request.cursor);
    std::int64_t n = std::atoll(cursor.c_str());
    const bool here = s.where == "pull";
    if (here && s.after <= n) misbehave(s, &call);
    while (n < s.docs) {
      call.check();
      fairway::Order order;
      order.channel_order_id = "C-" + std::to_string(++n);
      order.status = fairway::OrderStatus::unshipped;
      out.emit(order);
      if (here && n == s.after) misbehave(s, &call);
      if (s.checkpoint_every > 0 && n % s.checkpoint_every == 0) out.checkpoint(std::to_string(n));
    }
    out.checkpoint(std::to_string(n));
  }

  void submit(const fairway::Call& call, std::span<const fairway::Item<fairway::FulfilmentOrder>> items,
              fairway::Results& results) override {
    accept(call, items, results);
  }
  void cancel(const fairway::Call& call, std::span<const fairway::Item<fairway::Cancellation>> items,
              fairway::Results& results) override {
    accept(call, items, results);
  }
  void confirm(const fairway::Call& call, std::span<const fairway::Item<fairway::Shipment>> items,
               fairway::Results& results) override {
    accept(call, items, results);
  }
  fairway::ShippingAnswer map(const fairway::ShippingQuestion& question) override {
    at("decide", nullptr);
    return {question.method, "/"};
  }
  fairway::PolicyAnswer judge(const fairway::PolicyQuestion&) override {
    at("decide", nullptr);
    return {};
  }
  fairway::ConnectIdentity verify(const fairway::Call& call) override {
    at("verify", &call);
    return {"crash", {{"store-id", settings().store_id}}};
  }

 private:
  template <class D>
  void accept(const fairway::Call& call, std::span<const fairway::Item<D>> items, fairway::Results& results) {
    std::int64_t index = 0;
    for (const auto& item : items) {
      if (index++ == settings().after) at("push", &call);
      results.accepted(item, "X-" + item.key);
    }
  }

  void at(std::string_view place, const fairway::Call* call) const {
    if (settings().where == place) misbehave(settings(), call);
  }

  void misbehave(const Settings& s, const fairway::Call* call) const {
    if (!s.once.empty()) {
      const int file = ::open(s.once.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
      if (file < 0) return;
      ::close(file);
    }
    if (s.behaviour == "segv") *reinterpret_cast<volatile int*>(std::uintptr_t{8}) = 1;
    if (s.behaviour == "abort") std::abort();
    if (s.behaviour == "exit") std::_Exit(3);
    if (s.behaviour == "hang")
      for (volatile bool on = true; on;) ::usleep(10'000);
    if (s.behaviour == "throw-int") throw 42;
    if (s.behaviour == "throw") throw std::runtime_error("thrown on request");
    if (s.behaviour == "unavailable") throw fairway::Error::unavailable("down on request");
    if (s.behaviour == "rejected") throw fairway::Error::rejected("refused on request");
    if (s.behaviour == "allocate") allocate();
    if (s.behaviour == "sleep" && call != nullptr) host().sleep(*call, std::chrono::milliseconds(s.ms));
    if (s.behaviour == "stderr") std::fputs("crash: a line on standard error\n", stderr);
  }

  // Touches every page: memory that is only promised limits nobody.
  static void allocate() {
    std::vector<std::unique_ptr<char[]>> held;
    constexpr std::size_t kPiece = 16 << 20;
    for (;;) {
      held.push_back(std::make_unique<char[]>(kPiece));
      for (std::size_t i = 0; i < kPiece; i += 4096) held.back()[i] = 1;
    }
  }
};

}  // namespace

FAIRWAY_PLUGIN(Crash);

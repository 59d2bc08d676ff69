#include "host/plugins/worker/worker.hpp"

#include "host/plugins/worker/current.hpp"
#include "host/plugins/worker/verbs.hpp"

namespace fairway::plugins {
namespace {

constexpr Millis kStopDeadline{5000};

Status run_verb(Instance* instance, Link& link, Call& call, Reader& in, Writer& tail) {
  if (call.head().verb == Verb::validate) return run_validate(link, call, in);
  if (!instance) return fail(FW_E_INVALID, "the call names no open instance");
  if (call.cancelled()) return fail(FW_E_CANCELLED, "the host asked to stop");
  if (auto started = instance->start(call); !started) return started;
  switch (call.head().verb) {
    case Verb::pull: return run_pull(*instance, call, in, tail);
    case Verb::push: return run_push(*instance, call, in, tail);
    case Verb::decide: return run_decide(*instance, call, in, tail);
    case Verb::connect: return run_connect(*instance, call, in, tail);
    case Verb::open: return {};  // it is started
    default: return fail(FW_E_UNSUPPORTED, "this worker does not know the verb");
  }
}

void send_end(Link& link, const Call& call, const Status& status, std::string_view tail, bool later) {
  Writer out;
  write(out, status);
  out.put(static_cast<std::uint32_t>(call.findings().size()));
  for (const auto& finding : call.findings()) write(out, finding);
  std::vector<StateWrite> state;
  if (status)
    for (const auto& [key, write] : call.state) state.push_back(write);
  write(out, state);
  out.text(tail);
  link.wire.send(Kind::end, call.id(), out.view(), later);
}

}  // namespace

std::optional<HostHello> Worker::greeted() {
  while (!first_)
    if (!link_.wire.receive([&](const Frame& frame) { first_ = std::string(frame.body); })) return std::nullopt;
  const auto hello = read_host_hello(*first_);
  return hello ? std::optional(*hello) : std::nullopt;
}

bool Worker::introduce(const HostHello& host, const Result<Plugin>& plugin) {
  WorkerHello hello;
  hello.sdk = fmt::format("{}.{}", FW_ABI_MAJOR, FW_ABI_MINOR);
  hello.proto = common_protocol(host);
  if (!plugin) {
    hello.refused = plugin.error().message;
  } else {
    link_.plugin = *plugin;
    hello.name = view(plugin->desc->name);
    hello.version = view(plugin->desc->version);
    if (hello.name != host.plugin) hello.refused = fmt::format("the file holds {} and not {}", hello.name, host.plugin);
  }
  if (auto ready = link_.tape.open(host.record, host.replay); !ready) hello.refused = ready.error().message;
  if (hello.proto == 0) hello.refused = "host and worker speak no common protocol";
  return link_.wire.send(Kind::hello, 0, to_text(hello)) && hello.refused.empty();
}

Worker::End Worker::serve() {
  while (!leaving_ && link_.wire.receive([this](const Frame& frame) { take(frame); })) continue;
  if (leaving_) return End::asked_to_leave;
  std::scoped_lock lock(calls_mutex_);
  for (const auto& [id, call] : calls_) call->cancel(kCancelHard);
  return End::stream_closed;
}

void Worker::take(const Frame& frame) {
  switch (frame.kind) {
    case Kind::open: return open(frame.call, frame.body);
    case Kind::close: return close(frame.call);
    case Kind::call: return run(frame.call, frame.body);
    case Kind::leave: leaving_ = true; return;
    case Kind::cancel: return cancel(frame.call, Reader(frame.body).get<std::uint8_t>());
    default: break;
  }
  if (frame.kind != Kind::answer) return;
  if (const auto call = find(frame.call)) call->answered(frame.body);
}

// This thread must not wait for the host to read: what has to be written out for it is left to the pool.
void Worker::cancel(std::uint64_t id, std::uint8_t level) {
  const auto call = find(id);
  if (call) call->cancel(level);
  if (call && call->withdraw()) {
    forget(id);
    send_end(link_, *call, fail(FW_E_CANCELLED, "it waited behind other calls of its channel and had not begun"), {}, true);
  } else if (call) {
    return;
  }
  pool_.submit([this](FaultMark&) { link_.wire.flush(); });  // also for an end that was held back to go with others
}

std::shared_ptr<Call> Worker::find(std::uint64_t id) {
  std::scoped_lock lock(calls_mutex_);
  const auto found = calls_.find(id);
  return found == calls_.end() ? nullptr : found->second;
}

void Worker::forget(std::uint64_t id) {
  std::scoped_lock lock(calls_mutex_);
  calls_.erase(id);
}

void Worker::open(std::uint64_t id, std::string_view body) {
  Reader in(body);
  auto strand = std::make_shared<Strand>(pool_, [this] { link_.wire.flush(); });
  instances_[id] = std::make_shared<Instance>(link_, id, read_open(in), std::move(strand), http_);
}

void Worker::close(std::uint64_t id) {
  const auto found = instances_.find(id);
  if (found == instances_.end()) return;
  const auto instance = found->second;
  instances_.erase(found);
  instance->strand().post([this, instance](FaultMark&) {
    CallHead head;
    head.deadline = kStopDeadline;
    Call call(link_, 0, std::move(head));
    const CurrentCall current(call);
    instance->stop(call);
  });
}

void Worker::run(std::uint64_t id, std::string_view body) {
  Reader in(body);
  auto call = std::make_shared<Call>(link_, id, read_head(in));
  link_.offset_ms.store(call->head().now_ms - link_.clock.now().time_since_epoch().count(), std::memory_order_relaxed);
  {
    std::scoped_lock lock(calls_mutex_);
    calls_.emplace(id, call);
  }
  const auto found = instances_.find(call->head().instance);
  auto instance = found == instances_.end() ? nullptr : found->second;
  auto task = [this, call, instance, fields = std::string(in.rest())](FaultMark& mark) {
    if (!call->begin()) return;
    mark.enter(call->id());
    perform(instance.get(), *call, fields);
    mark.leave();
  };
  if (instance) return instance->strand().post(std::move(task), call->head().verb == Verb::decide);
  pool_.submit([this, task = std::move(task)](FaultMark& mark) {
    task(mark);
    link_.wire.flush();
  });
}

void Worker::perform(Instance* instance, Call& call, std::string_view fields) {
  Writer tail;
  Status status;
  {
    const CurrentCall current(call);
    Reader in(fields);
    status = run_verb(instance, link_, call, in, tail);
  }
  forget(call.id());
  // Answers of decide may wait for each other. Any other end is written before the page says that the call is over: one that
  // is neither in the page nor answered never began, and may run again.
  send_end(link_, call, status, tail.view(), call.head().verb == Verb::decide);
}

void Worker::leave() {
  while (!instances_.empty()) close(instances_.begin()->first);
  pool_.stop();
  link_.wire.flush();
}

}  // namespace fairway::plugins

// From the mixins that a plugin class has to the four verbs: who serves which stream, document, question and step.
#pragma once
#include <concepts>
#include <string>
#include <string_view>

#include "fairway/channel.hpp"
#include "fairway/connect.hpp"
#include "fairway/decide.hpp"
#include "fairway/pull.hpp"
#include "fairway/push.hpp"

namespace fairway::detail {

template <class... M>
struct Mixins {};

using PullMixins = Mixins<OrderSource, OrderIdSource, ListingSource, ListingFileReader, ListingStates, ListingVerdicts,
                          ProductSource, StockSource, StockLookup, ShipmentSource, NoticeSource, HookSource, FileKeeper>;
using DecideMixins = Mixins<ShippingMapper, Policy, ListingFileWriter>;

template <class T, class... M>
constexpr bool has_any(Mixins<M...>) {
  return (std::derived_from<T, M> || ...);
}

template <class T>
constexpr bool pulls = has_any<T>(PullMixins{});
template <class T>
constexpr bool pushes =
    std::derived_from<T, Fulfiller> || std::derived_from<T, ShipmentSink> || std::derived_from<T, Acknowledger> ||
    std::derived_from<T, OrderCanceller> || std::derived_from<T, NoticeSink> || std::derived_from<T, ListingSink> ||
    std::derived_from<T, ListingBulkSink>;
template <class T>
constexpr bool decides = has_any<T>(DecideMixins{});
template <class T>
constexpr bool connects = std::derived_from<T, Verifier>;

// ---- pull ----
template <class M, class T>
bool pull_with(T& plugin, const Call& call, const PullRequest& request, PullOut& out) {
  if constexpr (std::derived_from<T, M>) {
    if (request.stream != M::kStream) return false;
    static_cast<M&>(plugin).pull(call, request, out);
    return true;
  }
  return false;
}
template <class T, class... M>
void pull(T& plugin, const Call& call, const PullRequest& request, PullOut& out, Mixins<M...>) {
  if (!(pull_with<M>(plugin, call, request, out) || ...))
    throw Error::unsupported("no stream " + std::string(request.stream));
}

// ---- push ----
// The items of one kind, decoded. One that cannot be read gets its own result; its neighbours go on.
template <class D>
std::vector<Item<D>> items_of(const fw_push_item* const* items, std::uint64_t n, Results& results) {
  std::vector<Item<D>> found;
  for (std::uint64_t i = 0; i < n; ++i) {
    if (view(items[i]->doc->schema) != D::kSchema) continue;
    Item<D> item;
    JsonError error;
    if (!read_json(view(items[i]->doc->body), item.document, error)) {
      results.fail(i, Error(FW_E_REJECTED, error.message, error.pointer));
      continue;
    }
    item.key = view(items[i]->doc->key);
    item.maybe_sent = (items[i]->flags & FW_PUSH_MAYBE_SENT) != 0;
    item.index = i;
    found.push_back(std::move(item));
  }
  return found;
}

// Every push that a class has, as f.operator()<Document>(lane, call), where call runs the mixin's method.
template <class T, class F>
void each_push(F&& f) {
  if constexpr (std::derived_from<T, Fulfiller>) {
    f.template operator()<FulfilmentOrder>(
        [](T& p, const Call& c, auto items, Results& r) { static_cast<Fulfiller&>(p).submit(c, items, r); });
    f.template operator()<Cancellation>(
        [](T& p, const Call& c, auto items, Results& r) { static_cast<Fulfiller&>(p).cancel(c, items, r); });
  }
  if constexpr (std::derived_from<T, ShipmentSink>)
    f.template operator()<Shipment>(
        [](T& p, const Call& c, auto items, Results& r) { static_cast<ShipmentSink&>(p).confirm(c, items, r); });
  if constexpr (std::derived_from<T, Acknowledger>)
    f.template operator()<OrderAck>(
        [](T& p, const Call& c, auto items, Results& r) { static_cast<Acknowledger&>(p).acknowledge(c, items, r); });
  if constexpr (std::derived_from<T, OrderCanceller>)
    f.template operator()<OrderCancellation>(
        [](T& p, const Call& c, auto items, Results& r) { static_cast<OrderCanceller&>(p).cancel_orders(c, items, r); });
  if constexpr (std::derived_from<T, ListingSink>)
    f.template operator()<ListingChange>(
        [](T& p, const Call& c, auto items, Results& r) { static_cast<ListingSink&>(p).change_listings(c, items, r); });
  if constexpr (std::derived_from<T, ListingBulkSink>)
    f.template operator()<ListingBulkChange>(
        [](T& p, const Call& c, auto items, Results& r) { static_cast<ListingBulkSink&>(p).submit_changes(c, items, r); });
  if constexpr (std::derived_from<T, NoticeSink>)
    f.template operator()<Notice>(
        [](T& p, const Call& c, auto items, Results& r) { static_cast<NoticeSink&>(p).notify(c, items, r); });
}

// An exception out of one kind is the result of that kind's items still without one. The kinds after it are served all
// the same; the first exception is thrown on at the end, so that the host learns of it once more.
template <class T>
void push(T& plugin, const Call& call, const fw_push_item* const* items, std::uint64_t n, const fw_push_out* out) {
  Results results(out, n);
  std::vector<bool> known(n, false);
  std::exception_ptr first;
  each_push<T>([&]<class D>(auto run) {
    for (std::uint64_t i = 0; i < n; ++i) known[i] = known[i] || view(items[i]->doc->schema) == D::kSchema;
    const auto mine = items_of<D>(items, n, results);
    if (mine.empty()) return;
    try {
      run(plugin, call, std::span<const Item<D>>(mine), results);
    } catch (...) {
      const Error error = current_error();
      for (const auto& item : mine)
        if (!results.given(item.index)) results.fail(item.index, error);
      if (!first) first = std::current_exception();
    }
  });
  for (std::uint64_t i = 0; i < n; ++i)
    if (!known[i]) results.fail(i, Error::unsupported("no push of " + std::string(view(items[i]->doc->schema))));
  if (first) std::rethrow_exception(first);
}

// ---- decide ----
template <class M, class T>
bool decide_with(T& plugin, const Call& call, std::string_view schema, const fw_str* questions, std::uint64_t n,
                 const fw_decide_out* out) {
  if constexpr (std::derived_from<T, M>) {
    if (schema != M::Question::kSchema) return false;
    for (std::uint64_t i = 0; i < n; ++i) {
      call.check();
      std::string answer;
      try {
        typename M::Question question;
        JsonError error;
        if (!read_json(view(questions[i]), question, error)) throw Error(FW_E_INVALID, error.message, error.pointer);
        answer = to_json(static_cast<M&>(plugin).answer(question));
      } catch (...) {
        const Error why = current_error();
        const fw_error raw = why.raw();
        expect_ok(out->refuse(out, i, &raw), "the host did not take the refusal");
        continue;
      }
      expect_ok(out->answer(out, i, view(answer)), "the host did not take the answer");
    }
    return true;
  }
  return false;
}
template <class T, class... M>
void decide(T& plugin, const Call& call, std::string_view schema, const fw_str* questions, std::uint64_t n,
            const fw_decide_out* out, Mixins<M...>) {
  if (!(decide_with<M>(plugin, call, schema, questions, n, out) || ...))
    throw Error::unsupported("no question " + std::string(schema));
}

// ---- connect ----
template <class D>
D step_input(std::string_view json) {
  D value;
  JsonError error;
  if (!read_json(json, value, error)) throw Error(FW_E_INVALID, error.message, error.pointer);
  return value;
}
template <class T>
std::string connect(T& plugin, const Call& call, std::string_view step, std::string_view json) {
  if (step == "verify") return to_json(static_cast<Verifier&>(plugin).verify(call));
  if constexpr (std::derived_from<T, Authorizer>) {
    auto& authorizer = static_cast<Authorizer&>(plugin);
    if (step == "begin") return to_json(authorizer.begin(call, step_input<ConnectBegin>(json)));
    if (step == "complete") return to_json(authorizer.complete(call, step_input<ConnectComplete>(json)));
  }
  throw Error::unsupported("no step " + std::string(step));
}

}  // namespace fairway::detail

#include "outbox.hpp"

#include <algorithm>
#include <set>

#include "x12/values.hpp"

namespace wms_x12 {
namespace {

constexpr std::string_view kMark = "\u00B7";
constexpr std::string_view kCancel = "cancel";

// Keys of an interchange as state holds them.
struct Noted {
  std::vector<std::string> keys;
};
BOOST_DESCRIBE_STRUCT(Noted, (), (keys))

// All that replies are waited for, oldest first: one value of state, so no more than fit.
struct Waiting {
  std::vector<Awaited> interchanges;
};
BOOST_DESCRIBE_STRUCT(Waiting, (), (interchanges))
constexpr std::string_view kWaiting = "awaiting";
constexpr std::size_t kMostAwaited = 700;

// Read and kept in one call: what another call has kept in between makes the host take the later one back, to be done again.
class Watch {
 public:
  Watch(const fairway::Host& host, const fairway::Call& call)
      : host_(host), call_(call), before_(host.state().get(call, kWaiting).value_or("")) {
    if (!before_.empty()) all = fairway::from_json<Waiting>(before_).interchanges;
  }
  void keep() const {
    const auto now = all.empty() ? std::string() : fairway::to_json(Waiting{all});
    if (now != before_) host_.state().compare_and_set(call_, kWaiting, before_, now);
  }
  std::vector<Awaited> all;

 private:
  const fairway::Host& host_;
  const fairway::Call& call_;
  std::string before_;
};

std::string number_key(std::uint64_t number) { return "number/" + padded(number, 9); }

// What of an id may stand in the name of a file.
std::string in_a_name(std::string id) {
  for (char& c : id)
    if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) c = '-';
  return id;
}

// 940_ACME_20261122T093000Z_000000041.edi. The sender, for accounts may share an outbox, and each pair of ids has numbers of
// its own.
std::string file_name(const std::string& kind, const std::string& sender, std::uint64_t number, fairway::Time now) {
  auto time = to_text(now).substr(0, 19);
  std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
  return kind + '_' + in_a_name(sender) + '_' + time + "Z_" + padded(number, 9) + ".edi";
}

std::uint64_t number_of(const std::string& name) {
  const auto begin = name.rfind('_'), end = name.rfind('.');
  if (begin == std::string::npos || end == std::string::npos || end < begin) return 0;
  return static_cast<std::uint64_t>(read_whole(std::string_view(name).substr(begin + 1, end - begin - 1)).value_or(0));
}

}  // namespace

std::filesystem::path spool_folder(const Settings& settings) {
  const auto& s = settings;
  return fairway::drop::spool_of(s) / (in_a_name(s.sender_qualifier) + '.' + in_a_name(s.sender) + '_' +
                                       in_a_name(s.receiver_qualifier) + '.' + in_a_name(s.receiver));
}

std::string order_key(const std::string& reference, std::int64_t refusals) {
  return refusals == 0 ? reference : reference + std::string(kMark) + std::to_string(refusals);
}
std::string cancel_key(const std::string& reference) { return reference + std::string(kMark) + std::string(kCancel); }
std::string answer_key(const std::string& what) { return std::string(kMark) + what; }
std::string reference_of(const std::string& key) { return key.substr(0, key.find(kMark)); }
bool is_cancel(const std::string& key) { return key.ends_with(std::string(kMark) + std::string(kCancel)); }

std::uint64_t Outbox::take_numbers(const fairway::Call& call, std::size_t count) {
  const auto& s = settings_;
  const auto sequence = "control " + s.sender_qualifier + ':' + s.sender + ' ' + s.receiver_qualifier + ':' + s.receiver;
  if (!looked_) {
    for (const auto& name : spool_.names()) highest_ = std::max(highest_, number_of(name));
    looked_ = true;
  }
  constexpr std::uint64_t kMostAtOnce = 10'000;
  auto first = host_.numbers().take(call, sequence, count);
  while (first <= highest_) {
    host_.warn("control numbers were given out before: the host was restored from a backup",
               {{"number", std::to_string(first)}, {"highest", std::to_string(highest_)}});
    if (const auto behind = highest_ - first + 1; behind > count)
      host_.numbers().take(call, sequence, std::min<std::uint64_t>(behind - count, kMostAtOnce));
    first = host_.numbers().take(call, sequence, count);
  }
  return first;
}

void Outbox::prepare(const std::vector<std::string>& keys, const std::string& kind, const Envelope& envelope,
                     const std::string& bytes) {
  spool_.prepare(keys, file_name(kind, settings_.sender, envelope.number, host_.now()), bytes);
}

void Outbox::put(const fairway::Call& call, const std::string& key) {
  const auto found = spool_.prepared(key);
  if (!found) throw fairway::Error(FW_E_INTERNAL, "nothing was prepared under this key");
  if (found->sent) return;
  drop_.put(call, found->name, found->bytes);
  const auto number = number_of(found->name);
  host_.state().put(call, number_key(number), fairway::to_json(Noted{found->keys}));
  if (!found->keys.empty() && !reference_of(found->keys.front()).empty()) await_reply(call, number, found->keys.size());
}

void Outbox::await_reply(const fairway::Call& call, std::uint64_t number, std::size_t orders) const {
  if (duration_ms(settings_.reply_within) <= 0) return;
  Watch watch(host_, call);
  for (const auto& one : watch.all)
    if (one.number == number) return;
  if (watch.all.size() >= kMostAwaited) watch.all.erase(watch.all.begin());
  watch.all.push_back({number, orders, host_.now()});
  watch.keep();
}

void Outbox::replied(const fairway::Call& call, std::uint64_t number) const {
  Watch watch(host_, call);
  std::erase_if(watch.all, [&](const Awaited& one) { return one.number == number; });
  watch.keep();
}

std::vector<Awaited> Outbox::overdue(const fairway::Call& call) const {
  Watch watch(host_, call);
  const auto limit = host_.now().ms - duration_ms(settings_.reply_within);
  std::vector<Awaited> late;
  std::erase_if(watch.all, [&](const Awaited& one) {
    if (one.at.ms > limit) return false;
    late.push_back(one);
    return true;
  });
  watch.keep();
  return late;
}

std::vector<std::string> Outbox::keys_of(const fairway::Call& call, std::uint64_t number) {
  if (const auto noted = host_.state().get(call, number_key(number))) return fairway::from_json<Noted>(*noted).keys;
  for (const auto& one : spool_.waiting())
    if (number_of(one.name) == number) return one.keys;
  return {};
}

void Outbox::forget(const fairway::Call& call, std::uint64_t number) const {
  host_.state().remove(call, number_key(number));
}

void Outbox::tidy(const fairway::Call& call) {
  for (const auto& one : spool_.waiting()) {
    const auto noted = host_.state().get(call, number_key(number_of(one.name)));
    // With other ids numbers begin anew: one that is noted may be of what was sent under those before.
    if (noted && fairway::from_json<Noted>(*noted).keys == one.keys) spool_.mark_sent(one.name);
  }
}

void Outbox::remove_old(const fairway::Call& call, const fairway::RetentionRequest& request) {
  const std::set<std::string> open(request.open.begin(), request.open.end());
  const auto removed = drop_.remove_old(
      call, spool_, {request.before.ms, [&](const std::string& key) { return open.contains(reference_of(key)); }});
  if (const auto all = removed.taken + removed.set_aside + removed.left + removed.unsent; all > 0)
    host_.info("files that had their time are removed", {{"files", std::to_string(all)}});
}

std::int64_t Outbox::refusals(const fairway::Call& call, const std::string& reference) const {
  return read_whole(host_.state().get(call, "refusals/" + reference).value_or("0")).value_or(0);
}

void Outbox::refused(const fairway::Call& call, const std::string& reference) const {
  host_.state().put(call, "refusals/" + reference, std::to_string(refusals(call, reference) + 1));
}

}  // namespace wms_x12

// What we send: each thing once, with control numbers that nothing else ever bears.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "fairway/drop/drop.hpp"
#include "fairway/drop/spool.hpp"
#include "fairway/pull.hpp"
#include "order.hpp"

namespace wms_x12 {

// Of this pair of ids: accounts may share an outbox, and what each of them has sent is its own.
std::filesystem::path spool_folder(const Settings& settings);
// Names of what is sent, in the spool. Behind the reference stands what no reference has: a letter that is not of ASCII.
std::string order_key(const std::string& reference, std::int64_t refusals);  // "FW-1", then "FW-1·1" …
std::string cancel_key(const std::string& reference);
std::string answer_key(const std::string& what);   // "·997 000000907"
std::string reference_of(const std::string& key);  // empty: an answer of ours
bool is_cancel(const std::string& key);

// An interchange of orders that a 997 or TA1 is waited for.
struct Awaited {
  std::uint64_t number = 0, orders = 0;
  fairway::Time at;
};
BOOST_DESCRIBE_STRUCT(Awaited, (), (number, orders, at))

// A file goes through three states, each durable before the next: prepared in the spool under its keys, put into the outbox,
// and noted in the channel's state, by its number, when the host commits the call. Only then the spool lets go of it. So a
// crash anywhere leads to the same bytes with the same numbers, and a 997 finds what its number was about, however early.
class Outbox {
 public:
  Outbox(fairway::Host host, const Settings& settings)
      : host_(host),
        settings_(settings),
        drop_(fairway::drop::places_of(settings), {}, host),
        spool_(spool_folder(settings)) {}

  bool knows(const std::string& key) { return spool_.prepared(key).has_value(); }
  // The first of `count` numbers in a row, each above all that stand in the spool: a host that was restored from a backup
  // counts from where it was then.
  std::uint64_t take_numbers(const fairway::Call& call, std::size_t count);
  Envelope envelope(std::uint64_t number) const { return envelope_of(settings_, number, host_.now()); }

  // `keys`: of the sets in their order.
  void prepare(const std::vector<std::string>& keys, const std::string& kind, const Envelope& envelope,
               const std::string& bytes);
  // Puts the file of this key; nothing where it is known to have been put.
  void put(const fairway::Call& call, const std::string& key);

  // The keys of an interchange of ours; empty: none that we know of.
  std::vector<std::string> keys_of(const fairway::Call& call, std::uint64_t number);
  // A reply to it came: it is no longer waited for.
  void replied(const fairway::Call& call, std::uint64_t number) const;
  // Interchanges of orders that no reply came to in time. Each is told once.
  std::vector<Awaited> overdue(const fairway::Call& call) const;
  // It was taken as a whole: nothing more is asked of it.
  void forget(const fairway::Call& call, std::uint64_t number) const;
  // Lets go of what was put by calls that the host has committed. At the start of a call.
  void tidy(const fairway::Call& call);

  // Files of either direction that have had their time, but for those whose orders may still have to be sent or fetched.
  void remove_old(const fairway::Call& call, const fairway::RetentionRequest& request);

  // How often the warehouse's system has refused what was sent for a reference.
  std::int64_t refusals(const fairway::Call& call, const std::string& reference) const;
  void refused(const fairway::Call& call, const std::string& reference) const;

 private:
  void await_reply(const fairway::Call& call, std::uint64_t number, std::size_t orders) const;

  fairway::Host host_;
  const Settings& settings_;
  fairway::drop::Drop drop_;
  fairway::drop::Spool spool_;
  bool looked_ = false;  // for the highest number that the spool knows
  std::uint64_t highest_ = 0;
};

}  // namespace wms_x12

// Files that tell of people go when they have had their time.
#include <algorithm>
#include <set>

#include "fairway/drop/drop.hpp"

namespace fairway::drop {
namespace {

constexpr std::string_view kReason = ".reason.txt";

// A writer's clock may run ahead, and a restored or touched file look new: the earlier of the two times counts.
std::int64_t since_ms(const Entry& entry) { return std::min(entry.modified_ms, entry.placed_ms); }

// ".NAME.tmp", which a crash left half written.
std::string final_name(const std::string& name) {
  const bool temporary = name.starts_with('.') && name.ends_with(".tmp") && name.size() > 5;
  return temporary ? name.substr(1, name.size() - 5) : name;
}

}  // namespace

std::size_t Drop::remove_where(const Call& call, Files& files, const std::string& folder,
                               const std::function<bool(const Entry&)>& old) {
  std::size_t removed = 0;
  for (const Entry& entry : files.list(call, folder)) {
    if (!old(entry)) continue;
    call.check();
    if (files.remove(call, folder + '/' + entry.name)) ++removed;
  }
  return removed;
}

// A file and its reason go together: the reason was written when the file was set aside.
std::size_t Drop::remove_set_aside(const Call& call, std::int64_t before_ms) {
  std::map<std::string, std::int64_t> reasons;  // by the name of the file
  for (const Entry& entry : places_.in_files->list(call, places_.rejects))
    if (entry.name.ends_with(kReason)) reasons[entry.name.substr(0, entry.name.size() - kReason.size())] = since_ms(entry);
  return remove_where(call, *places_.in_files, places_.rejects, [&](const Entry& entry) {
    const auto reason = reasons.find(entry.name);
    return (reason == reasons.end() ? since_ms(entry) : reason->second) < before_ms;
  });
}

std::size_t Drop::remove_from_outbox(const Call& call, const Spool::SentFiles& ours, const Expiry& expiry) {
  return remove_where(call, *places_.out_files, places_.outbox, [&](const Entry& entry) {
    const auto keys = ours.find(final_name(entry.name));
    return keys != ours.end() && since_ms(entry) < expiry.before_ms &&
           std::none_of(keys->second.begin(), keys->second.end(), expiry.still_open);
  });
}

Removed Drop::remove_old(const Call& call, Spool& spool, const Expiry& expiry) {
  make_folders(call);
  if (places_.out_files->ours()) places_.out_files->make_folder(call, places_.outbox);
  Removed removed;
  removed.taken = remove_where(call, *places_.in_files, places_.archive,
                               [&](const Entry& entry) { return since_ms(entry) < expiry.before_ms; });
  removed.set_aside = remove_set_aside(call, expiry.before_ms);
  for (const Prepared& one : spool.waiting()) {
    const bool open = std::any_of(one.keys.begin(), one.keys.end(), expiry.still_open);
    if (open || one.prepared_ms >= expiry.before_ms) continue;
    spool.mark_sent(one.name);
    ++removed.unsent;
  }
  removed.left = remove_from_outbox(call, spool.sent(), expiry);
  return removed;
}

}  // namespace fairway::drop

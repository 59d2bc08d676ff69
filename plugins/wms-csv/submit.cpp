// Orders and cancellations go out as files, one for each call, each document in one file for ever: what was prepared before a
// crash is put again as it was, under its name, and nothing is made anew. A file that lies there is no word of the warehouse's,
// so no order gets an id from it: by an id the host knows that the warehouse has the order, and that its stock accounts for it.
#include <set>

#include "order_rows.hpp"
#include "wms_csv.hpp"

namespace wms_csv {
namespace {

using fairway::Error;
using fairway::drop::Drop;
using fairway::drop::Prepared;
using fairway::drop::Spool;

// "20261122T093000Z"
std::string stamp(fairway::Time now) {
  std::string text = fairway::to_text({now.ms / 1000 * 1000});
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

constexpr std::string_view kCancel = "/cancel";  // behind an order's key: what is known of its cancellation

class Sender {
 public:
  Sender(const fairway::Host& host, const Settings& settings, Drop& drop, Spool& spool)
      : host_(host), settings_(settings), drop_(drop), spool_(spool) {}

  // Makes sure that the partner has it.
  void finish(const fairway::Call& call, const Prepared& prepared) {
    if (prepared.sent) return;
    drop_.put(call, prepared.name, prepared.bytes);
    spool_.mark_sent(prepared.name);
  }

  // `rows_of(document)` are the rows of one, `key_of(document)` what it is known by.
  template <class D, class K, class R>
  void send(const fairway::Call& call, std::span<const fairway::Item<D>> items, fairway::Results& results,
            const std::string& kind, const std::vector<OutColumn>& columns, K&& key_of, R&& rows_of) {
    std::vector<const fairway::Item<D>*> fresh;
    std::vector<std::string> keys;
    std::set<std::string> known;
    std::string bytes = header_row(columns, settings_);
    for (const auto& item : items) {
      call.check();
      const std::string key = key_of(item.document);
      try {
        if (const auto before = spool_.prepared(key)) {
          finish(call, *before);
          results.accepted(item);
          continue;
        }
        if (known.insert(key).second) bytes += rows_of(item.document), keys.push_back(key);
        fresh.push_back(&item);
      } catch (const Error& error) {
        if (error.code() != FW_E_REJECTED) throw;
        results.failed(item, error);
      }
    }
    if (fresh.empty()) return;
    const std::string name = next_name(call, kind);
    spool_.prepare(keys, name, bytes);
    finish(call, {name, bytes, {}, false});
    for (const auto* item : fresh) results.accepted(*item);
  }

 private:
  std::string next_name(const fairway::Call& call, const std::string& kind) {
    const auto number = host_.numbers().take(call, "files/" + settings_.outbox);
    std::string sequence = std::to_string(number);
    if (sequence.size() < 6) sequence.insert(0, 6 - sequence.size(), '0');
    return file_name(settings_, kind, stamp(host_.now()), sequence);
  }

  const fairway::Host& host_;
  const Settings& settings_;
  Drop& drop_;
  Spool& spool_;
};

}  // namespace

void WmsCsv::submit(const fairway::Call& call, std::span<const fairway::Item<fairway::FulfilmentOrder>> items,
                    fairway::Results& results) {
  const auto columns = order_columns(settings());
  Sender(host(), settings(), shipments_, spool_)
      .send(
          call, items, results, "ord", columns, [](const auto& order) { return order.reference; },
          [&](const auto& order) { return rows_of(order, columns, settings()); });
}

void WmsCsv::cancel(const fairway::Call& call, std::span<const fairway::Item<fairway::Cancellation>> items,
                    fairway::Results& results) {
  Sender sender(host(), settings(), shipments_, spool_);
  std::vector<fairway::Item<fairway::Cancellation>> wanted;
  for (const auto& item : items) {
    const auto& reference = item.document.reference;
    const auto order = spool_.prepared(reference);
    if (!order) {
      results.failed(item, Error::rejected("no file was ever made with order " + reference, "/reference"));
      continue;
    }
    try {
      sender.finish(call, *order);  // nobody else would, and the other orders of its file did not cancel
    } catch (const Error& error) {
      if (error.code() != FW_E_REJECTED) throw;
      results.failed(item, error);
      continue;
    }
    if (!item.document.lines.empty())
      results.failed(item, Error::rejected("this warehouse cancels whole orders only", "/lines"));
    else if (settings().cancel == "file") wanted.push_back(item);
    else
      results.failed(item, Error::rejected("order " + reference + " went out in " + order->name +
                                           ", and this warehouse takes no cancellations by file: call it"));
  }
  const auto columns = cancellation_columns(settings());
  sender.send(
      call, std::span<const fairway::Item<fairway::Cancellation>>(wanted), results, "can", columns,
      [](const auto& one) { return one.reference + std::string(kCancel); },
      [&](const auto& one) { return row_of(one, columns, settings()); });
}

void WmsCsv::remove_old_files(const fairway::Call& call, const fairway::RetentionRequest& request, fairway::PullOut&) {
  const std::set<std::string> open(request.open.begin(), request.open.end());
  const auto removed = shipments_.remove_old(call, spool_, {request.before.ms, [&](std::string key) {
                                                              if (key.ends_with(kCancel))
                                                                key.resize(key.size() - kCancel.size());
                                                              return open.contains(key);
                                                            }});
  if (const auto all = removed.taken + removed.set_aside + removed.left + removed.unsent; all > 0)
    host().info("files that had their time are removed", {{"files", std::to_string(all)}});
}

}  // namespace wms_csv

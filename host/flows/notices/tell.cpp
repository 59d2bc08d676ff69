// The channel is told what became of its orders, in the order in which it happened, each once: an event's id is the key of its
// notice, and the cursor moves on with what was told. What the channel refuses for good is an event of the order and stops nobody;
// what it could not take now, and what comes after it, is told again, for a day; then it counts as refused.
#include "host/flows/notices/tell.hpp"

#include <sstream>

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/working.hpp"
#include "host/ledger/news.hpp"
#include "host/ledger/records.hpp"
#include "host/ledger/store.hpp"

namespace fairway::flows {
namespace {

constexpr std::size_t kNewsPage = 200;
constexpr Millis kToldWithin = std::chrono::hours(24);  // as plugins/storefront/README.md promises
constexpr std::int64_t kLeastTries = 20;                // a store that was paused for a day has not tried for a day

// How far the channel was told, and since when the next piece of news does not get through.
struct Progress {
  std::int64_t told = 0;  // the last event
  std::int64_t head = 0;  // the event that is tried again; 0: none
  std::int64_t since = 0, tries = 0;
};

Progress read_progress(const std::string& cursor) {
  Progress progress;
  std::istringstream(cursor) >> progress.told >> progress.head >> progress.since >> progress.tries;
  return progress;
}

std::string written(const Progress& p) {
  return p.head == 0 ? fmt::format("{}", p.told) : fmt::format("{} {} {} {}", p.told, p.head, p.since, p.tries);
}

struct Telling {
  const char *event, *notice, *severity;
};
constexpr Telling kTellings[] = {{"held", "order-held", "warning"},
                                 {"released", "order-released", "info"},
                                 {"unmapped", "order-needs-mapping", "warning"},
                                 {"refused", "order-rejected", "error"},
                                 {"cancelled", "order-cancelled", "info"},
                                 {"cancellation-refused", "order-cancellation-refused", "warning"},
                                 {"dropped", "order-dropped", "error"},
                                 {"failed", "order-failed", "error"}};

// What is to be told, out of a page of what happened.
struct NewsPage {
  Progress before;
  std::vector<ledger::News> news;  // for this store
  std::vector<plugins::PushItem> items;
  std::int64_t last = 0;  // the last event that was looked at
  bool more = false;
};

plugins::PushItem notice_of(const ledger::News& news, const std::string& store) {
  Notice notice;
  for (const auto& kind : kTellings)
    if (news.event.type == kind.event) notice.kind = kind.notice, notice.severity = kind.severity;
  notice.store = store;
  notice.channel_order_id = news.channel_order_id;
  notice.reference = fmt::format("{}", news.event.order_id);
  notice.at = ledger::to_time(news.event.at);
  const auto data = parse_json(news.event.data).value_or(json::value());
  for (const char* said : {"reason", "message"})
    if (notice.message.empty()) notice.message = std::string(text_at(data, said));
  return {{std::string(Notice::kSchema), fmt::format("{}", news.event.id), to_json(notice)}, false};
}

std::string news_scope(const StorePlace& place) {
  return fmt::format("news/{}/{}", place.account->name, place.store->nickname);
}

// What happened before the store went live here is nobody's news.
Result<Instant> lives_since(storage::Transaction& tx, const StorePlace& place) {
  auto rows = ledger::stores_of(tx, place.account->name);
  if (!rows) return fail(std::move(rows.error()));
  for (const auto& row : *rows)
    if (row.nickname == place.store->nickname && row.identity == place.store->store_identity)
      return row.live_since.value_or(Instant::max());
  return Instant::max();
}

Result<NewsPage> next_news(Context& context, const StorePlace& place, std::size_t most) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto since = lives_since(**tx, place);
  if (!since) return fail(std::move(since.error()));
  auto cursor = ledger::cursor(**tx, news_scope(place));
  if (!cursor) return fail(std::move(cursor.error()));
  NewsPage page;
  page.before = read_progress(*cursor);
  page.last = page.before.told;
  auto all = ledger::news_after(**tx, page.last, kNewsPage);
  if (!all) return fail(std::move(all.error()));
  page.more = all->size() == kNewsPage;
  for (auto& one : *all) {
    const bool ours = one.account == place.account->name && one.store == place.store->nickname &&
                      one.plugin == place.store->settings.plugin && one.seller == place.store->seller_identity &&
                      one.event.at >= *since;
    if (ours && page.items.size() == most) {
      page.more = true;
      break;
    }
    page.last = one.event.id;
    if (!ours) continue;
    page.items.push_back(notice_of(one, place.store->nickname));
    page.news.push_back(std::move(one));
  }
  return page;
}

// What a person has to mend first is no fault of the news, and a host that stops has not tried.
bool blames_news(const Failure& why) {
  return why.code != FW_E_AUTH && why.code != FW_E_CONFIG && why.code != FW_E_CANCELLED;
}

// Where a failure leaves the news that met it.
Progress stopped_at(const Progress& before, std::int64_t told, std::int64_t event, const Failure& why, Instant now) {
  if (!blames_news(why)) return {told};
  if (before.head == event) return {told, event, before.since, before.tries + 1};
  return {told, event, ledger::to_ms(now), 1};
}

bool is_given_up(const Progress& stopped, Instant now) {
  return stopped.head != 0 && stopped.tries >= kLeastTries && now - ledger::from_ms(stopped.since) >= kToldWithin;
}

ledger::Finding untold(const ledger::News& news, const std::string& target, const Progress& stopped, const Failure& why) {
  return {
      fmt::format("untold/{}", news.event.id), news.account, target, std::string(ledger::kUntold),
      fmt::format("order {}: the channel could not be told \"{}\" for a day, in {} tries: {}; what came after it is told",
                  news.channel_order_id, news.event.type, stopped.tries, why.message)};
}

}  // namespace

bool is_told(const Catalogue& catalogue, const config::Store& store) {
  return store.enabled && store.orders.enabled && catalogue.push(store.settings.plugin, Notice::kSchema);
}

Status tell(Context& context, Work& work) {
  const auto place = store_of(context, work.group());
  if (!place) return fail(place.error());
  const auto& store = *place->store;
  const auto* kind = context.catalogue.push(store.settings.plugin, Notice::kSchema);
  if (!kind) return {};  // the plugin has no such thing any more
  auto page = next_news(context, *place, static_cast<std::size_t>(kind->batch));
  if (!page) return fail(std::move(page.error()));
  if (page->last == page->before.told) return {};
  const auto spec = channel_spec(context.catalogue, *place->account, store, store.nickname, Notice::kSchema);
  std::vector<std::int64_t> ids;
  for (const auto& one : page->news) ids.push_back(one.event.order_id);
  auto pushed = push(context, work, spec, page->items, ids);

  return with_orders(context, work, ids, pushed, [&](Unit& unit, OrderBook& book) -> Result<std::vector<ledger::Outcome>> {
    ledger::Outcome outcome;
    const auto now = context.clock.now();
    Progress progress{page->last};
    std::vector<ledger::Finding> findings;
    for (std::size_t i = 0; i < page->items.size(); ++i) {
      const auto& status = pushed.of(i).status;
      const auto& event = page->news[i].event;
      const char* what = "the channel refuses to be told";
      if (!status && status.error().code != FW_E_REJECTED) {
        const auto told = i == 0 ? page->before.told : page->news[i - 1].event.id;
        const auto stopped = stopped_at(page->before, told, event.id, status.error(), now);
        if (!is_given_up(stopped, now)) {
          outcome = again_later(status.error());
          progress = stopped;
          break;
        }
        what = "for a day the channel could not be told";
        findings.push_back(untold(page->news[i], store.nickname, stopped, status.error()));
      }
      if (!status)
        if (auto* order = book.order(event.order_id))
          book.ledger().record(
              *order, ledger::Event::notice, cause_of(work),
              json::object{{"severity", "warning"},
                           {"message", fmt::format("{} \"{}\": {}", what, event.type, status.error().message)}});
    }
    if (auto ok = ledger::raise(unit.tx(), findings, now); !ok) return fail(std::move(ok.error()));
    if (auto ok = ledger::set_cursor(unit.tx(), news_scope(*place), written(progress), now); !ok)
      return fail(std::move(ok.error()));
    if (page->more && !outcome.failure) outcome.again = now;
    return std::vector<ledger::Outcome>{outcome};
  });
}

}  // namespace fairway::flows

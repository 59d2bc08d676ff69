// Personal data past its time. Orders go by their account's `privacy: retain`, counted from their end or last parcel, when
// they are dropped for want of a link, and, where a person asked for it, as soon as they have ended; rows that came in wrong
// and webhook deliveries by the account's time too, after 30 days at the latest.
#include "host/flows/privacy/shred.hpp"
#include "host/flows/routing/unlinked.hpp"
#include "host/flows/steps.hpp"

namespace fairway::flows {
namespace {

using ledger::Redaction;
using ledger::Why;

constexpr std::size_t kRedactPage = 500;
constexpr Millis kPause =
    std::chrono::seconds(1);  // after a full page: a million orders due at once must not hold up new ones
constexpr Millis kOpenKept = std::chrono::hours(24 * 150);  // an order that nobody ends keeps its address no longer
constexpr Millis kRawKept = std::chrono::hours(24 * 30);  // as long as an order's by default; a delivery is known that long

// One page: removes what keys sealed and names it, to be shredded in the same transaction.
struct Take {
  Why why;
  std::function<Result<std::vector<Redaction>>(Unit&)> run;
};

// How much it was.
Result<std::size_t> shred_page(Context& context, const Take& take, const std::string& cause) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  auto gone = take.run(*unit);
  if (!gone) return fail(std::move(gone.error()));
  if (auto ok = shred(context, *unit, *gone, take.why, cause); !ok) return fail(std::move(ok.error()));
  if (auto ok = unit->commit(); !ok) return fail(std::move(ok.error()));
  return gone->size();
}

Result<std::vector<Redaction>> cut_all(Unit& unit, const std::vector<std::int64_t>& ids, Instant now, Why why,
                                       const std::string& cause) {
  OrderBook book(now);
  if (auto ok = book.load(unit.tx(), ids); !ok) return fail(std::move(ok.error()));
  std::vector<Redaction> gone;
  for (const auto id : ids)
    if (auto* order = book.order(id)) cut_personal(book, *order, why, cause, gone);
  if (auto ok = book.ledger().flush(unit.tx()); !ok) return fail(std::move(ok.error()));
  return gone;
}

Result<std::vector<Redaction>> take_old(Unit& unit, const std::string& account, Instant until, Instant now,
                                        const std::string& cause) {
  auto ids = ledger::orders_to_redact(unit.tx(), account, until, until - kOpenKept, kRedactPage);
  if (!ids) return fail(std::move(ids.error()));
  return cut_all(unit, *ids, now, Why::retention, cause);
}

// What people asked for and had to wait: each by the word of who did.
Status shred_requested(Context& context) {
  auto due = [&]() -> Result<std::vector<ledger::RedactionRequest>> {
    auto tx = context.db.read();
    if (!tx) return fail(std::move(tx.error()));
    return ledger::requests_due(**tx, kRedactPage);
  }();
  if (!due) return fail(std::move(due.error()));
  for (const auto& request : *due) {
    const auto cause = "by " + request.author;
    const Take one{Why::request, [&](Unit& unit) -> Result<std::vector<Redaction>> {
                     if (auto ok = ledger::forget_requests(unit.tx(), {request.order_id}); !ok)
                       return fail(std::move(ok.error()));
                     return cut_all(unit, {request.order_id}, context.clock.now(), Why::request, cause);
                   }};
    if (auto shredded = shred_page(context, one, cause); !shredded) return fail(std::move(shredded.error()));
  }
  return {};
}

Result<std::vector<std::string>> known_accounts(Context& context) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  return ledger::accounts_with_orders(**tx);
}

void take_raw(std::vector<Take>& takes, const std::string& account, Instant before) {
  takes.push_back(
      {Why::retention, [=](Unit& unit) { return ledger::blank_rejects(unit.tx(), account, before, kRedactPage); }});
  takes.push_back({Why::retention, [=](Unit& unit) { return ledger::drop_hooks(unit.tx(), account, before, kRedactPage); }});
}

std::vector<Take> all_takes(const Context& context, const std::vector<std::string>& accounts, Instant now,
                            const std::string& cause) {
  std::vector<Take> takes;
  take_raw(takes, {}, now - kRawKept);
  for (const auto& name : accounts) {
    const auto* account = context.account(name);  // one that is gone from the configuration keeps no longer than the default
    const auto retain = account ? account->retain_pii : config::Account().retain_pii;
    if (retain < kRawKept) take_raw(takes, name, now - retain);
    takes.push_back({Why::retention, [=](Unit& unit) { return take_old(unit, name, now - retain, now, cause); }});
    if (account)
      takes.push_back({Why::unlinked, [=](Unit& unit) { return drop_unlinked(unit, *account, now, cause, kRedactPage); }});
  }
  return takes;
}

}  // namespace

Status redact(Context& context, Work& work) {
  const auto now = context.clock.now();
  auto accounts = known_accounts(context);
  if (!accounts) return fail(std::move(accounts.error()));
  if (auto ok = shred_requested(context); !ok) return ok;
  ledger::Outcome outcome;
  for (const auto& take : all_takes(context, *accounts, now, cause_of(work))) {
    auto shredded = shred_page(context, take, cause_of(work));
    if (!shredded) return fail(std::move(shredded.error()));
    if (*shredded == kRedactPage) outcome.again = now + kPause;
  }
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  if (auto ok = work.settle_all(context, unit->tx(), outcome); !ok) return ok;
  return unit->commit();
}

}  // namespace fairway::flows

// Personal data past its time: the key is destroyed, and with it what it sealed, in the database and in every later backup.
// Orders go by their account's `privacy: retain`, counted from their end or last parcel, and when they are dropped for want of a
// link; rows that came in wrong and webhook deliveries after 30 days.
#include "host/flows/steps.hpp"
#include "host/flows/unlinked.hpp"
#include "host/flows/working.hpp"
#include "host/ledger/hook.hpp"
#include "host/ledger/records.hpp"

namespace fairway::flows {
namespace {

constexpr std::size_t kRedactPage = 500;
constexpr Millis kPause =
    std::chrono::seconds(1);  // after a full page: a million orders due at once must not hold up new ones
constexpr Millis kOpenKept = std::chrono::hours(24 * 150);  // an order that nobody ends keeps its address no longer
constexpr Millis kRawKept = std::chrono::hours(24 * 30);  // as long as an order's by default; a delivery is known that long

// One page: `take` removes what the keys sealed and gives the keys. They are destroyed before it is committed: rows without
// keys are redacted all the same, keys without rows would not be. The number of keys.
using Take = std::function<Result<std::vector<std::string>>(Unit&)>;
Result<std::size_t> shred(Context& context, const Take& take) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  auto keys = take(*unit);
  if (!keys) return fail(std::move(keys.error()));
  if (auto ok = context.vault.destroy(*keys); !ok) return fail(std::move(ok.error()));
  if (auto ok = unit->commit(); !ok) return fail(std::move(ok.error()));
  return keys->size();
}

Result<std::vector<std::string>> take_orders_data(Unit& unit, const std::string& account, Instant until, Instant now,
                                                  const std::string& cause) {
  auto ids = ledger::orders_to_redact(unit.tx(), account, until, until - kOpenKept, kRedactPage);
  if (!ids) return fail(std::move(ids.error()));
  OrderBook book(now);
  if (auto ok = book.load(unit.tx(), *ids); !ok) return fail(std::move(ok.error()));
  std::vector<std::string> keys;
  for (const auto id : *ids) {
    auto* order = book.order(id);
    keys.push_back(order->pii.key_id);
    order->pii = {};
    book.ledger().record(*order, ledger::Event::redacted, cause);
  }
  if (auto ok = book.ledger().flush(unit.tx()); !ok) return fail(std::move(ok.error()));
  return keys;
}

Result<std::vector<std::string>> known_accounts(Context& context) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  return ledger::accounts_with_orders(**tx);
}

}  // namespace

Status redact(Context& context, Work& work) {
  const auto now = context.clock.now();
  auto accounts = known_accounts(context);
  if (!accounts) return fail(std::move(accounts.error()));
  std::vector<Take> takes{[&](Unit& unit) { return ledger::blank_rejects(unit.tx(), now - kRawKept, kRedactPage); },
                          [&](Unit& unit) { return ledger::drop_hooks(unit.tx(), now - kRawKept, kRedactPage); }};
  for (const auto& name : *accounts) {
    const auto* account = context.account(name);  // one that is gone from the configuration keeps no longer than the default
    const auto until = now - (account ? account->retain_pii : config::Account().retain_pii);
    takes.push_back([&, until](Unit& unit) { return take_orders_data(unit, name, until, now, cause_of(work)); });
    if (account)
      takes.push_back([&, account](Unit& unit) { return drop_unlinked(unit, *account, now, cause_of(work), kRedactPage); });
  }
  ledger::Outcome outcome;
  for (const auto& take : takes) {
    auto shredded = shred(context, take);
    if (!shredded) return fail(std::move(shredded.error()));
    if (*shredded == kRedactPage) outcome.again = now + kPause;
  }
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  if (auto ok = work.settle_all(context, unit->tx(), outcome); !ok) return ok;
  return unit->commit();
}

}  // namespace fairway::flows

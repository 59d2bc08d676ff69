#include "host/flows/intake/post_order.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/flows/intake/take_orders.hpp"
#include "host/flows/working.hpp"
#include "host/ledger/posted.hpp"

namespace fairway::flows {
namespace {

using PostKind = PostEnd::Kind;

PostEnd ends(PostKind kind, std::string message, std::int64_t order = 0) {
  return {kind, order, false, {}, std::move(message)};
}
PostEnd is_wrong(std::vector<WrongPlace> wrong) { return {PostKind::wrong, 0, false, std::move(wrong), {}}; }

// Where the order would go: the store as it is configured, and as the database knows it.
struct Desk {
  const config::Account* account = nullptr;
  const config::Store* store = nullptr;
  ledger::StoreRow row;
};

// Why nothing is taken there now; nothing: it is. What a person may switch on again is `not_now`, so that the shop keeps it.
std::optional<PostEnd> closed(const Context& context, const Desk& desk) {
  const auto& store = *desk.store;
  const auto name = "store " + store.nickname;
  if (!takes_posts(context.catalogue, store))
    return context.catalogue.find(store.settings.plugin)
               ? ends(PostKind::not_taken, name + " fetches its orders by itself; none is posted to it")
               : ends(PostKind::not_now, fmt::format("the plugin {} of {} is not there", store.settings.plugin, name));
  if (!store.enabled) return ends(PostKind::not_now, name + " is disabled");
  if (!store.orders.enabled) return ends(PostKind::not_now, name + " takes no orders: orders.enabled is not true");
  if (desk.row.id == 0 || !desk.row.live_since) return ends(PostKind::not_now, name + " is being switched on");
  if (desk.row.paused) return ends(PostKind::not_now, name + " is paused");
  return std::nullopt;
}

Result<ledger::StoreRow> row_of(storage::Transaction& tx, const config::Account& account, const config::Store& store) {
  auto rows = ledger::stores_of(tx, account.name);
  if (!rows) return fail(std::move(rows.error()));
  for (auto& row : *rows)
    if (row.nickname == store.nickname && row.identity == store.store_identity) return std::move(row);
  return ledger::StoreRow{};
}

// One post, in one transaction.
class Posting {
 public:
  Posting(Context& context, Unit& unit, const Desk& desk, const OrderPost& post, PostedOrder posted)
      : context_(context),
        unit_(unit),
        desk_(desk),
        post_(post),
        key_{desk.store->settings.plugin, desk.store->seller_identity, post.key},
        posted_(std::move(posted)) {}

  // What was taken stays so while the store takes no more.
  Result<PostEnd> run() {
    if (posted_.wrong.empty()) {
      auto before = ledger::posted_under(unit_.tx(), key_);
      if (!before) return fail(std::move(before.error()));
      if (*before) return repetition(**before);
    }
    if (auto why = closed(context_, desk_)) return std::move(*why);
    if (!posted_.wrong.empty()) return is_wrong(std::move(posted_.wrong));
    auto known = find();
    if (!known) return fail(std::move(known.error()));
    return *known ? known_order(**known) : new_order();
  }

 private:
  const Order& order() const { return posted_.order; }

  Result<std::optional<ledger::OrderRow>> find() {
    auto rows = ledger::orders_by_channel_id(unit_.tx(), key_.plugin, key_.seller, {order().channel_order_id});
    if (!rows) return fail(std::move(rows.error()));
    if (rows->empty()) return std::optional<ledger::OrderRow>();
    return std::optional(std::move(rows->front()));
  }

  // What was posted before; nothing where the order's key is no more, and with it what it said.
  Result<std::optional<PostedContent>> content_of(const ledger::OrderRow& row, const ledger::PostedRow& before) const {
    if (row.pii.key_id.empty() || before.content.empty()) return std::optional<PostedContent>();
    const auto opened = context_.vault.unseal({row.pii.key_id, before.content});
    if (!opened && opened.error().code == FW_E_REJECTED) return std::optional<PostedContent>();
    if (!opened) return fail(opened.error());
    const auto cut = opened->find(' ');
    return std::optional(PostedContent{opened->substr(0, cut), opened->substr(cut + 1)});
  }

  PostEnd of_another_account(const std::string& order) const {
    return ends(PostKind::conflict, fmt::format("order {} is another account's", order));
  }

  Result<PostEnd> repetition(const ledger::PostedRow& before) const {
    auto rows = ledger::orders_by_id(unit_.tx(), {before.order_id});
    if (!rows) return fail(std::move(rows.error()));
    if (rows->empty()) return fail(FW_E_INTERNAL, "the order of this Idempotency-Key is not there");
    const auto& row = rows->front();
    if (row.account != desk_.account->name) return of_another_account(row.channel_order_id);
    auto content = content_of(row, before);
    if (!content) return fail(std::move(content.error()));
    if (!*content || (*content)->same(posted_.content)) return ends(PostKind::known, {}, row.id);
    return ends(PostKind::conflict,
                fmt::format("this Idempotency-Key came with another body, which is order {}", row.channel_order_id), row.id);
  }

  // Nothing: of none of its posts it is known any more what it said.
  Result<std::optional<bool>> was_posted(const ledger::OrderRow& row) const {
    auto all = ledger::posted_of(unit_.tx(), row.id);
    if (!all) return fail(std::move(all.error()));
    std::optional<bool> same;
    for (const auto& before : *all) {
      auto content = content_of(row, before);
      if (!content) return fail(std::move(content.error()));
      if (*content) same = same.value_or(false) || (*content)->same(posted_.content);
    }
    return same;
  }

  // Its id is known, its key is not.
  Result<PostEnd> known_order(const ledger::OrderRow& row) {
    if (row.account != desk_.account->name) return of_another_account(row.channel_order_id);
    auto same = was_posted(row);
    if (!same) return fail(std::move(same.error()));
    if (*same && **same) return keep(row, PostKind::known, false);
    if (!order().updated_at || ledger::to_instant(*order().updated_at) <= row.updated_at)
      return ends(PostKind::conflict,
                  fmt::format("order {} is known {}; the next version of it has a later updated_at than {}",
                              order().channel_order_id,
                              *same ? "with another content" : "under another key, and what it said is erased",
                              to_text(ledger::to_time(row.updated_at))),
                  row.id);
    if (auto ok = take(); !ok) return fail(std::move(ok.error()));
    return keep_as_it_is(PostKind::taken, false);
  }

  Result<PostEnd> new_order() {
    if (auto why = why_passed_over(order(), *desk_.store, desk_.account->skus.get(), context_.clock.now()))
      return is_wrong({std::move(*why)});
    if (auto ok = take(); !ok) return fail(std::move(ok.error()));
    return keep_as_it_is(PostKind::taken, true);
  }

  // The way of every order. `start` is about what is fetched, so it does not count here.
  Status take() {
    Intake intake;
    intake.account = desk_.account;
    intake.source = "store:" + desk_.store->nickname;
    intake.cause = "posted by " + post_.person;
    intake.stores[desk_.store->nickname] = {desk_.store, desk_.row};
    intake.stores.begin()->second.row.live_since = Instant{};
    plugins::Batch batch;
    batch.documents.push_back({std::string(Order::kSchema), order().channel_order_id, to_json(order())});
    return take_orders(context_, unit_, intake, batch);
  }

  Result<PostEnd> keep_as_it_is(PostKind kind, bool fresh) {
    auto row = find();
    if (!row) return fail(std::move(row.error()));
    if (!*row) return fail(FW_E_INTERNAL, "the posted order was not stored");
    return keep(**row, kind, fresh);
  }

  Result<PostEnd> keep(const ledger::OrderRow& row, PostKind kind, bool fresh) {
    ledger::PostedRow posted{row.id, {}};
    if (!row.pii.key_id.empty()) {
      auto sealed = context_.vault.reseal(row.pii.key_id, posted_.content.hash + ' ' + posted_.content.body_hash);
      if (!sealed && sealed.error().code != FW_E_REJECTED) return fail(std::move(sealed.error()));
      if (sealed) posted.content = std::move(*sealed);  // REJECTED: redacted, and stays so
    }
    if (auto ok = ledger::keep_posted(unit_.tx(), key_, posted, context_.clock.now()); !ok)
      return fail(std::move(ok.error()));
    return PostEnd{kind, row.id, fresh, {}, {}};
  }

  Context& context_;
  Unit& unit_;
  const Desk& desk_;
  const OrderPost& post_;
  const ledger::PostedKey key_;
  PostedOrder posted_;
};

}  // namespace

bool takes_posts(const Catalogue& catalogue, const config::Store& store) {
  const auto* posted = catalogue.stream(store.settings.plugin, "posted");
  return posted && std::find(posted->documents.begin(), posted->documents.end(), Order::kSchema) != posted->documents.end();
}

// The whole in one write transaction, so that of two posts at once the second sees the first. Commits survive the process; the
// shop will not send again what it was told is taken, so this one has to survive the machine, too.
Result<PostEnd> post_order(Context& context, const OrderPost& post) {
  Desk desk;
  desk.account = context.account(post.account);
  if (!desk.account) return ends(PostKind::not_now, "account " + post.account + " does not run");
  desk.store = desk.account->store(post.store);
  if (!desk.store) return fail(FW_E_INVALID, fmt::format("no store {} in account {}", post.store, post.account));
  auto posted = read_posted(post.body, *desk.store);

  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  if (auto known = still_called(unit->tx(), post.account); !known) return fail(std::move(known.error()));
  auto row = row_of(unit->tx(), *desk.account, *desk.store);
  if (!row) return fail(std::move(row.error()));
  desk.row = std::move(*row);
  auto end = Posting(context, *unit, desk, post, std::move(posted)).run();
  if (!end || (end->kind != PostKind::taken && end->kind != PostKind::known)) return end;
  if (auto ok = unit->commit(); !ok) return fail(std::move(ok.error()));
  if (auto ok = context.db.sync(); !ok) return fail(std::move(ok.error()));
  if (end->fresh) context.meters.count("orders_posted_total", 1, {{"account", post.account}});
  return end;
}

}  // namespace fairway::flows

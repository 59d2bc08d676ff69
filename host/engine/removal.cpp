// Engine::remove: under the lock that attempts hold, with the account's calls at rest, in one transaction.
#include "host/engine/engine.hpp"
#include "host/ledger/retire.hpp"

namespace fairway::engine {
namespace {

using storage::Transaction;

constexpr std::size_t kNamedOrders = 5;  // orders in a message

tl::unexpected<Failure> unfinished(const RemovalRequest& request, const std::vector<flows::OpenOrder>& orders) {
  std::vector<std::string> named;
  for (const auto& order : orders)
    if (named.size() < kNamedOrders)
      named.push_back(fmt::format("{} ({})", order.channel_order_id, ledger::text(order.state)));
  return fail(
      FW_E_REJECTED,
      fmt::format("{} orders are unfinished, a warehouse may have them or the channel was not told of their parcels: {}{}. "
                  "Bring the {} back with `orders: {{ enabled: false }}` until they are confirmed, cancel them, or say "
                  "--force: then nobody tells the channel",
                  orders.size(), fmt::join(named, ", "), orders.size() > kNamedOrders ? ", …" : "",
                  request.store.empty() ? "account" : "store"));
}

}  // namespace

// The files are the truth: what they name, or may name, is not removed.
Status Engine::removable(const RemovalRequest& request) const {
  const auto now = snapshot();
  const auto& [name, store] = std::tie(request.account, request.store);
  if (const auto rejected = now->rejected.find(name); rejected != now->rejected.end())
    return fail(FW_E_REJECTED, fmt::format("the files of {} are refused ({}): mend them first, they may name it", name,
                                           rejected->second.text()));
  const auto account = now->accounts.find(name);
  if (account == now->accounts.end()) {
    // A file that cannot be read may be of any account.
    for (const auto& [file, place] : now->rejected)
      if (file == place.file)
        return fail(FW_E_REJECTED, fmt::format("{} cannot be read: mend it first, it may name it", file));
    return {};
  }
  if (store.empty())
    return fail(FW_E_REJECTED,
                fmt::format("the account {} has a file ({}): take that away first", name, account->second->place.file));
  if (const auto* there = account->second->store(store))
    return fail(FW_E_REJECTED,
                fmt::format("the store {} is in the files ({}): take it out there first; `fairway store disable` "
                            "only pauses it",
                            store, there->place.text()));
  return {};
}

Result<Removal> Engine::retire(Transaction& tx, const RemovalRequest& request, std::vector<std::string>& keys) {
  const std::string &account = request.account, &nickname = request.store;
  auto rows = account_rows(tx);
  if (!rows) return fail(std::move(rows.error()));
  auto stores = ledger::stores_of(tx, account);
  if (!stores) return fail(std::move(stores.error()));
  const auto store = std::find_if(stores->begin(), stores->end(), [&](const auto& row) { return row.nickname == nickname; });
  if (!rows->contains(account) || (!nickname.empty() && store == stores->end()))
    return fail(FW_E_INVALID, nickname.empty() ? fmt::format("no account {}", account)
                                               : fmt::format("no store {} in account {}", nickname, account));
  auto orders = flows::open_orders(tx, account, nickname);
  if (!orders) return fail(std::move(orders.error()));
  Removal out{std::move(*orders), false};
  if (request.dry_run) return out;
  if (!out.orders.unfinished.empty() && !request.force) return unfinished(request, out.orders.unfinished);
  const auto now = clock_->now();
  if (auto dropped = flows::drop_orders(tx, out.orders, {request.author}, now); !dropped)
    return fail(std::move(dropped.error()));
  auto mine = nickname.empty() ? ledger::retire_account(tx, account, now) : ledger::retire_store(tx, *store, now);
  if (!mine) return fail(std::move(mine.error()));
  keys = std::move(*mine);
  out.removed = true;
  if (!nickname.empty()) return out;
  auto texts = History(*vault_).forget(tx, account);
  if (!texts) return fail(std::move(texts.error()));
  keys.insert(keys.end(), texts->begin(), texts->end());
  return out;
}

Result<Removal> Engine::remove(const RemovalRequest& request) {
  std::scoped_lock names(names_mutex_);
  if (auto may = removable(request); !may) return fail(std::move(may.error()));
  std::vector<std::string> keys;
  if (request.dry_run) {
    auto view = db_->read();
    if (!view) return fail(std::move(view.error()));
    return retire(**view, request, keys);
  }
  Runner::Hold hold(*runner_, {{request.account, {}}});
  if (!hold.rest(options_.quiesce).empty())
    return fail(FW_E_UNAVAILABLE, fmt::format("calls of {} did not end in time; try again", request.account));
  auto removed = db_->transact([&](Transaction& tx) -> Result<Removal> {
    if (auto mine = expect_owner(tx, ownership_.epoch); !mine) return fail(std::move(mine.error()));
    return retire(tx, request, keys);
  });
  if (!removed) return removed;
  reload_memory_.stored.reset();  // the next attempt reads it anew
  tokens_->forget();
  if (auto gone = vault_->destroy(keys); !gone) log_.warn(gone.error().message);
  log_.info(request.store.empty() ? "an account was removed" : "a store was removed",
            {{"account", request.account},
             {"store", request.store},
             {"by", request.author},
             {"orders_dropped", removed->orders.waiting.size() + removed->orders.unfinished.size()}});
  return removed;
}

}  // namespace fairway::engine

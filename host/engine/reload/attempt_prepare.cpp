// What can be tried beside what runs, is: the shipping map's answer, and the instances of stores and warehouses that change.
#include "host/engine/places.hpp"
#include "host/engine/reload/attempt.hpp"
#include "host/engine/tokens.hpp"
#include "host/flows/routing/decide.hpp"
#include "host/flows/schedule.hpp"

namespace fairway::engine {
namespace {

constexpr std::size_t kMostOpened = 100;  // instances; of a change that touches more, the first pulls show whether it works
constexpr Millis kOpenDeadline = std::chrono::seconds(10);

struct Proposed {
  std::string path;
  plugins::ChannelSpec spec;
};

std::vector<Proposed> instances(const config::Account& account, const config::Touched& touched, const Catalogue& catalogue) {
  std::vector<Proposed> all;
  for (const auto& group : flows::order_groups(account, catalogue))
    for (const auto* store : group.stores)
      if (touched.stores.contains(store->nickname))
        all.push_back({"stores." + store->nickname,
                       flows::channel_spec(catalogue, account, *group.stores.front(), group.id, "orders")});
  for (const auto& store : account.fulfilling_stores)
    if (touched.stores.contains(store.name))
      all.push_back({"stores." + store.name, flows::channel_spec(catalogue, account, store, "shipments")});
  for (const auto& warehouse : account.warehouses)
    if (touched.warehouses.contains(warehouse.name))
      all.push_back({"warehouses." + warehouse.name, flows::channel_spec(catalogue, account, warehouse, "shipments")});
  std::erase_if(all, [&](const Proposed& one) { return !catalogue.find(one.spec.plugin); });
  return all;
}

}  // namespace

Status Attempt::prepare() {
  if (!running_) return {};
  for (const auto& name : Names(changed_)) {
    const auto account = proposed_.accounts.at(name);
    if (auto sound = sample_decision(*account); !sound)
      leave_out(name, place_of(*account, "shipping"), "shipping", "its first decision: " + sound.error().message);
    else open_beside(*account);
  }
  return {};
}

Status Attempt::sample_decision(const config::Account& account) {
  if (!account.shipping) return {};
  ShippingQuestion question;
  question.account = account.name;
  question.store = account.stores.empty() ? std::string() : account.stores.front().nickname;
  question.method = question.category = "Standard";
  question.country = "US";
  const auto mapped = flows::ask_shipping_map(parts_.supervisor, account, {question});
  return mapped.front().failed ? Status(fail(FW_E_CONFIG, mapped.front().trouble)) : Status();
}

// Where settings changed, secrets may have: the first call has to prove the new ones and not live on what the old ones brought.
Status Attempt::expire_changed_tokens(storage::Transaction& tx) {
  for (const auto& name : changed_)
    for (const auto& [path, spec] : instances(*proposed_.accounts.at(name), config::touched(changes_[name]), catalogue_)) {
      const auto settings = path + ".settings";
      const auto& changes = changes_[name];
      if (std::none_of(changes.begin(), changes.end(),
                       [&](const auto& change) { return change.path.starts_with(settings); }))
        continue;
      if (auto expired = expire_tokens(tx, catalogue_, spec); !expired) return expired;
      tokens_expired_ = true;
    }
  return {};
}

// The instances stay open until the attempt ends: the first calls find them ready.
void Attempt::open_beside(const config::Account& account) {
  for (auto& [path, spec] : instances(account, config::touched(changes_[account.name]), catalogue_)) {
    if (opened_.size() == kMostOpened) return;
    plugins::CallOptions options;
    options.deadline = kOpenDeadline;
    options.interactive = true;
    options.trace = "reload";
    auto channel = parts_.supervisor.channel(spec);
    const auto open = channel ? channel->open(options) : Status();
    opened_.push_back(std::move(channel));
    if (open || !is_of_the_change(code_name(open.error().code))) continue;  // a worker that is not up comes up again
    leave_out(account.name, place_of(account, path), path, "its instance does not start: " + open.error().message);
    return;
  }
}

}  // namespace fairway::engine

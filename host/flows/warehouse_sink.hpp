// The sink of every pull from a warehouse: what `take` makes of a batch, plugin state and cursor in one transaction.
#pragma once
#include <functional>

#include "host/flows/flow.hpp"
#include "host/ledger/records.hpp"

namespace fairway::flows {

class WarehouseSink final : public plugins::PullSink {
 public:
  using Take = std::function<Status(Unit&, const plugins::Batch&)>;
  // `cursor_scope` empty: the stream has no cursor (a webhook delivery).
  WarehouseSink(Context& context, std::string state_scope, std::string cursor_scope, Take take)
      : context_(context),
        state_scope_(std::move(state_scope)),
        cursor_scope_(std::move(cursor_scope)),
        take_(std::move(take)) {}

  Status commit(plugins::Batch batch) override {
    auto unit = Unit::begin(context_);
    if (!unit) return fail(std::move(unit.error()));
    if (auto ok = take_(*unit, batch); !ok) return ok;
    std::vector<ledger::StateItem> state;
    for (auto& write : batch.state) state.push_back({std::move(write.key), std::move(write.value)});
    if (auto ok = ledger::set_state(unit->tx(), state_scope_, state); !ok) return ok;
    if (batch.cursor && !cursor_scope_.empty())
      if (auto ok = ledger::set_cursor(unit->tx(), cursor_scope_, *batch.cursor, context_.clock.now()); !ok) return ok;
    return unit->commit();
  }

  Result<std::string> cursor() const {
    auto tx = context_.db.read();
    if (!tx) return fail(std::move(tx.error()));
    return ledger::cursor(**tx, cursor_scope_);
  }

 private:
  Context& context_;
  std::string state_scope_, cursor_scope_;
  Take take_;
};

}  // namespace fairway::flows

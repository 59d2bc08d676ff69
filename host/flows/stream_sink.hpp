// The sink of every pull: what `take` makes of a batch, the plugin's state and the cursor, in one transaction.
#pragma once
#include <functional>

#include "host/flows/flow.hpp"
#include "host/flows/working.hpp"
#include "host/ledger/records.hpp"

namespace fairway::flows {

// What a plugin wrote to its state, in the transaction of what came of the call.
inline Status keep_state(Unit& unit, const std::string& scope, std::vector<plugins::StateWrite> writes) {
  std::vector<ledger::StateItem> items;
  for (auto& write : writes) items.push_back({std::move(write.key), std::move(write.value), std::move(write.expected)});
  return ledger::set_state(unit.tx(), scope, items);
}

class StreamSink final : public plugins::PullSink {
 public:
  using Take = std::function<Status(Unit&, const plugins::Batch&)>;
  // `cursor_scope` empty: the stream has no cursor (a webhook delivery).
  StreamSink(Context& context, std::string state_scope, std::string cursor_scope, Take take)
      : context_(context),
        state_scope_(std::move(state_scope)),
        cursor_scope_(std::move(cursor_scope)),
        take_(std::move(take)) {}

  Status commit(plugins::Batch batch) override {
    auto unit = Unit::begin(context_);
    if (!unit) return fail(std::move(unit.error()));
    if (auto ok = take_(*unit, batch); !ok) return ok;
    if (auto ok = keep_state(*unit, state_scope_, std::move(batch.state)); !ok) return ok;
    if (batch.cursor && !cursor_scope_.empty())
      if (auto ok = ledger::set_cursor(unit->tx(), cursor_scope_, *batch.cursor, context_.clock.now()); !ok) return ok;
    return unit->commit();
  }

  // Where the last pull ended; empty: at the beginning.
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

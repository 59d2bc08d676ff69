// The four verbs as the worker runs them: fields of the call in, plugin code in the middle, an end frame out.
#pragma once
#include "host/plugins/worker/instance.hpp"

namespace fairway::plugins {

// [channel] Each answers the call's status; `tail` receives the verb's own fields of the end frame.
Status run_pull(Instance& instance, Call& call, Reader& in, Writer& tail);
Status run_push(Instance& instance, Call& call, Reader& in, Writer& tail);
Status run_decide(Instance& instance, Call& call, Reader& in, Writer& tail);
Status run_connect(Instance& instance, Call& call, Reader& in, Writer& tail);
// [any]
Status run_validate(Link& link, Call& call, Reader& in);

// The plugin's table for a verb, or UNSUPPORTED.
template <class Table>
Result<const Table*> capability(Instance& instance, const char* id) {
  auto* channel = instance.channel();
  const auto* table = channel->query ? static_cast<const Table*>(channel->query(channel, id)) : nullptr;
  if (!table) return fail(FW_E_UNSUPPORTED, fmt::format("the plugin does not offer {}", id));
  return table;
}

}  // namespace fairway::plugins

#include "host/flows/listings/channel_preview.hpp"

#include "fairway/json.hpp"
#include "fairway/pull.hpp"
#include "host/flows/listings/shown.hpp"
#include "host/flows/schedule.hpp"

namespace fairway::flows {
namespace {

constexpr Millis kPreviewDeadline = std::chrono::seconds(25);  // a client waits for thirty

}  // namespace

Result<std::map<std::string, ListingShown>> preview_at_channel(Context& context, const config::Account& account,
                                                               const config::Store& store,
                                                               std::vector<ListingChange> changes) {
  ShownBySku previews;
  if (changes.empty() || !context.catalogue.stream(store.settings.plugin, ListingStates::kStream))
    return std::move(previews.by_sku);
  ListingStateParams params;
  params.previews = std::move(changes);
  plugins::CallOptions options;
  options.deadline = kPreviewDeadline;
  options.interactive = true;
  options.trace = "preview-" + store.nickname;
  options.cancel = context.stopping;
  const auto spec = channel_spec(context.catalogue, account, store, store.nickname, ListingStates::kStream);
  const auto ended =
      context.plugins.channel(spec)->pull({std::string(ListingStates::kStream), {}, to_json(params), 0}, previews, options);
  if (!ended.status) return fail(ended.status.error());
  return std::move(previews.by_sku);
}

}  // namespace fairway::flows

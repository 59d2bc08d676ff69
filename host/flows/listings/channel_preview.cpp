#include "host/flows/listings/channel_preview.hpp"

#include "fairway/json.hpp"
#include "fairway/pull.hpp"
#include "host/flows/schedule.hpp"

namespace fairway::flows {
namespace {

constexpr Millis kPreviewDeadline = std::chrono::seconds(25);  // a client waits for thirty

class Previews final : public plugins::PullSink {
 public:
  Status commit(plugins::Batch batch) override {
    for (const auto& document : batch.documents) {
      ListingShown shown;
      if (JsonError error; document.schema != ListingShown::kSchema || !read_json(document.body, shown, error)) continue;
      auto sku = shown.sku;
      by_sku.insert_or_assign(std::move(sku), std::move(shown));
    }
    return {};
  }
  std::map<std::string, ListingShown> by_sku;
};

}  // namespace

Result<std::map<std::string, ListingShown>> preview_at_channel(Context& context, const config::Account& account,
                                                               const config::Store& store,
                                                               std::vector<ListingChange> changes) {
  Previews previews;
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

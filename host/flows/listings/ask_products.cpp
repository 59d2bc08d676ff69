#include "host/flows/listings/ask_products.hpp"

#include "fairway/json.hpp"
#include "fairway/pull.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/stream_sink.hpp"
#include "host/ledger/store.hpp"

namespace fairway::flows {

bool has_products(const Catalogue& catalogue, const config::Store& store) {
  return catalogue.stream(store.settings.plugin, ProductSource::kStream) != nullptr;
}

Result<ImportPlace> place_to_ask(const Context& context, const ledger::Group& group) {
  const auto account = account_of(context, group);
  if (!account) return fail(account.error());
  const auto* store = (*account)->store(group.target);
  if (!store) return parked("store " + group.target + " is not configured");
  if (!store->enabled) return parked("store " + group.target + " is disabled");
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto rows = ledger::stores_of(**tx, group.account);
  if (!rows) return fail(std::move(rows.error()));
  for (const auto& row : *rows) {
    if (row.nickname != group.target) continue;
    if (row.paused) return parked("store " + row.nickname + " is paused");
    return ImportPlace{*account, store, row.id};
  }
  return parked("store " + group.target + " is not there yet");
}

Status ask_products(Context& context, const Work& work, const ImportPlace& place,
                    const std::vector<std::string>& product_ids, bool interactive, const TakeProducts& take) {
  const auto spec =
      channel_spec(context.catalogue, *place.account, *place.store, place.store->nickname, ProductSource::kStream);
  bool taken = false;
  StreamSink sink(context, spec.scope, {}, [&](Unit& unit, const plugins::Batch& batch) -> Status {
    if (!batch.cursor) return {};  // what the plugin noted at its end
    ProductsById found;
    for (const auto& document : batch.documents) {
      Product product;
      if (JsonError error; document.schema != Product::kSchema || !read_json(document.body, product, error)) continue;
      found[product.product_id] = std::move(product);
    }
    taken = true;
    return take(unit, found);
  });
  auto options = call_options(context, work);
  options.interactive = interactive;
  const auto end =
      context.plugins.channel(spec)
          ->pull({std::string(ProductSource::kStream), {}, to_json(ProductParams{product_ids}), 0}, sink, options)
          .status;
  if (end && !taken) return fail(FW_E_INTERNAL, "the plugin said nothing of the products");
  return end;
}

}  // namespace fairway::flows

// What a channel's catalogue says of some products, for the listings of one store.
#pragma once
#include "fairway/documents/product.hpp"
#include "host/flows/flow.hpp"
#include "host/flows/listings/import_write.hpp"

namespace fairway::flows {

inline constexpr std::int64_t kProductsAtOnce = 20;  // as ProductSource takes them

// Where only something is asked, so in observe mode too. The failure says why not now.
Result<ImportPlace> place_to_ask(const Context& context, const ledger::Group& group);
// Whether the store's channel has a catalogue that can be asked.
bool has_products(const Catalogue& catalogue, const config::Store& store);

using ProductsById = std::map<std::string, Product>;
// `take` is run once with what came, in the transaction that keeps it. Those that the catalogue lacks are in it too.
using TakeProducts = std::function<Status(Unit&, const ProductsById&)>;
Status ask_products(Context& context, const Work& work, const ImportPlace& place,
                    const std::vector<std::string>& product_ids, bool interactive, const TakeProducts& take);

}  // namespace fairway::flows

#include "host/flows/take_batch.hpp"

#include "host/flows/stock/take_stock.hpp"

namespace fairway::flows {

Status take_batch(Context& context, Unit& unit, const ParcelSource& source, const plugins::Batch& batch) {
  if (auto ok = take_parcels(context, unit, source, batch); !ok) return ok;
  return take_stock(context, unit, {source.account, source.warehouse},
                    {batch.documents, {}, {}, {}},  // the rejects are set aside already
                    source.cause);
}

}  // namespace fairway::flows

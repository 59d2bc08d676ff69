// The steps, one per file. Each takes a batch of jobs of one group.
#pragma once
#include "host/flows/flow.hpp"

namespace fairway::flows {

Status pull_orders(Context&, Work&);             // channel -> orders, for a group of stores
Status check_orders(Context&, Work&);            // the proof that the pull showed every order
Status map_orders(Context&, Work&);              // received -> routed, or needs-mapping
Status submit(Context&, Work&);                  // routed -> submitted to the warehouse
Status acknowledge(Context&, Work&);             // the channel is told that orders are being worked on
Status pull_notices(Context&, Work&);            // what the channel made of it
Status pull_shipments(Context&, Work&);          // warehouse -> parcels
Status pull_stock(Context&, Work&);              // warehouse -> stock levels
Status keep_files(Context&, Work&);              // files exchanged with a warehouse, past their time
Status confirm(Context&, Work&);                 // parcels -> channel
Status look_for_confirmations(Context&, Work&);  // what the channel was told and does not show
Status cancel_fulfilments(Context&, Work&);      // the warehouse is asked not to ship
Status tell_cancelled(Context&, Work&);          // the channel is told what is given up
Status hook(Context&, Work&);                    // a stored webhook delivery is translated
Status import_listings(Context&, Work&);         // channel -> catalogue and listings
Status complete_import(Context&, Work&);         // what its listings lack, from the channel's catalogue
Status refresh_images(Context&, Work&);          // images of listings, asked for anew
Status start_import(Context&, Work&);            // an import by schedule
Status tell_listings(Context&, Work&);           // the channel is told what shall become of listings
Status submit_listings(Context&, Work&);         // many of them together, where that ends sooner
Status pull_verdicts(Context&, Work&);           // what became of those
Status plan_contents(Context&, Work&);           // content that a channel was not told yet, asked for
Status look_at_listings(Context&, Work&);        // what the channel shows of them
Status deadlines(Context&, Work&);               // ship-by times that are near
Status redact(Context&, Work&);                  // personal data past its time
Status prune(Context&, Work&);                   // closed orders past theirs
Status keep_stock(Context&, Work&);              // stock of orders that are not paid, and old movements
Status gather_notices(Context&, Work&);          // what happened that persons are told of
Status notify(Context&, Work&);                  // one of them is told on one way

}  // namespace fairway::flows

// Every endpoint, once.
#include "host/api/route.hpp"

namespace fairway::api {

const std::vector<Route>& routes() {
  static const std::vector<Route> every = [] {
    std::vector<Route> joined;
    for (auto* some :
         {host_routes, account_routes, order_routes, listing_routes, listing_change_routes, listing_content_routes})
      for (auto& route : some()) joined.push_back(std::move(route));
    return joined;
  }();
  return every;
}

}  // namespace fairway::api

// Whose credentials these are: Sellers v1 tells the marketplaces, but not the seller id, so that one is tried out.
#include "amazon.hpp"
#include "errors.hpp"
#include "marketplaces.hpp"

namespace amazon {
namespace {

struct SellerMarketplace {
  using json_case = fairway::CamelCase;
  std::string id;
};
BOOST_DESCRIBE_STRUCT(SellerMarketplace, (), (id))

struct ParticipationState {
  using json_case = fairway::CamelCase;
  bool is_participating = false, has_suspended_listings = false;
};
BOOST_DESCRIBE_STRUCT(ParticipationState, (), (is_participating, has_suspended_listings))

struct Participation {
  using json_case = fairway::CamelCase;
  SellerMarketplace marketplace;
  std::string store_name;
  ParticipationState participation;
};
BOOST_DESCRIBE_STRUCT(Participation, (), (marketplace, store_name, participation))

struct Participations {
  std::vector<Participation> payload;
};
BOOST_DESCRIBE_STRUCT(Participations, (), (payload))

}  // namespace

fairway::ConnectIdentity Amazon::verify(const fairway::Call& call) {
  const std::string marketplace(find_marketplace_name(settings().marketplace)->marketplace->id);
  auto response = client_.get(call, "/sellers/v1/marketplaceParticipations", "getMarketplaceParticipations");
  const auto answer = expect_success(std::move(response), "getMarketplaceParticipations").as<Participations>();
  const Participation* found = nullptr;
  for (const auto& one : answer.payload)
    if (one.marketplace.id == marketplace) found = &one;
  if (found == nullptr || !found->participation.is_participating)
    throw fairway::Error::config("this seller does not sell in marketplace " + marketplace, "/marketplace");

  fairway::ConnectIdentity identity;
  identity.name = found->store_name.empty() ? marketplace : found->store_name;
  if (found->participation.has_suspended_listings) identity.name += " (with suspended listings)";
  identity.identity["marketplace-id"] = marketplace;
  // The path of a listing holds the seller id, and Amazon refuses one that is not the token's. Where the operation is not
  // there at all (404, or 403 MissingAuthenticationToken), nothing is proved and nothing is claimed.
  const std::string path = "/listings/2021-08-01/items/" + fairway::url_encode(settings().seller_id) +
                           "?marketplaceIds=" + marketplace + "&pageSize=1";
  auto probe = client_.get(call, path, "searchListingsItems");
  if (probe.ok()) identity.identity["seller-id"] = settings().seller_id;
  else if (probe.status == 404 || describe_error(probe).find("MissingAuthenticationToken") != std::string::npos)
    return identity;
  else if (probe.status == 400 || probe.status == 403)
    throw fairway::Error::config("these credentials are not for seller id " + settings().seller_id +
                                     ", or lack the role Product Listing: " + describe_error(probe),
                                 "/seller-id");
  else expect_success(std::move(probe), "searchListingsItems");
  return identity;
}

}  // namespace amazon

// The settings of an Amazon store as they stand in YAML.
#pragma once
#include <boost/describe.hpp>
#include <string>

#include "fairway/plugin.hpp"

namespace amazon {

struct Settings {
  using json_case = fairway::KebabCase;
  std::string marketplace, seller_id, client_id;
  fairway::Secret client_secret, client_secret_next, refresh_token;
  std::string endpoint, lwa_endpoint;
  std::string ship_service_from = "category";  // or v0
  std::string authorised;                      // a day; empty: of a private application, whose authorisation does not end
};
BOOST_DESCRIBE_STRUCT(Settings, (),
                      (marketplace, seller_id, client_id, client_secret, client_secret_next, refresh_token, endpoint,
                       lwa_endpoint, ship_service_from, authorised))

std::string settings_schema();
fairway::Manifest manifest();

}  // namespace amazon

// Login with Amazon: sellers, their refresh tokens, and the access tokens given out for them.
#pragma once
#include <map>
#include <mutex>
#include <unordered_map>

#include "host/sandbox/amazon/shapes.hpp"
#include "host/sandbox/http.hpp"
#include "host/sandbox/random.hpp"
#include "host/sandbox/settings.hpp"

namespace fairway::sandbox {

// Any thread. A refresh token "Atzr|sandbox-<SELLER>" works for every seller id; others only after put().
class Lwa {
 public:
  enum class Check { good, missing, expired, unknown, revoked };

  explicit Lwa(std::uint64_t seed) : random_(mix(seed ^ 0x1a5)) {}
  Response token(const Pairs& form, Instant now, const Settings& settings);
  // Whose access token this is; `seller` is filled in where the token is known, even when it is not good any more.
  Check check(std::string_view access_token, Instant now, std::string& seller) const;
  Seller seller(const std::string& id);  // made on the fly, with the US, CA and MX marketplaces
  void put(Seller seller);               // adds or replaces
  void add_marketplace(const std::string& id, const Marketplace& marketplace);
  std::vector<Seller> sellers() const;
  std::string code_for(const std::string& seller_id);  // a one-time authorization code
  void expire_all();                                   // every access token given out so far
  void clear();

 private:
  struct Grant {
    std::string seller;
    Instant until;
  };
  Response grant(const std::string& seller_id, const std::string& refresh_token, Instant now, const Settings& settings);
  Seller& known(const std::string& id);
  Seller* by_refresh_token(const std::string& token);

  mutable std::mutex mutex_;
  Random random_;
  std::map<std::string, Seller> sellers_;
  std::unordered_map<std::string, Grant> grants_;
  std::map<std::string, std::string> codes_;  // code -> seller id
};

}  // namespace fairway::sandbox

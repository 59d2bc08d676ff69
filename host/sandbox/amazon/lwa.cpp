#include "host/sandbox/amazon/lwa.hpp"

#include "host/sandbox/json_out.hpp"

namespace fairway::sandbox {
namespace {

constexpr std::string_view kConvention = "Atzr|sandbox-";

std::string value_of(const Pairs& form, std::string_view name) {
  for (const auto& [key, value] : form)
    if (key == name) return value;
  return {};
}

Response lwa_error(int status, std::string_view error, std::string_view description) {
  Response response{status};
  JsonOut(response.body).open().text("error", error).text("error_description", description).close();
  return response;
}

}  // namespace

Response Lwa::token(const Pairs& form, Instant now, const Settings& settings) {
  const auto type = value_of(form, "grant_type");
  if (type.empty() || value_of(form, "client_id").empty() || value_of(form, "client_secret").empty())
    return lwa_error(400, "invalid_request", "The request is missing a required parameter");
  if (value_of(form, "client_secret") == "wrong") return lwa_error(401, "invalid_client", "Client authentication failed");
  std::scoped_lock lock(mutex_);
  if (type == "authorization_code") {
    const auto code = codes_.find(value_of(form, "code"));
    if (code == codes_.end()) return lwa_error(400, "invalid_grant", "The code is unknown, used or expired");
    auto& seller = known(code->second);
    codes_.erase(code);
    return grant(seller.id, seller.refresh_token, now, settings);
  }
  if (type != "refresh_token") return lwa_error(400, "unsupported_grant_type", "The grant type is not supported here");
  const auto token = value_of(form, "refresh_token");
  if (token.empty()) return lwa_error(400, "invalid_request", "The request is missing a required parameter : refresh_token");
  const auto* seller = by_refresh_token(token);
  if (!seller || seller->revoked || (!seller->client_id.empty() && seller->client_id != value_of(form, "client_id")))
    return lwa_error(400, "invalid_grant", "The request has an invalid grant parameter : refresh_token");
  return grant(seller->id, token, now, settings);
}

Response Lwa::grant(const std::string& seller_id, const std::string& refresh_token, Instant now, const Settings& settings) {
  const auto token = "Atza|" + random_.letters(360);
  grants_[token] = {seller_id, now + settings.token_life};
  Response response;
  JsonOut(response.body)
      .open()
      .text("access_token", token)
      .text("refresh_token", refresh_token)
      .text("token_type", "bearer")
      .number("expires_in", std::chrono::duration_cast<std::chrono::seconds>(settings.token_life).count())
      .close();
  return response;
}

Lwa::Check Lwa::check(std::string_view access_token, Instant now, std::string& seller) const {
  if (access_token.empty()) return Check::missing;
  std::scoped_lock lock(mutex_);
  const auto place = grants_.find(std::string(access_token));
  if (place == grants_.end()) return Check::unknown;
  seller = place->second.seller;
  if (now >= place->second.until) return Check::expired;
  const auto owner = sellers_.find(seller);
  return owner != sellers_.end() && owner->second.revoked ? Check::revoked : Check::good;
}

Seller& Lwa::known(const std::string& id) {
  auto& seller = sellers_[id];
  if (seller.id.empty()) {
    seller.id = id;
    seller.refresh_token = std::string(kConvention) + id;
    seller.store_name = "Store of " + id;
    for (const auto* country : {"US", "CA", "MX"}) seller.marketplaces.push_back(find_marketplace(country));
  }
  return seller;
}

Seller* Lwa::by_refresh_token(const std::string& token) {
  for (auto& [id, seller] : sellers_)
    if (seller.refresh_token == token) return &seller;
  if (!token.starts_with(kConvention) || token.size() == kConvention.size()) return nullptr;
  auto& seller = known(token.substr(kConvention.size()));
  return seller.refresh_token == token ? &seller : nullptr;
}

Seller Lwa::seller(const std::string& id) {
  std::scoped_lock lock(mutex_);
  return known(id);
}

void Lwa::put(Seller seller) {
  std::scoped_lock lock(mutex_);
  sellers_[seller.id] = std::move(seller);
}

void Lwa::add_marketplace(const std::string& id, const Marketplace& marketplace) {
  std::scoped_lock lock(mutex_);
  auto& list = known(id).marketplaces;
  if (std::find(list.begin(), list.end(), &marketplace) == list.end()) list.push_back(&marketplace);
}

std::vector<Seller> Lwa::sellers() const {
  std::scoped_lock lock(mutex_);
  std::vector<Seller> out;
  for (const auto& [id, seller] : sellers_) out.push_back(seller);
  return out;
}

std::string Lwa::code_for(const std::string& seller_id) {
  std::scoped_lock lock(mutex_);
  auto code = "RH" + random_.letters(18);
  codes_[code] = seller_id;
  return code;
}

void Lwa::expire_all() {
  std::scoped_lock lock(mutex_);
  for (auto& [token, grant] : grants_) grant.until = Instant{};
}

void Lwa::clear() {
  std::scoped_lock lock(mutex_);
  sellers_.clear();
  grants_.clear();
  codes_.clear();
}

}  // namespace fairway::sandbox

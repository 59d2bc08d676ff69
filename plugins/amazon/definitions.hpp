// Product Type Definitions 2020-09-01: what a product type's attributes must be like, kept for a day in the store's state.
#pragma once
#include <map>
#include <memory>
#include <string>

#include "client.hpp"
#include "definition.hpp"
#include "marketplaces.hpp"

namespace amazon {

class Definitions {
 public:
  Definitions(fairway::Host host, const Client& client, const MarketplaceName& name, const fairway::Call& call)
      : host_(host), client_(client), name_(name), call_(call) {}

  // Of the marketplace, of what describes the product alone. Null where Amazon has none or does not show it: then nothing is held
  // against it.
  const Definition* of(const std::string& product_type);

 private:
  std::unique_ptr<Definition> kept(const std::string& key) const;
  std::unique_ptr<Definition> read(const std::string& product_type, std::unique_ptr<Definition> known) const;
  std::string download(const std::string& url) const;

  fairway::Host host_;
  const Client& client_;
  const MarketplaceName& name_;
  const fairway::Call& call_;
  std::map<std::string, std::unique_ptr<Definition>> read_;  // in this call
};

}  // namespace amazon

// Single listings by Listings Items 2021-08-01: one call for each.
#pragma once
#include <optional>

#include "client.hpp"
#include "definitions.hpp"
#include "marketplaces.hpp"
#include "remote/listings.hpp"

namespace amazon {

class ListingItems {
 public:
  ListingItems(fairway::Host host, const Client& client, const Settings& settings, const fairway::Call& call);

  // What Amazon answers to the change; nothing is changed by a preview. Of a preview that Amazon does not have none.
  // REJECTED for what would be refused without a call.
  std::optional<remote::ItemSubmission> send(const fairway::ListingChange& change, bool preview) const;
  // None: Amazon does not have the SKU.
  std::optional<remote::ListingsItem> get(const std::string& sku, const std::string& data) const;
  fairway::ListingShown look(const std::string& sku, const std::vector<std::string>& attributes) const;

 private:
  std::string path(const std::string& sku, const std::string& query) const;
  remote::ItemSubmission submit(const char* method, const char* operation, const std::string& sku, std::string body,
                                bool preview) const;
  remote::ItemSubmission overwrite(const fairway::ListingChange& change, bool preview) const;
  remote::ItemSubmission tell_content(const fairway::ListingChange& change, bool preview) const;
  remote::ItemSubmission remove(const std::string& sku) const;

  const Client& client_;
  const fairway::Call& call_;
  const MarketplaceName& name_;
  std::string seller_;
  mutable Definitions definitions_;
};

fairway::ListingAnswer answer_of(const remote::ItemSubmission& submission);
bool is_taken(const remote::ItemSubmission& submission);
// Why not, in one line: the first errors, each with its code.
std::string refusal_of(const remote::ItemSubmission& submission);

}  // namespace amazon

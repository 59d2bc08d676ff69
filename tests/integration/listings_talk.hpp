// A world whose seller lists what a test says, and the commands about its listings.
#pragma once
#include "tests/integration/talk.hpp"

namespace fairway::testing {

class ListingsWorld : public ::testing::Test {
 protected:
  std::string seller() const { return World::seller(1); }
  void list(const std::string& sku, const std::string& asin, const std::string& type = "HOME") {
    ASSERT_TRUE(world_.sandbox().control("POST", "listings",
                                         json::object{{"seller", seller()},
                                                      {"sku", sku},
                                                      {"asin", asin},
                                                      {"price", "19.90"},
                                                      {"quantity", 5},
                                                      {"product_type", type}}));
  }
  Ran listings(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "listings");
    for (const auto* more : {"--account", "acme1", "--store", "us-main"}) arguments.emplace_back(more);
    return world_.fairway(std::move(arguments));
  }
  json::value shown(const std::string& sku) { return world_.get("/v1/accounts/acme1/stores/us-main/listings/" + sku); }
  // "hide told": what was wanted of it last, and how far that is.
  std::string last(const std::string& sku) {
    const auto one = shown(sku);
    const auto* changes = find(one, "changes");
    return changes && changes->is_array() && !changes->get_array().empty()
               ? text_in(changes->get_array()[0], "verb") + " " + text_in(changes->get_array()[0], "state")
               : "";
  }

  World world_;
};

}  // namespace fairway::testing

// What every end-to-end test here says to the host and reads from it.
#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/world.hpp"

namespace fairway::testing {

constexpr auto kSoon = std::chrono::seconds(90);  // how long a condition may take; none needs nearly as long

// One host for all tests of a suite, which SetUpTestSuite() makes; each test has orders of its own.
class OneWorld : public ::testing::Test {
 protected:
  static void TearDownTestSuite() { world_.reset(); }
  void SetUp() override { ASSERT_TRUE(world_->host().running()) << world_->log(); }
  static inline std::unique_ptr<World> world_;
};

struct Answer {
  int status = 0;  // 0: no answer
  std::string type, body;
  json::value json() const { return parse_json(body).value_or(json::value()); }
};
using Headers = std::vector<std::pair<std::string, std::string>>;

// One request over a socket of its own, as it is given.
Answer ask(const std::string& method, const std::string& url, const std::string& body = {}, const Headers& headers = {});

std::vector<std::string> with_more(std::vector<std::string> arguments, const std::vector<std::string>& more);

int free_port();
std::string read_text(const std::filesystem::path& file);
std::string read_bytes_below(const std::filesystem::path& folder);  // of every file, one after the other
void replace_in(const std::filesystem::path& file, const std::string& from,
                const std::string& to);  // fails the test where `from` is not there
std::filesystem::path account_file(World& world, int account = 1);
std::string place_in(World& world, const std::string& text);  // its line in the first account's file, as a finding names it

// A world whose accounts may use the stand-in for Shopify, and a store of it, "shop", beside the first account's others.
WorldOptions with_shopify();
void add_shopify(World& world, bool enabled);
std::string api_url(World& world);
std::string admin_token(World& world);

json::array items_of(const json::value& page);
std::string text_in(const json::value& object, std::string_view key);
std::vector<std::string> event_types(const json::value& order);
json::object event_of(const json::value& order, std::string_view type);      // the first of that type; empty: none
json::object shipment_of(const json::value& order, std::size_t number = 0);  // empty: none

std::string state_of(World& world, const std::string& account, const std::string& id);
bool await_state(World& world, const std::string& account, const std::string& id, const std::string& state);
bool await_states(World& world, const std::string& account, const std::map<std::string, int>& states);
bool await_event(World& world, const std::string& account, const std::string& id, const std::string& type);
// What to print where a wait was in vain: the order as the host has it and the end of its log.
std::string say(World& world, const std::string& account, const std::string& id = {});

std::size_t journal_count(World& world, std::string_view kind, const std::string& order = {});

}  // namespace fairway::testing

// Plugins that are wrong in one way each (wrong.def), and the sound one that they derive from. (SDK-3)
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "fairway/testing.hpp"
#include "fairway/testing/conversation.hpp"
#include "faults.hpp"

namespace fairway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string text_of(const std::string& file) {
  std::ifstream in(file);
  std::stringstream all;
  all << in.rdbuf();
  return all.str();
}

// So that what convicts the others is their fault.
TEST(WrongPlugins, DeriveFromOneThatDoesItsWork) {
  void* const library = dlopen(plugin_file("sound").c_str(), RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(library, nullptr) << dlerror();
  const testing::Plugin plugin(*static_cast<const fw_entry_t*>(dlsym(library, "fw_entry")));
  testing::TestHost host;
  host.secrets.values["key"] = "s3cr3t";
  replay(host.http, testing::read_conversation(text_of(std::string(FAIRWAY_PLUGIN_DIR) + "/conversation.jsonl")));
  auto shop = plugin.start(host, R"({"url": "https://shop.example", "key": {"$secret": "key"}})");
  const auto pulled = shop.pull("orders");
  EXPECT_TRUE(pulled.ok()) << pulled.cause().message;
  EXPECT_THAT(pulled.checkpoints, ElementsAre("1", "2", "3"));
  EXPECT_EQ(pulled.documents<Order>().size(), 5u);
  EXPECT_EQ(pulled.rejects.size(), 1u);
  EXPECT_TRUE(shop.pull("orders", "3").committed.empty());
  const auto parcel = testing::Document{"shipment/1", "P-1", R"({"channel_order_id": "W-1", "tracking_number": "1Z"})"};
  EXPECT_EQ(shop.push_raw({parcel}).results.at(0).remote_id, "S-1");
  EXPECT_EQ(host.http.last().headers.back().second, "P-1");
  EXPECT_TRUE(shop.push_raw({parcel}, true).results.at(0).accepted());
  EXPECT_THAT(host.http.last().url, HasSubstr("/shipments/find"));
  ShippingQuestion question;
  question.category = "Expedited";
  EXPECT_EQ(shop.decide<ShippingAnswer>(question).answer->service, "AIR");
  EXPECT_THAT(shop.connect("verify").json, HasSubstr("The shop"));
  EXPECT_EQ(plugin.validate(R"({"url": "http://shop.example"})").cause().pointer, "/url");
  EXPECT_THAT(host.problems, ElementsAre());
}

// What is wrong with the file itself shows before a line of it runs; nothing else does.
TEST(WrongPlugins, LoadUnlessThatIsWhatIsWrong) {
  for (const Fault& fault : faults()) {
    void* const library = dlopen(plugin_file(fault.name).c_str(), RTLD_NOW | RTLD_LOCAL);
    EXPECT_EQ(library == nullptr, fault.name == "unresolved-symbol") << fault.name;
    if (library == nullptr) continue;
    const auto* entry = static_cast<const fw_entry_t*>(dlsym(library, "fw_entry"));
    EXPECT_EQ(entry == nullptr, fault.name == "no-entry") << fault.name;
    if (entry == nullptr) continue;
    EXPECT_EQ(entry->magic != FW_ABI_MAGIC, fault.name == "wrong-magic") << fault.name;
    EXPECT_EQ(entry->abi_major != FW_ABI_MAJOR, fault.name == "other-major") << fault.name;
  }
}

TEST(WrongPlugins, StandInTheDocs) {
  const std::string docs = text_of(WRONG_DOCS);
  for (const Fault& fault : faults()) {
    const std::string row = "| `" + fault.name + "` | " + fault.what + " | `" + fault.test + "` |\n";
    EXPECT_THAT(docs, HasSubstr(row));
  }
  EXPECT_EQ(
      std::count(docs.begin(), docs.end(), '\n') - std::count(docs.begin(), docs.begin() + docs.find("|---"), '\n') - 1,
      static_cast<std::ptrdiff_t>(faults().size()))
      << "a row of a plugin that is gone";
}

}  // namespace
}  // namespace fairway

// WMS-2: a folder in a plugin's settings lies in the data folder, wherever that is.
#include "host/plugins/supervisor/folders.hpp"

#include <gtest/gtest.h>

namespace fairway::plugins {
namespace {

constexpr const char* kFolders = R"({"type":"object","properties":{
  "outbox":{"type":"string","format":"folder"}, "name":{"type":"string"},
  "more":{"type":"object","properties":{"deep":{"type":"string","format":"folder"}}},
  "list":{"type":"array","items":{"type":"string","format":"folder"}}}})";

json::value given(const char* settings) { return with_folders(*parse_json(settings), kFolders, "/srv/data"); }

TEST(Folders, RelativeOnesLieInTheDataFolder) {
  EXPECT_EQ(given(R"({"outbox":"edi/out","name":"edi/out"})"),
            *parse_json(R"({"outbox":"/srv/data/edi/out","name":"edi/out"})"));
  EXPECT_EQ(given(R"({"more":{"deep":"./a/../b"}})"), *parse_json(R"({"more":{"deep":"/srv/data/b"}})"));
  EXPECT_EQ(given(R"({"list":["a","/b"]})"), *parse_json(R"({"list":["/srv/data/a","/b"]})"));
}

TEST(Folders, AbsoluteOnesAddressesAndNoneStayAsTheyAre) {
  for (const auto* same : {R"({"outbox":"/mnt/edi"})", R"({"outbox":"sftp://me@wms.example/in"})", R"({"outbox":""})",
                           R"({"outbox":{"$secret":"x"}})", R"({})"})
    EXPECT_EQ(given(same), *parse_json(same)) << same;
  EXPECT_EQ(with_folders(*parse_json(R"({"outbox":"a"})"), "", "/srv"), *parse_json(R"({"outbox":"a"})"));
}

}  // namespace
}  // namespace fairway::plugins

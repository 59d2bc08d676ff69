// What the tests of this plugin share: a warehouse in two folders.
#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "fairway/testing.hpp"

namespace csv_test {

namespace fs = std::filesystem;
using fairway::testing::Instance;
using fairway::testing::Plugin;
using fairway::testing::TestHost;

inline void write(const fs::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }
inline std::string read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}
inline std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  if (fs::exists(folder))
    for (const auto& one : fs::directory_iterator(folder))
      if (one.is_regular_file()) names.push_back(one.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "wms-csv-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no scratch folder");
    path = pattern;
    fs::create_directory(path / "in"), fs::create_directory(path / "out");
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code error;
    fs::remove_all(path, error);
  }
  fs::path path;
};

// `more` are further settings: R"("separator":";")".
struct Warehouse {
  Folder folder;
  TestHost host;
  std::string more;

  explicit Warehouse(std::string settings = {}) : more(std::move(settings)) {}
  ~Warehouse() { EXPECT_TRUE(host.problems.empty()) << host.problems.front(); }
  std::string settings() const {
    return R"({"outbox":")" + out().string() + R"(","inbox":")" + in().string() + '"' + (more.empty() ? "" : ',' + more) +
           '}';
  }
  // A life of the plugin: what it knew only in memory is gone in the next.
  Instance start() { return Plugin().start(host, settings()); }
  fs::path in() const { return folder.path / "in"; }
  fs::path out() const { return folder.path / "out"; }
  std::string sent() const {
    const auto names = names_in(out());
    return names.size() == 1 ? read(out() / names[0]) : std::to_string(names.size()) + " files";
  }
};

inline fairway::FulfilmentOrder order(const std::string& reference = "111-0000000-0000001") {
  fairway::FulfilmentOrder one;
  one.reference = one.channel_order_id = reference;
  one.service = "UPS Ground";
  one.ship_to.name = {"Erika Muster"}, one.ship_to.line1 = {"Weg 1"}, one.ship_to.city = {"Dresden"};
  one.ship_to.postal_code = {"01067"}, one.ship_to.country = "DE";
  one.lines = {{"11", "SKU-1", "Tent", 2}, {"12", "SKU-2", "Peg", 10}};
  return one;
}

}  // namespace csv_test

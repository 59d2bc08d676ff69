// What the tests of this plugin share: a warehouse that takes and leaves files in folders of its own.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "fairway/testing.hpp"
#include "x12/envelope.hpp"

namespace wms_test {

namespace fs = std::filesystem;
using fairway::testing::Instance;
using fairway::testing::Plugin;
using fairway::testing::Pulled;
using fairway::testing::TestHost;

inline constexpr std::int64_t kNow = 1'795'339'800'000;  // 2026-11-22T09:30:00Z

inline std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
inline void write_file(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}
inline std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  if (fs::exists(folder))
    for (const auto& entry : fs::directory_iterator(folder))
      if (entry.is_regular_file()) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

inline std::int64_t modified_ms(const fs::path& path) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::file_clock::to_sys(fs::last_write_time(path)).time_since_epoch())
      .count();
}

struct Folder {
  fs::path path;
  Folder() {
    auto name = (fs::temp_directory_path() / "fairway-x12-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path); }
};

// An interchange as the warehouse writes it. `sets`: of each the id and its segments without ST and SE.
struct Theirs {
  std::string group = "SW";
  std::uint64_t number = 907;
  std::vector<std::pair<std::string, std::vector<std::string>>> sets;
  std::string sender = "NORTHDOCK3PL", receiver = "FAIRWAY", usage = "P", wants_ta1 = "0", before_groups;

  static std::string digits(std::uint64_t number, std::size_t width) {
    auto text = std::to_string(number);
    return std::string(width - std::min(width, text.size()), '0') + text;
  }
  std::string text() const {
    const auto wide = [](std::string id) { return id.resize(15, ' '), id; };
    std::string out = "ISA*00*          *00*          *ZZ*" + wide(sender) + "*ZZ*" + wide(receiver) +
                      "*261122*0930*U*00401*" + digits(number, 9) + "*" + wants_ta1 + "*" + usage + "*>~\n";
    out += before_groups;
    if (!sets.empty()) {
      out += "GS*" + group + "*" + sender + "*" + receiver + "*20261122*0930*" + std::to_string(number) + "*X*004010~\n";
      std::size_t n = 0;
      for (const auto& [id, segments] : sets) {
        out += "ST*" + id + "*" + digits(++n, 4) + "~\n";
        for (const auto& segment : segments) out += segment + "~\n";
        out += "SE*" + std::to_string(segments.size() + 2) + "*" + digits(n, 4) + "~\n";
      }
      out += "GE*" + std::to_string(sets.size()) + "*" + std::to_string(number) + "~\n";
    }
    return out + "IEA*" + (sets.empty() ? "0" : "1") + "*" + digits(number, 9) + "~\n";
  }
};

using Segments = std::vector<std::string>;

// A 945 of one order with one carton for each of `trackings`, each with one unit.
inline Segments advice(const std::string& reference, const std::vector<std::string>& trackings,
                       const std::string& shipment = "ND-1") {
  Segments out{"W06*F*" + reference + "*20261123*" + shipment, "N1*ST*Ada Example", "W27*M*UPSN*UPS GROUND"};
  for (std::size_t i = 0; i < trackings.size(); ++i) {
    out.push_back("LX*" + std::to_string(i + 1));
    out.push_back("MAN*CP*" + trackings[i]);
    out.push_back("W12*CC*1*1**EA**VN*SKU-1");
    out.push_back("N9*LI*11");
  }
  out.push_back("W03*" + std::to_string(trackings.size()));
  return out;
}

class Partner {
 public:
  explicit Partner(std::string more = "") : more_(std::move(more)) { host.clock.unix_ms = kNow; }
  ~Partner() { EXPECT_TRUE(host.problems.empty()) << host.problems.front(); }

  TestHost host;
  Folder folder;

  // The folders are those of another account's.
  void shares(const Partner& other) { fs::remove_all(folder.path), folder.path = other.folder.path; }

  std::string settings() const {
    return R"({"outbox":")" + (folder.path / "out").string() + R"(","inbox":")" + (folder.path / "in").string() +
           R"(","receiver":"NORTHDOCK3PL")" +
           (more_.find("\"sender\"") == std::string::npos ? R"(,"sender":"FAIRWAY")" : "") +
           (more_.empty() ? "" : "," + more_) + "}";
  }
  Instance channel() {
    fs::create_directories(folder.path / "out");
    fs::create_directories(folder.path / "in");
    return Plugin().start(host, settings());
  }
  void leaves(const std::string& name, const std::string& bytes) { write_file(folder.path / "in" / name, bytes); }
  Pulled pull(const std::string& stream = "shipments") { return channel().pull(stream); }

  std::vector<std::string> sent() const { return names_in(folder.path / "out"); }
  std::string sent_text(const std::string& begin) const {
    std::string all;
    for (const auto& name : sent())
      if (name.starts_with(begin)) all += read_file(folder.path / "out" / name);
    return all;
  }
  void takes_all() {
    for (const auto& name : sent()) fs::remove(folder.path / "out" / name);
  }
  // Of what came. Copies of what was sent bear the name of their set.
  std::vector<std::string> archived() const {
    auto names = names_in(folder.path / "in/archive");
    std::erase_if(names, is_ours);
    return names;
  }
  // Of what was sent, by name.
  std::map<std::string, std::string> copies() const {
    std::map<std::string, std::string> all;
    for (const auto& name : names_in(folder.path / "in/archive"))
      if (is_ours(name)) all.emplace(name, read_file(folder.path / "in/archive" / name));
    return all;
  }
  std::vector<std::string> rejected() const { return names_in(folder.path / "in/rejects"); }
  std::vector<std::string> in_hand() const { return names_in(folder.path / "in/processing"); }

 private:
  static bool is_ours(const std::string& name) {
    return name.starts_with("940_") || name.starts_with("997_") || name.starts_with("TA1_");
  }
  std::string more_;
};

inline fairway::FulfilmentOrder order(const std::string& reference = "FW-1") {
  fairway::FulfilmentOrder one;
  one.reference = one.channel_order_id = one.po_number = reference;
  one.service = "UPS Ground";
  one.company = "Juniper Goods";
  one.ship_by = fairway::Time{kNow};
  one.ship_to.name = {"Ada Example"}, one.ship_to.line1 = {"500 Sample Ave"}, one.ship_to.city = {"Reno"};
  one.ship_to.state = "NV", one.ship_to.postal_code = {"89502"}, one.ship_to.country = "US";
  one.lines = {{"11", "SKU-1", "Red mug", 2}};
  return one;
}

// Every ISA13 in these bytes.
inline std::vector<std::string> numbers_in(std::string_view text) {
  std::vector<std::string> numbers;
  wms_x12::FileReader reader(text);
  while (const auto interchange = reader.next()) numbers.emplace_back(interchange->isa.control);
  return numbers;
}

}  // namespace wms_test

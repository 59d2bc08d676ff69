// What the tests of file drops share: a folder of their own, a host in memory, a call.
#pragma once
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "fairway/drop/drop.hpp"
#include "fairway/testing.hpp"

namespace drop_test {

namespace fs = std::filesystem;

class Scratch {
 public:
  Scratch() {
    std::string pattern = (fs::temp_directory_path() / "drop-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no scratch folder");
    path = pattern;
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code error;
    fs::remove_all(path, error);
  }
  fs::path path;
};

inline void write(const fs::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }
inline std::string read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}
// The files of a folder by name, without those in folders below.
inline std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& one : fs::directory_iterator(folder))
    if (one.is_regular_file()) names.push_back(one.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

// A call of a host in memory, for code that is not behind a plugin's boundary.
struct Caller {
  fairway::testing::TestHost host;
  fairway::testing::Outcome outcome;
  fairway::testing::TestCall raw{host, outcome};
  fairway::Call call{raw.raw()};
  fairway::Host api{host.raw()};
};

// The code of what `work` throws; FW_OK: it throws nothing.
template <class F>
fw_rc code_of(F&& work) {
  try {
    work();
    return FW_OK;
  } catch (const fairway::Error& error) { return error.code(); }
}

// A partner in folders below `root`.
struct Partner : Caller {
  Scratch scratch;
  fairway::drop::Rules rules;
  std::shared_ptr<fairway::drop::Files> files = fairway::drop::local_files();

  fs::path in() const { return scratch.path / "in"; }
  fs::path out() const { return scratch.path / "out"; }
  Partner() { fs::create_directories(in()), fs::create_directories(out()); }
  fairway::drop::Drop open() {
    const auto inside = [&](const char* name) { return (in() / name).string(); };
    return {{files, files, out().string(), in().string(), inside("processing"), inside("archive"), inside("rejects")},
            rules,
            api};
  }
};

inline std::vector<std::string> names_of(const std::vector<fairway::drop::Claim>& claims) {
  std::vector<std::string> names;
  for (const auto& claim : claims) names.push_back(claim.name);
  return names;
}

// An inbox that others read too: own files say so in their first bytes.
struct SharedInbox {
  int looks = 0;
  fairway::drop::Rules rules() {
    fairway::drop::Rules rules;
    rules.mine = [this](std::string_view head) { return ++looks, head.size() <= 512 && head.starts_with("MINE"); };
    return rules;
  }
  static void fill(const fs::path& in) {
    fs::create_directories(in / "processing");
    write(in / "a", "MINE"), write(in / "b", "THEIRS"), write(in / "c", "MINE" + std::string(5000, '.')),
        write(in / "d", "");
    write(in / "processing/e", "THEIRS"), write(in / "processing/f", "MINE");
  }
  // Another look is not taken at what is the same.
  void expect_own(fairway::drop::Drop& drop, const fairway::Call& call) {
    const std::vector<std::string> own{"a", "c", "f"}, left{"b", "d"};
    for (int i = 0; i < 2; ++i) EXPECT_EQ(names_of(drop.claim(call, 10)), own);
    std::vector<std::string> alone;
    for (const auto& entry : drop.left_alone()) alone.push_back(entry.name);
    EXPECT_EQ(alone, left);
    EXPECT_EQ(looks, 8);  // six, and two at what now lies in processing/
  }
};

}  // namespace drop_test

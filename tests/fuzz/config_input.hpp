// One input of the fuzz tests: a configuration folder in one text, given to the loader as a folder is.
#pragma once
#include <string_view>

#include "tests/host/config/folder.hpp"

namespace fairway::config {

// What an input led to. `broken`: promises of the loader that did not hold, in words; empty as it should be.
struct Answer {
  std::vector<std::string> broken;
  bool refused = false;      // some finding is an error
  std::size_t accounts = 0;  // that are sound
};

// A line "#> NAME" begins the file of that name, one of kInputFiles; what stands before the first such line is the first.
inline constexpr std::array<std::string_view, 6> kInputFiles{"accounts/a.yaml", "accounts/b.yaml", "templates/base.yaml",
                                                             "fairway.yaml",    "skus.csv",        "tests/t.yaml"};

// Reads one input after the other. The answer depends on the input alone. [one thread]
class Inputs {
 public:
  Inputs();
  // Nothing that the loader throws is caught. `twice`: a loader that has read nothing before is to find the same.
  Answer ask(std::string_view input, bool twice = true);

 private:
  using Files = std::map<std::string, std::string>;
  static Files files_of(std::string_view input);
  void put(const Files& files);

  const Catalogue catalogue_ = fake_catalogue();
  Folder folder_;
  Loader loader_;
  std::set<std::string> present_;
};

}  // namespace fairway::config

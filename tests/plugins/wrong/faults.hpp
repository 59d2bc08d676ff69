// What wrong.def says, and where the plugins lie.
#pragma once
#include <string>
#include <vector>

namespace fairway {

struct Fault {
  std::string name, test, what;
};

inline const std::vector<Fault>& faults() {
  static const std::vector<Fault> all = {
#define WRONG(name, test, what) {name, test, what},
#include "wrong.def"
#undef WRONG
  };
  return all;
}

inline std::string plugin_file(const std::string& name) { return std::string(WRONG_DIR) + '/' + name + ".so"; }

}  // namespace fairway

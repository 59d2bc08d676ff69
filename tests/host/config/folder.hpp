// A configuration folder of its own for each test.
#pragma once
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "host/config/load.hpp"
#include "host/config/spec/spec.hpp"
#include "tests/host/config/fake_catalogue.hpp"

namespace fairway::config {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "fairway-config-XXXXXX").string();
    path_ = mkdtemp(name.data());
    write("fairway.yaml", "listen: 127.0.0.1:8480\n");
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  Folder& write(const std::string& name, const std::string& text) {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
    return *this;
  }
  Folder& remove(const std::string& name) {
    std::filesystem::remove_all(path_ / name);
    return *this;
  }
  Folder& set(const std::string& name, const std::string& value) {
    environment_[name] = value;
    return *this;
  }
  const std::filesystem::path& path() const { return path_; }

  LoadOptions options() const {
    LoadOptions out;
    out.environment = [values = environment_](const std::string& name) -> std::optional<std::string> {
      const auto found = values.find(name);
      return found == values.end() ? std::nullopt : std::optional<std::string>(found->second);
    };
    return out;
  }
  Snapshot load(LoadOptions with) const { return config::load(path_, fake_catalogue(), with); }
  Snapshot load() const { return load(options()); }
  Snapshot load_without_secrets() const {
    auto with = options();
    with.secrets_required = false;
    return load(with);
  }

 private:
  std::filesystem::path path_;
  std::map<std::string, std::string> environment_;
};

// The findings as an administrator reads them.
inline std::vector<std::string> lines(const Findings& findings) {
  std::vector<std::string> out;
  for (const auto& finding : findings) out.push_back(finding.text());
  return out;
}

// The same less what is said of keys that nothing follows from: for tests of what such keys may hold.
inline std::vector<std::string> wrong_lines(Findings findings) {
  std::erase_if(findings, [](const Finding& finding) { return finding.message == kNoEffect; });
  return lines(findings);
}

}  // namespace fairway::config

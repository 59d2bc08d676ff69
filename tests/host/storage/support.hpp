// A data folder of a test's own, and short ways to open what lies in it.
#pragma once
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "host/storage/database.hpp"

namespace fairway::storage::test {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "fairway-storage-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp");
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::unique_ptr<Database> open_in(const std::filesystem::path& data) {
  OpenOptions options;
  options.data = data;
  auto database = open(options);
  if (!database) {
    ADD_FAILURE() << database.error().message;
    return nullptr;
  }
  return std::move(*database);
}

// A value or a failed test with the reason.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}
inline void must(Status status) {
  if (!status) throw std::runtime_error(status.error().message);
}

// Runs `sql` in a transaction of its own.
inline void change(Database& database, const std::string& sql, const std::vector<Value>& values = {}) {
  auto tx = must(database.write());
  must(tx->execute(sql, values));
  must(tx->commit());
}

inline Rows look(Database& database, const std::string& sql, const std::vector<Value>& values = {}) {
  return must(must(database.read())->query(sql, values));
}

inline std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

}  // namespace fairway::storage::test

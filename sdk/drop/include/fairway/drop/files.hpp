// Files of one machine, ours or one behind SFTP: what a file drop needs of them and no more.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fairway/call.hpp"

namespace fairway::drop {

struct Entry {
  std::string name;
  std::uint64_t size = 0;
  std::int64_t modified_ms = 0;  // UTC, by that machine's clock; SFTP knows whole seconds
  std::int64_t placed_ms = 0;    // the same of its last renaming or change; behind SFTP it is not told, and as modified_ms
};

// Paths are those of the machine that has the files, parts separated by '/'. One thread at a time. What fails throws Error:
// UNAVAILABLE where another try may succeed (no connection, a full disk: a file may then be there or not), CONFIG where the
// settings have to be mended (no such folder, no right to it, an unknown server), CANCELLED when the host asks to stop.
class Files {
 public:
  virtual ~Files() = default;

  // Whether it is this machine: then outbox and inbox are made where they are missing. At a partner a folder that is missing
  // is the wrong one.
  virtual bool ours() const noexcept = 0;
  // The regular files of a folder, in no order.
  virtual std::vector<Entry> list(const Call&, const std::string& folder) = 0;
  virtual std::optional<Entry> find(const Call&, const std::string& path) = 0;
  // All bytes; REJECTED where there are more than `most`.
  virtual std::string read(const Call&, const std::string& path, std::uint64_t most) = 0;
  // The first bytes, at most `most`; none where it is not there.
  virtual std::optional<std::string> head(const Call&, const std::string& path, std::uint64_t most) = 0;
  // Writes over what is there. When it returns, the bytes are on the disk, as far as that machine can promise it.
  virtual void write(const Call&, const std::string& path, std::string_view bytes) = 0;
  // Within one file system, at once, and never onto another file. False: `from` is not there, or `to` is.
  virtual bool move(const Call&, const std::string& from, const std::string& to) = 0;
  // False: it was not there.
  virtual bool remove(const Call&, const std::string& path) = 0;
  // With the folders above it; one that is there already is well.
  virtual void make_folder(const Call&, const std::string& path) = 0;
};

// This machine's. Writing and moving return when disk and folder hold it (fsync of both).
std::unique_ptr<Files> local_files();

}  // namespace fairway::drop

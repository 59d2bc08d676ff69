// What was made to be sent, kept on this machine from before the first try until it is known to be sent: after a crash the
// same bytes go out under the same name, and never a second file for the same thing.
//
//   if (auto before = spool.prepared(reference)) { if (!before->sent) drop.put(call, before->name, before->bytes) … }
//   else spool.prepare({reference}, name, bytes);
//   drop.put(call, name, bytes);
//   spool.mark_sent(name);
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fairway::drop {

struct Prepared {
  std::string name;
  std::string bytes;              // empty once it is sent
  std::vector<std::string> keys;  // empty once it is sent
  bool sent = false;
  std::int64_t prepared_ms = 0;  // UTC; of what waits
};

// A folder that the partner does not see, readable by us alone: what waits in it may hold personal data. Of what is sent
// only keys and name are kept, of the newest 100,000 keys at least. Several processes may use one folder. One thread at a
// time. Throws Error UNAVAILABLE where the disk refuses, CONFIG where the folder does.
class Spool {
 public:
  explicit Spool(std::filesystem::path folder);

  // What was prepared for `key` (a reference), sent or not.
  std::optional<Prepared> prepared(const std::string& key);
  // What waits to be sent, in order of name.
  std::vector<Prepared> waiting();
  // The names of all that it knows, sent or not, in no order; a name for each of its keys.
  std::vector<std::string> names();
  // Durable when it returns. All keys become one file, whole or not at all. INVALID where a key or the name is taken, where
  // there is no key, or where key or name hold a control character.
  void prepare(const std::vector<std::string>& keys, const std::string& name, std::string_view bytes);
  void mark_sent(const std::string& name);  // or given up: its bytes go, its keys stay taken
  using SentFiles = std::unordered_map<std::string, std::vector<std::string>>;  // name -> its keys
  SentFiles sent();

 private:
  void read_news();

  std::filesystem::path folder_;
  bool made_ = false;
  std::unordered_map<std::string, std::string> sent_;  // key -> name
  std::uint64_t log_read_ = 0, log_inode_ = 0;
};

}  // namespace fairway::drop

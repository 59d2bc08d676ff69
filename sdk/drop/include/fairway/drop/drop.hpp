// A partner that takes files and leaves files.
//
//   Drop drop(places, rules, host);
//   for (const Claim& claim : drop.claim(call, 100)) {
//     const std::string bytes = drop.read(call, claim);
//     …; out.checkpoint(cursor);     // what the file said is committed
//     drop.archive(call, claim);     // and only then it goes; a crash before brings the same claim again
//   }
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fairway/drop/files.hpp"
#include "fairway/host.hpp"

namespace fairway::drop {

// Which files of the inbox are taken. Names that begin with a dot never are, nor are those that end as a writer's
// temporary files do: .tmp, .part, .filepart.
struct Rules {
  std::string pattern = "*";             // of the name: * is any run, ? one character; ASCII letters of either case
  std::string marker;                    // ".done": a file is taken once NAME.done is there as well; empty: at once
  std::chrono::milliseconds settle{0};   // for writers that do not rename: size and time were the same this long
  std::uint64_t most_bytes = 64u << 20;  // of one file; read() of a larger one is REJECTED
  // Where several share an inbox: whether a file that begins with these bytes (kHead at most) is for this one. What is not is
  // left where it is, in the inbox or in processing/. Empty: all are.
  std::function<bool(std::string_view head)> mine;
  static constexpr std::uint64_t kHead = 512;
};

// The folders of one partner. The four of the inbox lie in one file system.
struct Places {
  std::shared_ptr<Files> out_files, in_files;
  std::string outbox, inbox, processing, archive, rejects;
};

// A file that is ours: it lies in processing/ until archive() or reject().
struct Claim {
  std::string name, path;
  std::uint64_t size = 0;
  std::int64_t modified_ms = 0;  // as its writer left it
};

// `*` and `?`, ASCII letters of either case.
bool name_matches(std::string_view pattern, std::string_view name);
// One part of a path and nothing that a reader would pass over: no '/', no leading dot, no temporary ending, no control
// character, at most 200 bytes.
bool is_final_name(std::string_view name);

// One thread at a time. Errors are those of Files.
class Drop {
 public:
  Drop(Places places, Rules rules, Host host);

  // Puts a file into the outbox, whole and durable: written under a temporary name, flushed, renamed. The same name with
  // the same bytes again is success; with other bytes REJECTED. After UNAVAILABLE it may be there: put it again, unchanged.
  void put(const Call&, const std::string& name, std::string_view bytes);

  // The files that are there, in order of name, at most `most`, each renamed into processing/; among them those that an
  // earlier life had claimed. One that somebody else took first is passed over.
  std::vector<Claim> claim(const Call&, std::size_t most);
  // What lay in the inbox at the last claim() and was for somebody else.
  std::vector<Entry> left_alone() const;
  std::string read(const Call&, const Claim&);
  // Into archive/ or rejects/, under the next free name (NAME, NAME.2, …); with the reason in a file NAME.reason.txt beside.
  void archive(const Call&, const Claim&);
  void reject(const Call&, const Claim&, std::string_view why);

 private:
  struct Look {
    Entry entry;
    bool mine = false, in_inbox = false;
  };
  struct Sight {
    std::uint64_t size = 0;
    std::int64_t modified_ms = 0;
    std::chrono::milliseconds since{0};
  };
  void make_folders(const Call&);
  std::vector<Entry> waiting(const Call&);
  bool settled(const Entry&);
  bool is_mine(const Call&, const std::string& folder, const Entry&);
  void remove_marker(const Call&, const std::string& name);

  Places places_;
  Rules rules_;
  Host host_;
  bool folders_made_ = false;
  std::map<std::string, Sight> sights_;
  std::map<std::string, Look> looks_;  // by path: a file is looked into once as long as it is the same
};

}  // namespace fairway::drop

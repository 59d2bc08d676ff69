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
#include "fairway/drop/spool.hpp"
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

// Files that have had their time.
struct Expiry {
  std::int64_t before_ms = 0;                              // UTC: of what was taken, set aside or written before it
  std::function<bool(const std::string& key)> still_open;  // may this key of the spool still have to be sent, or fetched?
};
struct Removed {
  std::size_t taken = 0, set_aside = 0;  // out of archive, copies of what was sent among them, and rejects
  std::size_t left = 0, unsent = 0;      // out of outbox and spool, where nothing in them is open
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
  // Before that a copy is put into archive/ in the same way: one, however often the file is put.
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

  // Removes what is old, at the partner too where the folder is ours. The age of a file is that of its contents, at the latest
  // since it lies where it lies; of one set aside that of its reason. In the outbox only files go that came out of this spool.
  Removed remove_old(const Call&, Spool&, const Expiry&);

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
  void keep_copy(const Call&, const std::string& name, std::string_view bytes);
  std::size_t remove_where(const Call&, Files&, const std::string& folder, const std::function<bool(const Entry&)>& old);
  std::size_t remove_set_aside(const Call&, std::int64_t before_ms);
  std::size_t remove_from_outbox(const Call&, const Spool::SentFiles& ours, const Expiry&);
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

// The files of one kind that the warehouse left: each worked on once, and gone when what it says is committed.
#pragma once
#include <functional>
#include <map>
#include <string>

#include "columns.hpp"
#include "fairway/drop/drop.hpp"
#include "fairway/drop/seen.hpp"

namespace wms_csv {

struct File {
  const fairway::drop::Claim& claim;
  Sheet& sheet;
};

// Reads one kind of file.
struct FileKind {
  std::string stream;
  std::string schema;  // of the documents it becomes, for rows that are set aside
  // Beside the contents, what makes a file news; empty: nothing.
  std::function<std::string(const fairway::drop::Claim&)> identity;
  // Emits; answers how many documents. Throws Error REJECTED before it emits anything, where the file is not of this kind.
  std::function<std::size_t(const fairway::Call&, File&, fairway::PullOut&)> read;
};

void take_files(const fairway::Host&, const Settings&, fairway::drop::Drop&, const FileKind&, const fairway::Call&,
                const fairway::PullRequest&, fairway::PullOut&);

// Rows that belong together, by a key, in the order in which the first of each came. A bad row holds back those of its key:
// a parcel without one of its lines, or half of a stock, would be told as if it were all. Rows are set aside with their bytes.
template <class T>
class Groups {
 public:
  explicit Groups(File& file) : file_(file) {}

  // `key` of a row that can be read; `fault` of one that cannot (then `key` may be empty: it is alone).
  void add(const Row& row, const std::string& key, T value) {
    auto& group = group_of(key);
    group.values.push_back(std::move(value));
    group.rows.push_back(&row);
  }
  void spoil(const Row& row, const std::string& key, const fairway::Error& fault) {
    auto& group = group_of(key.empty() ? "\n" + std::to_string(row.line) : key);
    if (group.fault.empty()) group.fault = "line " + std::to_string(row.line) + ": " + fault.what();
    group.rows.push_back(&row);
  }
  // Calls use(values) for the sound ones, in order.
  template <class F>
  void each(const std::string& schema, fairway::PullOut& out, F&& use) const {
    for (const auto& group : groups_) {
      if (group.fault.empty()) {
        use(group.values);
        continue;
      }
      for (const Row* row : group.rows)
        out.reject(file_.sheet.shown(*row), schema,
                   fairway::Error::rejected(
                       file_.claim.name + ": " + group.fault +
                       (group.rows.size() > 1 ? " (it holds back line " + std::to_string(row->line) + ")" : "")));
    }
  }

 private:
  struct Group {
    std::vector<T> values;
    std::vector<const Row*> rows;
    std::string fault;
  };
  Group& group_of(const std::string& key) {
    const auto [at, fresh] = index_.try_emplace(key, groups_.size());
    if (fresh) groups_.emplace_back();
    return groups_[at->second];
  }

  File& file_;
  std::vector<Group> groups_;
  std::map<std::string, std::size_t> index_;
};

}  // namespace wms_csv

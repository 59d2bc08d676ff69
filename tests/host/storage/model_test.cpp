// Random operations against the database and against a std::map: they must always agree.
#include <map>
#include <random>

#include "tests/host/storage/support.hpp"

namespace fairway::storage {
namespace {

using namespace test;

using Model = std::map<std::string, std::optional<std::int64_t>>;

class Walk {
 public:
  Walk(Database& database, std::uint32_t seed) : database_(database), random_(seed) {}

  // One transaction of a few operations, committed or not.
  void step() {
    Model draft = model_;
    auto tx = must(database_.write());
    for (int i = 0, count = pick(6); i < count; ++i) operate(*tx, draft);
    if (pick(4) == 0) return;
    must(tx->commit());
    model_ = std::move(draft);
  }

  void compare() {
    const Rows rows = look(database_, "SELECT name, n FROM thing");
    Model seen;
    for (std::size_t i = 0; i < rows.size(); ++i) seen[rows.text(i, 0)] = rows.maybe_integer(i, 1);
    ASSERT_EQ(seen, model_);
  }

 private:
  int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
  std::string name() { return "name-" + std::to_string(pick(40)); }
  Value number() { return pick(5) == 0 ? Value{} : Value{std::int64_t{pick(1000)}}; }
  static std::optional<std::int64_t> as_model(const Value& value) {
    return std::holds_alternative<std::int64_t>(value) ? std::optional(std::get<std::int64_t>(value)) : std::nullopt;
  }

  void operate(Transaction& tx, Model& draft) {
    switch (pick(5)) {
      case 0: return insert(tx, draft);
      case 1: return upsert(tx, draft);
      case 2: return erase(tx, draft);
      case 3: return update(tx, draft);
      default: return find(tx, draft);
    }
  }
  void insert(Transaction& tx, Model& draft) {
    Rows rows{{"name", Type::text}, {"n", Type::integer}};
    Model added;
    bool twice = false;
    for (int i = 0, count = pick(4); i < count; ++i) {
      const std::string key = name();
      const Value value = number();
      twice = twice || draft.contains(key) || added.contains(key);
      added[key] = as_model(value);
      rows.add({key, value});
    }
    auto ids = tx.insert("thing", rows);
    ASSERT_EQ(ids.has_value(), !twice);
    if (twice) {
      ASSERT_EQ(ids.error().code, FW_E_REJECTED);
      return;
    }
    draft.merge(added);
  }
  void upsert(Transaction& tx, Model& draft) {
    Rows rows{{"name", Type::text}, {"n", Type::integer}};
    for (int i = 0, count = pick(6); i < count; ++i) {
      rows.add({name(), number()});
      draft[std::get<std::string>(rows.row(rows.size() - 1)[0])] = as_model(rows.row(rows.size() - 1)[1]);
    }
    ASSERT_EQ(
        must(tx.bulk("INSERT INTO thing (name, n) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET n = excluded.n", rows)),
        static_cast<std::int64_t>(rows.size()));
  }
  void erase(Transaction& tx, Model& draft) {
    const std::string key = name();
    ASSERT_EQ(must(tx.execute("DELETE FROM thing WHERE name = ?", {key})), static_cast<std::int64_t>(draft.erase(key)));
  }
  void update(Transaction& tx, Model& draft) {
    const std::int64_t below = pick(1000);
    std::int64_t changed = 0;
    for (auto& [key, value] : draft) {
      if (!value || *value >= below) continue;
      ++*value;
      ++changed;
    }
    ASSERT_EQ(must(tx.execute("UPDATE thing SET n = n + 1 WHERE n < ?", {below})), changed);
  }
  void find(Transaction& tx, const Model& draft) {
    std::set<std::string> wanted;
    for (int i = 0, count = pick(10); i < count; ++i) wanted.insert(name());
    const std::vector<Value> keys(wanted.begin(), wanted.end());
    const auto expected = std::count_if(wanted.begin(), wanted.end(), [&](const auto& key) { return draft.contains(key); });
    ASSERT_EQ(must(tx.query_in("SELECT name FROM thing WHERE name IN ({keys})", keys)).size(),
              static_cast<std::size_t>(expected));
  }

  Database& database_;
  std::mt19937 random_;
  Model model_;
};

TEST(Model, RandomTransactionsAgreeWithAMap) {
  Folder folder;
  auto database = open_in(folder.path());
  change(*database, "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, n INTEGER)");
  for (std::uint32_t seed = 1; seed <= 3; ++seed) {
    change(*database, "DELETE FROM thing");
    Walk walk(*database, seed);
    for (int i = 0; i < 300; ++i) {
      walk.step();
      if (i % 10 == 0) walk.compare();
      if (::testing::Test::HasFatalFailure()) FAIL() << "seed " << seed << ", step " << i;
    }
    walk.compare();
  }
}

}  // namespace
}  // namespace fairway::storage

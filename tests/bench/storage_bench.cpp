// What a row, a commit and a sealed text cost. Real files in the temporary folder; rates in items_per_second.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <filesystem>
#include <random>

#include "host/storage/database.hpp"
#include "host/storage/vault.hpp"

namespace fairway::storage {
namespace {

struct Folder {
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "fairway-bench-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

struct Base : Folder {
  explicit Base(bool full = false) {
    OpenOptions options;
    options.data = path;
    options.synchronous_full = full;
    database = std::move(*open(options));
    auto tx = std::move(*database->write());
    (void)tx->execute("CREATE TABLE small (id INTEGER PRIMARY KEY, name TEXT, n INTEGER)");
    (void)tx->commit();
  }
  std::unique_ptr<Database> database;
};

Rows small_rows(std::int64_t count) {
  Rows rows{{"name", Type::text}, {"n", Type::integer}};
  for (std::int64_t i = 0; i < count; ++i) rows.add(std::vector<Value>{"hello " + std::to_string(i), i});
  return rows;
}

void InsertRows(benchmark::State& state) {
  Base base;
  const Rows rows = small_rows(state.range(0));
  for (auto _ : state) {
    auto tx = std::move(*base.database->write());
    if (!tx->insert("small", rows) || !tx->commit()) state.SkipWithError("insert");
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(InsertRows)->Arg(1)->Arg(100)->Arg(1000)->UseRealTime();

void BulkRows(benchmark::State& state) {
  Base base;
  const Rows rows = small_rows(state.range(0));
  for (auto _ : state) {
    auto tx = std::move(*base.database->write());
    if (!tx->bulk("INSERT INTO small (name, n) VALUES (?, ?)", rows) || !tx->commit()) state.SkipWithError("bulk");
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BulkRows)->Arg(1000)->UseRealTime();

void ExecuteRowByRow(benchmark::State& state) {
  Base base;
  for (auto _ : state) {
    auto tx = std::move(*base.database->write());
    for (std::int64_t i = 0; i < 1000; ++i) {
      if (!tx->execute("INSERT INTO small (name, n) VALUES (?, ?)", {std::string("hello"), i}))
        state.SkipWithError("execute");
    }
    (void)tx->commit();
  }
  state.SetItemsProcessed(state.iterations() * 1000);
}
BENCHMARK(ExecuteRowByRow)->UseRealTime();

void Commit(benchmark::State& state) {
  Base base(state.range(0) != 0);
  for (auto _ : state) {
    auto tx = std::move(*base.database->write());
    if (!tx->execute("INSERT INTO small (name) VALUES ('x')") || !tx->commit()) state.SkipWithError("commit");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(Commit)->Arg(0)->Arg(1)->ArgName("full")->UseRealTime();

void ReadRows(benchmark::State& state) {
  Base base;
  (void)base.database->transact([](Transaction& tx) { return tx.insert("small", small_rows(100000)); });
  for (auto _ : state) {
    auto rows = (*base.database->read())->query("SELECT id, name, n FROM small");
    benchmark::DoNotOptimize(rows);
  }
  state.SetItemsProcessed(state.iterations() * 100000);
}
BENCHMARK(ReadRows)->UseRealTime();

void ReadOne(benchmark::State& state) {
  Base base;
  (void)base.database->transact([](Transaction& tx) { return tx.insert("small", small_rows(100000)); });
  std::int64_t id = 0;
  for (auto _ : state) {
    auto rows = (*base.database->read())->query("SELECT name, n FROM small WHERE id = ?", {id = id % 100000 + 7});
    benchmark::DoNotOptimize(rows);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ReadOne)->UseRealTime();

void ReadKeys(benchmark::State& state) {
  Base base;
  (void)base.database->transact([](Transaction& tx) { return tx.insert("small", small_rows(100000)); });
  std::vector<Value> keys;
  for (std::int64_t i = 0; i < 500; ++i) keys.emplace_back(i * 150 + 1);
  for (auto _ : state) {
    auto rows = (*base.database->read())->query_in("SELECT name, n FROM small WHERE id IN ({keys})", keys);
    benchmark::DoNotOptimize(rows);
  }
  state.SetItemsProcessed(state.iterations() * 500);
}
BENCHMARK(ReadKeys)->UseRealTime();

Rows table_of(std::initializer_list<const char*> names) {
  std::vector<Column> columns;
  for (const char* name : names) columns.push_back({name, Type::text});
  return Rows(std::move(columns));
}

void make_ledger(Transaction& tx) {
  (void)tx.execute(
      "CREATE TABLE led (id INTEGER PRIMARY KEY, account TEXT, store TEXT, plugin TEXT, seller TEXT, channel_order_id TEXT,"
      " state TEXT, marketplace TEXT, service TEXT, country TEXT, created_at INTEGER, updated_at INTEGER, document TEXT);"
      "CREATE UNIQUE INDEX led_key ON led (channel_order_id, plugin, seller);"
      "CREATE INDEX led_state ON led (account, state, id);"
      "CREATE TABLE led_event (id INTEGER PRIMARY KEY, order_id INTEGER, at INTEGER, type TEXT, cause TEXT);"
      "CREATE INDEX led_event_order ON led_event (order_id, id);"
      "CREATE TABLE led_cursor (scope TEXT PRIMARY KEY, cursor TEXT) WITHOUT ROWID");
}

// As the ledger writes a page: 100 orders with ten events each, their states and a cursor, in one transaction.
void LedgerBatch(benchmark::State& state) {
  Base base;
  (void)base.database->transact([](Transaction& tx) -> Status {
    make_ledger(tx);
    return {};
  });
  std::mt19937_64 random(1);
  const Value document = std::string(1500, 'd'), word = std::string("Standard"), at = std::int64_t{1790000000000};
  for (auto _ : state) {
    auto tx = std::move(*base.database->write());
    Rows orders = table_of({"account", "store", "plugin", "seller", "channel_order_id", "state", "marketplace", "service",
                            "country", "created_at", "updated_at", "document"});
    for (int i = 0; i < 100; ++i) {
      std::vector<Value> row(12, word);
      row[4] = std::to_string(random());
      row[9] = row[10] = at;
      row[11] = document;
      orders.add(std::move(row));
    }
    auto ids = tx->insert("led", orders);
    if (!ids) return state.SkipWithError(ids.error().message.c_str());
    Rows events = table_of({"order_id", "at", "type", "cause"}), states = table_of({"state", "id"});
    for (const std::int64_t id : *ids) {
      for (int e = 0; e < 10; ++e) events.add(std::vector<Value>{id, at, word, word});
      states.add(std::vector<Value>{word, id});
    }
    const bool done =
        tx->insert("led_event", events) && tx->bulk("UPDATE led SET state = ? WHERE id = ?", states) &&
        tx->execute("INSERT INTO led_cursor VALUES ('s', ?) ON CONFLICT (scope) DO UPDATE SET cursor = excluded.cursor",
                    {word}) &&
        tx->commit();
    if (!done) return state.SkipWithError("batch");
  }
  state.SetItemsProcessed(state.iterations() * 100);
}
BENCHMARK(LedgerBatch)->UseRealTime();

void Seal(benchmark::State& state) {
  Folder folder;
  auto vault = std::move(*open_vault(folder.path));
  const std::vector<std::string> before(static_cast<std::size_t>(state.range(0)), "x");
  if (!before.empty() && !vault->seal(before)) state.SkipWithError("seal");
  const std::vector<std::string> texts(500, std::string(300, 'p'));
  for (auto _ : state) {
    if (!vault->seal(texts)) state.SkipWithError("seal");
  }
  state.SetItemsProcessed(state.iterations() * 500);
}
BENCHMARK(Seal)->Arg(0)->Arg(1000000)->ArgName("keys")->UseRealTime();

void Unseal(benchmark::State& state) {
  Folder folder;
  auto vault = std::move(*open_vault(folder.path));
  const auto sealed = *vault->seal(std::vector<std::string>(10000, std::string(300, 'p')));
  std::size_t next = 0;
  for (auto _ : state) {
    auto text = vault->unseal(sealed[next = (next + 7) % sealed.size()]);
    benchmark::DoNotOptimize(text);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(Unseal)->UseRealTime();

}  // namespace
}  // namespace fairway::storage

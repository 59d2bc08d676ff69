// ACC-8, HST-2: what is renamed is as if it had never been called otherwise, and nobody else notices.
#include "host/ledger/rename.hpp"

#include <set>

#include <fmt/format.h>

#include "host/ledger/named_keys.hpp"
#include "host/ledger/retire.hpp"
#include "tests/host/ledger/support.hpp"

namespace fairway::ledger::test {
namespace {

using storage::Transaction;

const std::set<std::string> kSuspicious{"account", "accounts", "store", "nickname", "scope",
                                        "target",  "source",   "key",   "name",     "warehouse"};

struct RenameTest : LedgerTest {
  void run(storage::Database& in, const std::string& sql, const std::vector<storage::Value>& values = {}) {
    must(in.transact([&](Transaction& tx) -> Status { return done(tx.execute(sql, values)); }));
  }
  storage::Rows look(storage::Database& in, const std::string& sql) { return must(must(in.read())->query(sql)); }

  // A row in every table that names an account or a store, as the host writes it.
  void fill(storage::Database& in, const std::string& a, const std::string& s, int id) {
    const auto n = std::to_string(id);
    const auto sql = [&](const std::string& text) { run(in, fmt::format(fmt::runtime(text), a, s, n)); };
    sql("INSERT INTO account (name, hash, generation, applied_at) VALUES ('{0}', 'h', 3, 0)");
    sql("INSERT INTO config_version VALUES ('{0}', 3, 0, 'ada', 'file', 'accounts/x.yaml', 'f', '[]')");
    sql("INSERT INTO config_file VALUES ('{0}', 3, 'accounts/x.yaml', NULL, 't')");
    sql("INSERT INTO config_pin VALUES ('{0}', 3, 'f', 0, 'ada', 'r')");
    sql("INSERT INTO store (id, account, nickname, plugin, seller, identity, first_seen) VALUES ({2}, '{0}', '{1}', "
        "'amazon', "
        "'seller-id={2}', 'i', 0)");
    sql("INSERT INTO seller VALUES ('amazon', 'seller-id={2}', '{0}', 0)");
    sql("INSERT INTO orders (id, account, store, store_id, plugin, seller, channel_order_id, state, channel_status, "
        "fulfilled_by, marketplace, ship_service, ship_category, country, created_at, updated_at, taken_at, document) "
        "VALUES "
        "({2}, '{0}', '{1}', {2}, 'amazon', 'seller-id={2}', 'O-1', 'routed', '', '', '', '', '', '', 0, 0, 0, '{{}}')");
    sql("INSERT INTO catalogue_item (account, sku, title, description, images, product_id, barcode, mpn, family, parent, "
        "condition, category) VALUES ('{0}', 'S{2}', '', '', '[]', '', '', '', '', 0, '', '')");
    sql("INSERT INTO import (account, store_id, state, rules, dry_run, asked_by, requested_at, moved_at) VALUES ('{0}', "
        "{2}, "
        "'done', '{{}}', 0, '', 0, 0)");
    sql("INSERT INTO notice VALUES ({2}, 'import/{2}/done', '{0}', '{1}', 'import-done', '', '', 0)");
    sql("INSERT INTO notice_way VALUES ({2}, {2}, 'email', '{0}', 'told', '', 0)");
    sql("INSERT INTO order_count VALUES ('{0}', 'routed', 1)");
    sql("INSERT INTO fulfilment (id, order_id, account, warehouse, scope, reference, part, state, service, lines, "
        "created_at) "
        "VALUES ({2}, {2}, '{0}', 'west', '{0}/west', 'O-1', 1, 'routed', '', '[]', 0)");
    sql("INSERT INTO fulfilment (id, order_id, account, warehouse, scope, reference, part, state, service, lines, "
        "created_at) "
        "VALUES (10{2}, {2}, '{0}', '{1}', '{0}/{1}', 'O-1-2', 2, 'routed', '', '[]', 0)");
    sql("INSERT INTO shipment (id, order_id, fulfilment_id, account, store, remote_id, package_reference, carrier, service, "
        "tracking_number, lines, state, known_at) VALUES ({2}, {2}, {2}, '{0}', '{1}', 'R', '1', '', '', '', '[]', 'known', "
        "0)");
    for (const auto& [kind, target, state] : {std::tuple{"map", "", "ready"},
                                              {"pull-orders", "/store:{1}", "ready"},
                                              {"acknowledge", "/{1}", "parked"},
                                              {"pull-shipments", "/west", "dead"}})
      sql(fmt::format(
          "INSERT INTO job (key, account, kind, target, state, due_at, created_at) VALUES ('{0}/{{0}}{1}', '{{0}}', "
          "'{0}', '{2}', '{3}', 0, 0)",
          kind, target, *target ? target + 1 : "", state));
    sql("INSERT INTO job (key, account, kind, target, subject, state, due_at, created_at) VALUES ('confirm/{2}', '{0}', "
        "'confirm', '{1}', {2}, 'running', 0, 0)");
    for (const auto* scope :
         {"orders/{0}/store:{1}", "orders/{0}/store:{1}/covered", "orders/{0}/amazon:seller-id={2}", "covered/{0}/{2}",
          "covered/{0}/{2}/proved", "order-ids/{0}/store:{1}", "notices/{0}/{1}", "shipments/{0}/west"})
      sql(fmt::format("INSERT INTO cursor VALUES ('{}', 'c', 0)", scope));
    for (const auto* scope : {"{0}/{1}", "{0}/store:{1}", "{0}/west", "{0}/amazon:seller-id={2}", "{0}/shipping"})
      sql(fmt::format("INSERT INTO plugin_state VALUES ('{}', 'k', 'v')", scope));
    sql("INSERT INTO plugin_state VALUES ('host', 'mode/{0}/{1}', 'live')");
    for (const auto* scope :
         {"wms-rest|@{0}/west|api", "shop|@{0}/{1}|api|yaml:00", "shop|@{0}/store:{1}|api", "amazon|seller-id={2}|lwa"})
      sql(fmt::format("INSERT INTO token (scope) VALUES ('{}')", scope));
    sql("INSERT INTO bucket VALUES ('amazon/searchOrders/seller-id={2}', 1, 1, 0)");
    sql("INSERT INTO reject (id, account, source, stream, schema, pointer, error, at, hash) VALUES ({2}, '{0}', "
        "'store:{1}', "
        "'orders', '', '', '', 0, 'h')");
    for (const auto* key : {"absent/{0}/{1}", "seller/{0}/{1}"})
      sql(fmt::format(
          "INSERT INTO finding (key, account, target, kind, message, at) VALUES ('{}', '{{0}}', '{{1}}', 'absent', "
          "'', 0)",
          key));
    sql("INSERT INTO finding (key, account, target, kind, message, at) VALUES ('absent/{0}', '{0}', '', 'absent', '', 0)");
    sql("INSERT INTO finding (key, account, target, kind, message, at) VALUES ('carrier/{0}/west/UPS', '{0}', 'west', "
        "'carrier', "
        "'', 0)");
    sql("INSERT INTO finding (key, account, target, kind, message, at) VALUES ('notice/{0}/west/h{2}', '{0}', 'west', "
        "'carrier', "
        "'', 0)");
    sql("INSERT INTO stock_level (id, account, warehouse, sku, location, available, seen_at) VALUES ({2}, '{0}', 'west', "
        "'S', "
        "'', 1, 0)");
    sql("INSERT INTO stock_level (id, account, warehouse, sku, location, available, seen_at) VALUES (10{2}, '{0}', '{1}', "
        "'S', 'FBA-US', 1, 0)");
    sql("INSERT INTO order_window (id, account, source, stores, since, until, view, state, begun_at) VALUES ({2}, '{0}', "
        "'store:{1}', '{2}', 0, 1, 'rescan', 'proved', 0)");
    for (const auto& [balance, warehouse] : {std::pair{"{2}", "west"}, {"10{2}", "{1}"}}) {
      sql(fmt::format("INSERT INTO stock_balance VALUES ({}, '{{0}}', '{}', 'S', 1, 1, 1, 0)", balance, warehouse));
      sql(
          fmt::format("INSERT INTO stock_movement (balance_id, at, kind, quantity, level, reserved, cause) VALUES ({}, 0, "
                      "'reserved', 1, 0, 1, '')",
                      balance));
      sql(
          fmt::format("INSERT INTO stock_reservation (order_id, line_id, balance_id, fulfilment_id, quantity, sold, at) "
                      "VALUES ({{2}}, 'L', {}, 0, 1, 0, 0)",
                      balance));
    }
    sql("INSERT INTO hold VALUES ('{0}', 'west', 0, 'ada', 'stock count')");
    sql("INSERT INTO hold VALUES ('{0}', '{1}', 0, 'ada', 'a recall')");
    sql("INSERT INTO redaction (id, account, kind, subject, key_id, at, why, cause) VALUES ({2}, '{0}', 'delivery', 1, 'k', "
        "0, "
        "'retention', '')");
    sql("INSERT INTO redaction_request (order_id, account, at, author) VALUES ({2}, '{0}', 0, '')");
    sql("INSERT INTO hook (id, account, target, delivery_id, at, headers) VALUES ({2}, '{0}', '{1}', 'd', 0, '{{}}')");
    sql("INSERT INTO api_token VALUES ('t{2}', 'n', 'read', 'else,{0}', 0)");
  }

  // Table, column and type of each.
  std::vector<std::array<std::string, 3>> columns(storage::Database& in) {
    std::vector<std::array<std::string, 3>> all;
    const auto tables = look(in, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'");
    for (std::size_t i = 0; i < tables.size(); ++i) {
      const auto table = look(in, fmt::format("PRAGMA table_info({})", tables.text(i, 0)));
      for (std::size_t row = 0; row < table.size(); ++row)
        all.push_back({tables.text(i, 0), table.text(row, 1), table.text(row, 2)});
    }
    return all;
  }

  // Every text of every row, by table and column.
  std::multiset<std::string> texts(storage::Database& in) {
    std::multiset<std::string> all;
    for (const auto& [table, column, type] : columns(in)) {
      if (type != "TEXT") continue;
      const auto values = look(in, fmt::format("SELECT {} FROM {}", column, table));
      for (std::size_t row = 0; row < values.size(); ++row)
        all.insert(table + "." + column + " = " + (values.is_null(row, 0) ? "NULL" : values.text(row, 0)));
    }
    return all;
  }

  Folder other_folder;
  std::unique_ptr<storage::Database> other =
      must(storage::open({other_folder.path, "sqlite:fairway.db", std::chrono::seconds(5), false}));
};

TEST_F(RenameTest, TheListKnowsEveryColumnThatMayHoldAName) {
  std::set<std::string> known;
  for (const auto& [table, column, holds] : named_columns()) known.insert(fmt::format("{}.{}", table, column));
  for (const auto& [table, column, type] : columns(*db))
    if (kSuspicious.contains(column)) {
      EXPECT_TRUE(known.erase(table + "." + column)) << table << "." << column << " is not in host/ledger/rename.cpp";
    }
  EXPECT_TRUE(known.empty()) << *known.begin() << " is no column";
}

TEST_F(RenameTest, EveryColumnOfTheListIsTried) {
  fill(*db, "zebra", "quagga", 1);
  for (const auto& [table, column, holds] : named_columns()) {
    if (holds == Holds::nothing || holds == Holds::history) continue;
    const auto rows =
        look(*db, fmt::format("SELECT 1 FROM {0} WHERE {1} LIKE '%zebra%' OR {1} LIKE '%quagga%'", table, column));
    EXPECT_FALSE(rows.empty()) << table << "." << column;
  }
}

TEST_F(RenameTest, ARenamedAccountIsAsIfItHadNeverBeenCalledOtherwise) {
  for (auto* in : {db.get(), other.get()}) {
    fill(*in, "acme-2", "us", 2);  // begins like it
    fill(*in, "2-acme", "acme", 3);
  }
  fill(*db, "acme", "us", 1);
  fill(*other, "zebra", "us", 1);
  must(write([](Transaction& tx) { return rename_account(tx, "acme", "zebra"); }));
  EXPECT_EQ(texts(*db), texts(*other));
  must(write([](Transaction& tx) { return rename_account(tx, "acme", "zebra"); }));  // nothing is left to rename
  EXPECT_EQ(texts(*db), texts(*other));
}

TEST_F(RenameTest, ARenamedStoreIsAsIfItHadNeverBeenCalledOtherwise) {
  for (auto* in : {db.get(), other.get()}) {
    fill(*in, "globex", "us", 2);
    fill(*in, "initech", "us-2", 3);
  }
  fill(*db, "acme", "us", 1);
  fill(*other, "acme", "main", 1);
  must(write([](Transaction& tx) { return rename_store(tx, "acme", "us", "main"); }));
  EXPECT_EQ(texts(*db), texts(*other));
}

// What is left under the new name belongs to nobody who is known: it gives way.
TEST_F(RenameTest, LeftoversUnderTheNewNameGiveWay) {
  fill(*db, "acme", "us", 1);
  for (const auto* sql :
       {"INSERT INTO cursor VALUES ('shipments/zebra/west', 'old', 0)",
        "INSERT INTO plugin_state VALUES ('zebra/west', 'other', 'old')",
        "INSERT INTO token (scope) VALUES ('wms-rest|@zebra/west|api')",
        "INSERT INTO job (key, account, kind, target, state, due_at, created_at) VALUES ('map/zebra', 'zebra', "
        "'map', '', 'ready', 0, 0)"})
    run(*db, sql);
  fill(*other, "zebra", "us", 1);
  must(write([](Transaction& tx) { return rename_account(tx, "acme", "zebra"); }));
  EXPECT_EQ(texts(*db), texts(*other));
}

// ACC-9: a store that was retired under the old name keeps it, and one that was under the new name is not mixed in.
TEST_F(RenameTest, WhatWasRetiredUnderEitherNameKeepsItsOwn) {
  fill(*db, "acme", "us", 1);
  const auto stores = must(stores_of(*must(db->read()), "acme"));
  must(write([&](Transaction& tx) { return retire_store(tx, stores.front(), kStart); }));
  run(*db,
      "INSERT INTO store (id, account, nickname, plugin, seller, identity, first_seen) VALUES (7, 'acme', 'us', 'amazon', "
      "'s', 'i', 0)");
  must(write([](Transaction& tx) { return rename_store(tx, "acme", "us", "main"); }));
  EXPECT_EQ(look(*db, "SELECT nickname FROM store WHERE id = 1").text(0, 0), "us");
  EXPECT_EQ(look(*db, "SELECT store FROM orders WHERE id = 1").text(0, 0), "us");
  EXPECT_EQ(look(*db, "SELECT store FROM shipment WHERE id = 1").text(0, 0), "us");
  EXPECT_EQ(look(*db, "SELECT nickname FROM store WHERE id = 7").text(0, 0), "main");
}

// ACC-9
TEST_F(RenameTest, ARetiredStoreLeavesItsOrdersAndNothingThatWorks) {
  fill(*db, "acme", "us", 1);
  fill(*db, "acme-2", "us", 2);
  const auto before = look(*db, "SELECT COUNT(*) FROM job WHERE account = 'acme-2'").integer(0, 0);
  const auto stores = must(stores_of(*must(db->read()), "acme"));
  must(write([&](Transaction& tx) { return retire_store(tx, stores.front(), kStart); }));
  for (const auto* sql :
       {"SELECT 1 FROM job WHERE account = 'acme' AND target LIKE '%us'",
        "SELECT 1 FROM cursor WHERE scope LIKE '%/acme/store:us%'",
        "SELECT 1 FROM cursor WHERE scope IN ('notices/acme/us', 'covered/acme/1', 'orders/acme/amazon:seller-id=1')",
        "SELECT 1 FROM plugin_state WHERE scope IN ('acme/us', 'acme/store:us', 'acme/amazon:seller-id=1') OR key = "
        "'mode/acme/us'",
        "SELECT 1 FROM token WHERE scope LIKE 'shop|@acme/%' OR scope LIKE 'amazon|seller-id=1|%'",
        "SELECT 1 FROM finding WHERE account = 'acme' AND target = 'us' AND resolved_at IS NULL",
        "SELECT 1 FROM store WHERE account = 'acme' AND removed_at IS NULL"})
    EXPECT_EQ(look(*db, sql).size(), 0U) << sql;
  for (const auto* sql : {"SELECT 1 FROM orders WHERE account = 'acme' AND store = 'us'",
                          "SELECT 1 FROM cursor WHERE scope = 'shipments/acme/west'",
                          "SELECT 1 FROM job WHERE key = 'pull-shipments/acme/west'",
                          "SELECT 1 FROM token WHERE scope = 'wms-rest|@acme/west|api'",
                          "SELECT 1 FROM cursor WHERE scope = 'covered/acme-2/2'",
                          "SELECT 1 FROM token WHERE scope = 'shop|@acme-2/us|api|yaml:00'"})
    EXPECT_EQ(look(*db, sql).size(), 1U) << sql;
  EXPECT_EQ(look(*db, "SELECT COUNT(*) FROM job WHERE account = 'acme-2'").integer(0, 0), before);
}

// ACC-9: what stores share stays while another has it.
TEST_F(RenameTest, ARetiredStoreLeavesWhatOthersShare) {
  fill(*db, "acme", "us", 1);
  run(*db,
      "INSERT INTO store (id, account, nickname, plugin, seller, identity, first_seen) VALUES (7, 'acme', 'ca', 'amazon', "
      "'seller-id=1', 'j', 0)");
  const auto stores = must(stores_of(*must(db->read()), "acme"));
  must(write([&](Transaction& tx) { return retire_store(tx, stores.front(), kStart); }));
  for (const auto* sql : {"SELECT 1 FROM cursor WHERE scope = 'orders/acme/amazon:seller-id=1'",
                          "SELECT 1 FROM plugin_state WHERE scope = 'acme/amazon:seller-id=1'",
                          "SELECT 1 FROM token WHERE scope = 'amazon|seller-id=1|lwa'"})
    EXPECT_EQ(look(*db, sql).size(), 1U) << sql;
}

// ACC-9
TEST_F(RenameTest, ARetiredAccountLeavesItsOrdersAlone) {
  fill(*db, "acme", "us", 1);
  fill(*db, "acme-2", "us", 2);
  fill(*other, "acme-2", "us", 2);
  must(write([&](Transaction& tx) { return retire_account(tx, "acme", kStart); }));
  std::set<std::string> left;
  for (const auto& text : texts(*db))
    if (!texts(*other).contains(text)) left.insert(text.substr(0, text.find('.')));
  EXPECT_EQ(left, (std::set<std::string>{"api_token", "bucket", "config_file", "config_pin", "config_version", "finding",
                                         "fulfilment", "order_count", "orders", "redaction", "redaction_request", "reject",
                                         "shipment", "store"}));
  EXPECT_EQ(look(*db, "SELECT 1 FROM finding WHERE account = 'acme' AND resolved_at IS NULL").size(), 0U);
}

// ACC-9, HST-9: an account of that name that comes later is somebody else's.
TEST_F(RenameTest, ATokenSeesNoAccountThatWasRemoved) {
  must(write([&](Transaction& tx) {
    for (const auto* row :
         {"('a', 'one', 'read', 'acme', 0)", "('b', 'two', 'read', 'acme,else', 0)", "('c', 'all', 'read', '', 0)"})
      if (auto ok = done(tx.execute(std::string("INSERT INTO api_token VALUES ") + row)); !ok) return ok;
    return done(retire_account(tx, "acme", kStart));
  }));
  const auto rows = look(*db, "SELECT hash, accounts FROM api_token ORDER BY hash");
  ASSERT_EQ(rows.size(), 2U) << "one that saw this account alone would see all";
  EXPECT_EQ(rows.text(0, 0) + rows.text(0, 1), "belse");
  EXPECT_EQ(rows.text(1, 0) + rows.text(1, 1), "c");
}

TEST(NamedKeys, OnlyTheOwnersAreRenamed) {
  const Owner acme{"acme", {}}, zebra{"zebra", {}}, us{"acme", "us"}, main{"acme", "main"};
  EXPECT_EQ(under(KeyColumn::cursor, "orders/acme/shop:url=https://x/acme/y", acme, zebra),
            "orders/zebra/shop:url=https://x/acme/y");
  EXPECT_EQ(under(KeyColumn::cursor, "orders/acme-2/store:us", acme, zebra), std::nullopt);
  EXPECT_EQ(under(KeyColumn::cursor, "acme", acme, zebra), std::nullopt);
  EXPECT_EQ(under(KeyColumn::cursor, "orders/acme/store:us/catch-up/7", us, main), "orders/acme/store:main/catch-up/7");
  EXPECT_EQ(under(KeyColumn::cursor, "orders/acme/store:us-2", us, main), std::nullopt);
  EXPECT_EQ(under(KeyColumn::cursor, "covered/acme/12", {"acme", "12"}, main), std::nullopt);  // a row, not a store
  EXPECT_EQ(under(KeyColumn::token, "shop|@acme/us|api|yaml:0", us, main), "shop|@acme/main|api|yaml:0");
  EXPECT_EQ(under(KeyColumn::token, "amazon|seller-id=acme|lwa", acme, zebra), std::nullopt);
  EXPECT_EQ(under(KeyColumn::finding, "duplicate/acme/seller/1", acme, zebra), std::nullopt);  // a plugin's name
  EXPECT_EQ(under(KeyColumn::finding, "absent/acme", acme, zebra), "absent/zebra");
}

}  // namespace
}  // namespace fairway::ledger::test

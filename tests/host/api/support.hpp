// An engine with nothing to do, for the API to show.
#pragma once
#include <spdlog/sinks/null_sink.h>

#include "tests/host/engine/support.hpp"

#include "host/api/http.hpp"
#include "host/engine/engine.hpp"

namespace fairway::api {

struct Host {
  // fairway.yaml, and the file of one account. ${env:NAME} is "made-up-NAME".
  explicit Host(const std::string& host_file, const std::string& account_file = {},
                Catalogue catalogue = engine::test::shop_catalogue()) {
    folder.write("config/fairway.yaml", host_file);
    if (!account_file.empty()) folder.write("config/accounts/a.yaml", account_file);
    engine::Options options;
    options.config = folder.path / "config";
    options.data = folder.path / "data";
    options.threads = 1;
    options.log_sink = std::make_shared<spdlog::sinks::null_sink_mt>();
    options.load.environment = [](const std::string& name) { return std::optional("made-up-" + name); };
    options.catalogue = std::move(catalogue);
    options.supervisor = [](plugins::Services&, const Clock&) { return std::make_unique<engine::test::FakeSupervisor>(); };
    engine = engine::test::must(engine::Engine::start(std::move(options)));
  }

  void change(const std::string& sql) { engine::test::change(engine->db(), sql, {}); }
  // An item of the catalogue of `acme`, and its listing in the first store.
  void list(const std::string& sku, const std::string& images = "[]", const std::string& created_import = "NULL") {
    change(
        "INSERT INTO catalogue_item (account, sku, title, description, images, product_id, barcode, mpn, family, parent, "
        "condition, category) VALUES ('acme', '" +
        sku + "', '', '', '[]', '', '', '', '', 0, '', '')");
    change(
        "INSERT INTO listing (store_id, item_id, sku, state, listing_id, product_id, title, description, images, condition, "
        "condition_note, price, currency, quantity, hidden, shipping_template, fulfilled_by, observed_at, created_import) "
        "VALUES (1, (SELECT max(id) FROM catalogue_item), '" +
        sku + "', 'active', '', 'P', 'Chair', '', '" + images + "', 'new', '', '5.00', 'USD', 3, 0, '', 'merchant', 0, " +
        created_import + ")");
  }
  // Of an admin, about `acme`.
  Request request(std::map<std::string, std::string> place = {}, const std::string& body = {}) const {
    Request made;
    made.place = std::move(place);
    made.place["account"] = "acme";
    made.who = {"ada", Role::admin, ""};
    made.body = body;
    return made;
  }

  engine::test::Folder folder;
  std::unique_ptr<engine::Engine> engine;
};

}  // namespace fairway::api

// An engine with nothing to do, for the API to show.
#pragma once
#include <spdlog/sinks/null_sink.h>

#include "tests/host/engine/support.hpp"

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
  engine::test::Folder folder;
  std::unique_ptr<engine::Engine> engine;
};

}  // namespace fairway::api

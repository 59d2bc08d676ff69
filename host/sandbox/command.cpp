#include "host/sandbox/command.hpp"

#include <csignal>

#include <CLI/CLI.hpp>

#include "host/base/text.hpp"

namespace fairway::sandbox {

void add_options(CLI::App& app, Options& options) {
  auto& settings = options.settings;
  app.add_option("--listen", options.amazon, "Address of the Amazon side")->capture_default_str();
  app.add_option("--wms", options.wms, "Address of the warehouse")->capture_default_str();
  app.add_option("--seed", options.seed, "What the made-up data and the faults are made from")->capture_default_str();
  app.add_option("--scale", settings.scale, "How many times faster than real life; 0: no delays and no limits")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--x12", options.x12, "Folder of a warehouse that speaks X12: it takes from out, and leaves in in");
  app.add_option("--csv", options.csv, "The same of one that exchanges CSV files");
  app.add_option("--models", options.models, "Folder of Amazon's public models, to validate against in full");
  app.add_flag_callback(
      "--no-rates", [&settings] { settings.rates = false; }, "Answer every call at once");
  app.add_flag_callback(
      "--manual-ship", [&settings] { settings.auto_ship = false; }, "The warehouse ships only when told");
  app.add_option_function<std::string>(
      "--lag",
      [&settings](const std::string& text) {
        const auto read = parse_duration(text);
        if (!read) throw CLI::ValidationError("--lag", "must be a duration such as 2m");
        settings.lag = *read;
      },
      "How long until searchOrders finds a change (2m)");
}

int run(const Options& options) {
  sigset_t wanted;
  sigemptyset(&wanted);
  sigaddset(&wanted, SIGINT);
  sigaddset(&wanted, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &wanted, nullptr);  // before any thread, so that all of them leave the signal to sigwait
  Sandbox sandbox(options);
  if (const auto up = sandbox.start(); !up) {
    fmt::print(stderr, "sandbox: {}\n", up.error().message);
    return 1;
  }
  fmt::print("Amazon    {}\nWarehouse {}\nControl   {}/control/state\n", sandbox.amazon_url(), sandbox.wms_url(),
             sandbox.amazon_url());
  for (const auto& [name, folder] : {std::pair("X12 ", &options.x12), std::pair("CSV ", &options.csv)})
    if (!folder->empty()) fmt::print("{}      outbox {}/out, inbox {}/in\n", name, *folder, *folder);
  std::fflush(stdout);
  int caught = 0;
  sigwait(&wanted, &caught);
  sandbox.stop();
  return 0;
}

}  // namespace fairway::sandbox

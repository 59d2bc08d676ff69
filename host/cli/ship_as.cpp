// `fairway ship-as`: how would this order ship, and which line decides it. Asks the shipping map, sends nothing.
#include "host/cli/command.hpp"
#include "host/engine/check.hpp"
#include "host/flows/verbs.hpp"

namespace fairway::cli {
namespace {

// The shipping map needs no services: it is pure.
class NoServices final : public plugins::Services {
 public:
  Result<std::string> state_get(const std::string&, const std::string&) override { return std::string(); }
  Millis permit(const PermitRequest&) override { return Millis(0); }
  void rate(const RateReport&) override {}
  Result<TokenAnswer> token(const plugins::ChannelSpec&, const std::string&, const std::string&) override {
    return fail(FW_E_UNSUPPORTED, "no tokens here");
  }
  Result<std::string> token_put(const plugins::ChannelSpec&, const std::string&, std::int64_t, const std::string&,
                                const std::string&, Millis) override {
    return fail(FW_E_UNSUPPORTED, "no tokens here");
  }
  void token_refused(const plugins::ChannelSpec&, const std::string&, const std::string&) override {}
  void token_failed(const plugins::ChannelSpec&, const std::string&, std::int64_t) override {}
};

void print(const Shared& shared, const flows::ShipAs& answer) {
  if (shared.json) {
    const json::value service = answer.service.empty() ? json::value() : json::value(answer.service);
    fmt::print("{}\n", json::serialize(json::object{
                           {"service", service}, {"file", answer.file}, {"line", answer.line}, {"rule", answer.rule}}));
  } else if (answer.service.empty()) {
    fmt::print("not mapped: the order would wait in needs-mapping ({}:{})\n", answer.file, answer.line);
  } else {
    fmt::print("{}  ({}:{}, {})\n", answer.service, answer.file, answer.line, answer.rule);
  }
}

int ship_as(const Shared& shared, const ShippingQuestion& question) {
  engine::CheckOptions options;
  options.executable = shared.executable;
  options.load.secrets_required = false;
  const auto checked = engine::check(shared.config, options);
  const auto account = checked.snapshot.accounts.find(question.account);
  if (account == checked.snapshot.accounts.end()) {
    for (const auto& finding : checked.snapshot.findings)
      if (finding.severity == config::Severity::error) fmt::print(stderr, "{}\n", finding.text());
    fmt::print(stderr, "no sound account {} in {}\n", question.account, shared.config);
    return 2;
  }
  if (!account->second->store(question.store)) {
    fmt::print(stderr, "no store {} in account {}\n", question.store, question.account);
    return 2;
  }
  NoServices services;
  SystemClock clock;
  plugins::SupervisorOptions supervised;
  supervised.catalogue = checked.catalogue;
  supervised.executable = shared.executable;
  auto supervisor = plugins::make_supervisor(std::move(supervised), services, clock);
  const auto answer = flows::ship_as(*account->second, *supervisor, question);
  supervisor->stop(std::chrono::seconds(1));
  if (!answer) {
    fmt::print(stderr, "{}\n", answer.error().message);
    return 2;
  }
  print(shared, *answer);
  return answer->service.empty() ? 1 : 0;
}

}  // namespace

void add_ship_as(CLI::App& app, Shared& shared) {
  auto* command = app.add_subcommand("ship-as", "Dry run of the shipping map: 0 mapped, 1 not");
  auto question = std::make_shared<ShippingQuestion>();
  take_config(*command, shared);
  command->add_option("--account", question->account, "Account")->required();
  command->add_option("--store", question->store, "Store nickname")->required();
  command->add_option("--method", question->method, "The channel's text of the ship service")->required();
  command->add_option("--category", question->category, "Its category: Standard, Expedited, …");
  command->add_option("--country", question->country, "Destination, ISO 3166-1 alpha-2");
  command->add_option("--weight", question->weight, "Kilograms");
  command->add_option("--value", question->value, "Value of the order");
  command->add_flag("--json", shared.json, "As JSON: {service | null, file, line, rule}");
  command->callback([&shared, question] { shared.exit = ship_as(shared, *question); });
}

}  // namespace fairway::cli

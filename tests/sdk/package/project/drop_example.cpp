// A plugin that exchanges files, as an author outside of this tree writes it.
#include <fairway/drop/settings.hpp>
#include <fairway/plugin.hpp>

namespace {

using Settings = fairway::drop::Settings;

class Example final : public fairway::Channel<Settings>, public fairway::StockSource {
 public:
  static fairway::Description describe() {
    fairway::Description description;
    description.id = "com.example.drop", description.name = "drop-example", description.version = "1.0.0";
    description.config_schema = R"({"type": "object", "properties": {)" + fairway::drop::settings_schema() + "}}";
    description.manifest.roles = {"warehouse"};
    return description;
  }
  static void validate(fairway::Findings& findings, const Settings& settings) {
    fairway::drop::validate(findings, settings);
  }

  Example(fairway::Host host, Settings given)
      : Channel(host, std::move(given)),
        drop_(fairway::drop::places_of(settings()), fairway::drop::rules_of(settings(), "*"), host) {}

  void pull_stock(const fairway::Call& call, const fairway::PullRequest&, fairway::PullOut& out) override {
    for (const auto& claim : drop_.claim(call, 10)) {
      fairway::StockLevel level;
      level.sku = drop_.read(call, claim);
      out.emit(level);
      out.checkpoint(claim.name);
      drop_.archive(call, claim);
    }
  }

 private:
  fairway::drop::Drop drop_;
};

}  // namespace

FAIRWAY_PLUGIN(Example);

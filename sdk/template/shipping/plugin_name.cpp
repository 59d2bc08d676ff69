// Which service of ours carries an order: the parcel's weight decides.
#include <fairway/plugin.hpp>

#include <cstdlib>

namespace {

struct Settings {
  using json_case = fairway::KebabCase;
  std::string light, heavy;  // services
  std::int64_t heavy_from = 5;
};
BOOST_DESCRIBE_STRUCT(Settings, (), (light, heavy, heavy_from))

class PluginName final : public fairway::Channel<Settings>, public fairway::ShippingMapper {
 public:
  using Channel::Channel;

  static fairway::Description describe() {
    fairway::Manifest manifest;
    manifest.roles = {"shipping"};
    return {"com.example.plugin-name",
            "plugin-name",
            "Example Ltd",
            "0.1.0",
            "https://example.com/plugin-name",
            R"({"type": "object", "required": ["light", "heavy"], "additionalProperties": false, "properties": {
              "light": {"type": "string", "minLength": 1}, "heavy": {"type": "string", "minLength": 1},
              "heavy-from": {"type": "integer", "minimum": 1}}})",
            manifest};
  }
  static void validate(fairway::Findings& findings, const Settings& settings) {
    if (settings.light.empty()) findings.add("name a service", "/light");
    if (settings.heavy.empty()) findings.add("name a service", "/heavy");
  }

  // An empty answer leaves the order waiting for a person.
  fairway::ShippingAnswer map(const fairway::ShippingQuestion& question) override {
    if (question.weight.empty()) return {settings().light, "/light"};
    const bool heavy = std::strtod(question.weight.c_str(), nullptr) >= static_cast<double>(settings().heavy_from);
    return heavy ? fairway::ShippingAnswer{settings().heavy, "/heavy"} : fairway::ShippingAnswer{settings().light, "/light"};
  }
};

}  // namespace

FAIRWAY_PLUGIN(PluginName);

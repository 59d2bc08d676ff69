// May an account be as its file proposes? No store of it may lack a seller.
#include <fairway/plugin.hpp>

namespace {

class PluginName final : public fairway::Channel<>, public fairway::Policy {
 public:
  using Channel::Channel;

  static fairway::Description describe() {
    fairway::Manifest manifest;
    manifest.roles = {"policy"};
    return {"com.example.plugin-name",
            "plugin-name",
            "Example Ltd",
            "0.1.0",
            "https://example.com/plugin-name",
            R"({"type": "object", "additionalProperties": false, "properties": {}})",
            manifest};
  }

  // No finding: it may. The running account is absent where this one is new.
  fairway::PolicyAnswer judge(const fairway::PolicyQuestion& question) override {
    fairway::PolicyAnswer answer;
    for (const auto& store : question.proposed.stores)
      if (store.enabled && store.identity.empty())
        answer.findings.push_back({"warning", "stores." + store.nickname, "nobody knows whose store this is"});
    return answer;
  }
};

}  // namespace

FAIRWAY_PLUGIN(PluginName);

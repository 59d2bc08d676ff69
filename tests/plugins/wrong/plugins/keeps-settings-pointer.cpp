// Keeps a pointer into the settings that create was given.
#include "wrong_base.hpp"

struct Wrong final : wrong::Shop {
  using Shop::Shop;
  std::string base_url() const override { return std::string(url); }
  static fw_rc create(const fw_host* host, const fw_call* call, fw_str id, fw_str config, fw_channel** out, Make make) {
    const fw_rc rc = Shop::create(host, call, id, config, out, make);
    if (rc != FW_OK) return rc;
    const auto text = wrong::view(config);
    auto& me = static_cast<Wrong&>(wrong::self(*out));
    me.url = text.substr(text.find("https://"), me.settings.url.size());
    return rc;
  }
  std::string_view url;
};

WRONG_PLUGIN(Wrong);

#include "host/plugins/supervisor/preview.hpp"

#include "host/plugins/supervisor/folders.hpp"

namespace fairway::plugins {

std::shared_ptr<InstanceRecord> make_record(Shop& shop, PluginHome& home, const ChannelSpec& spec) {
  auto record = std::make_shared<InstanceRecord>();
  record->id = shop.next_id.fetch_add(1);
  record->spec = spec;
  const auto& schema = home.current()->file.description.config_schema;
  record->settings = json::serialize(with_folders(spec.settings, schema, shop.options.data));
  for (const auto& [name, value] : spec.secrets) home.errors->masker().learn(value);
  return record;
}

std::vector<Failure> validate_in(Shop& shop, PluginHome& home, const json::value& settings) {
  Writer fields;
  fields.text(json::serialize(settings));
  CallOptions options;
  options.deadline = std::chrono::seconds(10);
  const auto nothing = [](const Letter&, Generation&, const Pending&) {};
  auto outcome = Caller(shop, home).run(nullptr, Verb::validate, fields.take(), options, nothing);
  if (outcome.findings.empty() && !outcome.status) return {outcome.status.error()};
  return std::move(outcome.findings);
}

std::shared_ptr<Channel> Preview::channel(const ChannelSpec& spec) {
  if (spec.plugin != plugin_) return running_.channel(spec);
  return std::make_shared<ChannelHandle>(shop_, candidate_, make_record(*shop_, *candidate_, spec));
}

std::vector<Failure> Preview::validate(const std::string& plugin, const json::value& settings) {
  return plugin == plugin_ ? validate_in(*shop_, *candidate_, settings) : running_.validate(plugin, settings);
}

}  // namespace fairway::plugins

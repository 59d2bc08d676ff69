// What a plugin says of itself, as one value: the fields of fw_channel_desc with the manifest read. A plugin class answers
// it from `static Description describe()`; streams, pushes, questions and steps that follow from its mixins need not stand
// in the manifest, the wrapper adds them (fairway/detail/describe.hpp).
#pragma once
#include <boost/describe.hpp>

#include "fairway/manifest.hpp"

namespace fairway {

struct Description {
  std::string id;    // reverse domain
  std::string name;  // what YAML says: [a-z0-9-]+
  std::string vendor, version, manual_url;
  std::string config_schema;  // JSON Schema of the settings, as text. Beyond the standard words: "x-secret": true,
                              // "x-unique-across-accounts": true, "format": "duration" | "uri" | "regex"
  Manifest manifest;
};
BOOST_DESCRIBE_STRUCT(Description, (), (id, name, vendor, version, manual_url, config_schema, manifest))

}  // namespace fairway

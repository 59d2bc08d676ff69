// A plugin's JSON Schema read into the form that the host's own keys have, so that one checker serves both.
#pragma once
#include <string>

#include "host/base/result.hpp"
#include "host/config/spec/spec.hpp"

namespace fairway::config {

// Words read: type, properties, required, enum, pattern, format (duration, uri, regex), minimum, maximum, minLength,
// maxLength, minItems, maxItems, items, additionalProperties, default, examples (the first), description, x-secret,
// x-unique-across-accounts. The format `folder` is a text here: the supervisor hands it over as an absolute path. Others are left to the plugin itself. CONFIG when the text is not a schema of an object.
Result<Spec> read_schema(const std::string& schema);

}  // namespace fairway::config

// Settings that name a folder, as a plugin gets them.
#pragma once
#include <filesystem>
#include <string>

#include "host/base/json.hpp"

namespace fairway::plugins {

// `settings` with every text that `schema`, the plugin's own, gives the format `folder` made an absolute path: what is
// relative lies in `data`, the host's data folder; an address (sftp://…) stays as it is. So the configuration does not depend on where that is.
json::value with_folders(json::value settings, const std::string& schema, const std::filesystem::path& data);

}  // namespace fairway::plugins

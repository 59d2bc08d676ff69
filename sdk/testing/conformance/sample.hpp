// The settings of a plugin's sample, as the host would hand them over.
#pragma once
#include <filesystem>
#include <string>

namespace fairway::conformance {

// The piece of `file` that names the plugin, as JSON: a secret is {"$secret": its path}, another reference is made up, a folder is one
// below `folder`. Throws std::runtime_error where the file is none or does not name the plugin.
std::string sample_settings(const std::filesystem::path& file, const std::string& plugin, const std::string& schema,
                            const std::filesystem::path& folder);

}  // namespace fairway::conformance

// Whether a plugin's file is all there. The dynamic linker looks at no more than it loads: a copy that stopped half way may
// load and lack its debug information, or end the process that touches the missing pages (SIGBUS).
#pragma once
#include <filesystem>

#include "host/base/result.hpp"

namespace fairway::plugins {

// UNSUPPORTED, saying how much is missing, for a file that ends before its segments or its section table do (ELF-64 header
// and tables: System V ABI, "Object Files"). What is no ELF-64 file at all passes: the linker says it better.
Status check_whole(const std::filesystem::path& file);

}  // namespace fairway::plugins

#include <gtest/gtest.h>

#include "host/cli/command.hpp"
#include "host/engine/log.hpp"

namespace fairway::cli {
namespace {

// HST-9: a level that is not known must not silently be another one.
TEST(Serve, AnUnknownLogLevelIsRefusedWithTheKnownOnes) {
  for (const auto* level : {"warn", "Warning", "2", ""}) {
    CLI::App app;
    Shared shared;
    add_serve(app, shared);
    try {
      app.parse(std::vector<std::string>{level, "--log-level", "serve"});  // CLI11 takes them last to first
      FAIL() << level << " was taken";
    } catch (const CLI::ValidationError& error) {
      for (const auto& [known, value] : engine::kLogLevels)
        EXPECT_NE(std::string(error.what()).find(known), std::string::npos) << error.what();
    }
  }
  EXPECT_EQ(engine::kLogLevels.at("warning"), engine::Log::Level::warn);
}

}  // namespace
}  // namespace fairway::cli

// The same layout for C++, and what C cannot compare at compile time: the names of the tables.
#include "layout_test.c"  // NOLINT: one list for both languages

#include <string_view>

static_assert(std::string_view(FW_HOST_LOG) == "fairway.host.log/1");
static_assert(std::string_view(FW_HOST_CLOCK) == "fairway.host.clock/1");
static_assert(std::string_view(FW_HOST_HTTP) == "fairway.host.http/1");
static_assert(std::string_view(FW_HOST_STATE) == "fairway.host.state/1");
static_assert(std::string_view(FW_HOST_TOKENS) == "fairway.host.tokens/1");
static_assert(std::string_view(FW_HOST_SECRETS) == "fairway.host.secrets/1");
static_assert(std::string_view(FW_HOST_NUMBERS) == "fairway.host.numbers/1");
static_assert(std::string_view(FW_CHANNEL_PULL) == "fairway.channel.pull/1");
static_assert(std::string_view(FW_CHANNEL_PUSH) == "fairway.channel.push/1");
static_assert(std::string_view(FW_CHANNEL_DECIDE) == "fairway.channel.decide/1");
static_assert(std::string_view(FW_CHANNEL_CONNECT) == "fairway.channel.connect/1");
static_assert(std::string_view(FW_CHANNEL_FACTORY) == "fairway.channel-factory/1");

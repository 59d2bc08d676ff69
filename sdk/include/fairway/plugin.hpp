// Everything that a plugin author needs. How a plugin looks: sdk/README.md. How to test one: fairway/testing.hpp.
#pragma once
#include "fairway/channel.hpp"
#include "fairway/connect.hpp"
#include "fairway/decide.hpp"
#include "fairway/documents.hpp"
#include "fairway/entry.hpp"
#include "fairway/host.hpp"
#include "fairway/json.hpp"
#include "fairway/pull.hpp"
#include "fairway/push.hpp"

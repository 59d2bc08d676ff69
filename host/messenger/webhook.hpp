// One POST of JSON.
#pragma once
#include "host/messenger/messenger.hpp"

namespace fairway {

Sent send_post(const Post& post, const MessagePatience& patience, const std::atomic<bool>* stopping);

}  // namespace fairway

// One mail to one recipient by SMTP (RFC 5321).
#pragma once
#include "host/messenger/messenger.hpp"

namespace fairway {

Sent send_mail(const config::Smtp& server, const Mail& mail, const MessagePatience& patience,
               const std::atomic<bool>* stopping);

}  // namespace fairway

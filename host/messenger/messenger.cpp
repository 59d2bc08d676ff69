#include "host/messenger/messenger.hpp"

#include "host/messenger/smtp.hpp"
#include "host/messenger/webhook.hpp"

namespace fairway {
namespace {

class RealMessenger final : public Messenger {
 public:
  explicit RealMessenger(const MessagePatience& patience) : patience_(patience) {}
  Sent mail(const config::Smtp& server, const Mail& mail, const std::atomic<bool>* stopping) override {
    return send_mail(server, mail, patience_, stopping);
  }
  Sent post(const Post& post, const std::atomic<bool>* stopping) override { return send_post(post, patience_, stopping); }

 private:
  const MessagePatience patience_;
};

}  // namespace

std::unique_ptr<Messenger> make_messenger(const MessagePatience& patience) {
  return std::make_unique<RealMessenger>(patience);
}

}  // namespace fairway

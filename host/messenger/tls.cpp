#include "host/messenger/tls.hpp"

#include <Poco/Net/RejectCertificateHandler.h>
#include <Poco/Net/SSLManager.h>

#include <mutex>

namespace fairway {

Poco::Net::Context::Ptr strict_tls(const std::string& authorities) {
  using Poco::Net::Context;
  Context::Ptr context(new Context(Context::TLS_CLIENT_USE, authorities, Context::VERIFY_STRICT, 9, authorities.empty()));
  context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
  // Without a handler of ours Poco asks on standard input whether to trust a bad certificate. It is the process's, set once.
  static std::once_flag once;
  std::call_once(once, [&] {
    Poco::Net::SSLManager::instance().initializeClient(nullptr, new Poco::Net::RejectCertificateHandler(false), context);
  });
  return context;
}

}  // namespace fairway

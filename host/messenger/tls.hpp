// TLS towards a server that must prove who it is.
#pragma once
#include <string>

#include <Poco/Net/Context.h>

namespace fairway {

// `authorities`: a file of certificates (PEM) of those who may vouch for it; empty: the system's. Throws Poco's exceptions.
Poco::Net::Context::Ptr strict_tls(const std::string& authorities);

}  // namespace fairway

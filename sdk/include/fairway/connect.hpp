// Verb 4, connect: authorisation in steps.
#pragma once
#include <map>
#include <string>

#include "fairway/host.hpp"

namespace fairway {

// begin: where the seller gives consent.
struct ConnectBegin {
  std::string redirect_uri;  // of the host
  std::string state;         // made by the host; comes back with the seller
};
BOOST_DESCRIBE_STRUCT(ConnectBegin, (), (redirect_uri, state))

struct ConnectUrl {
  std::string url;
};
BOOST_DESCRIBE_STRUCT(ConnectUrl, (), (url))

// complete: what came back. The host has compared the state.
struct ConnectComplete {
  std::string redirect_uri;
  std::map<std::string, std::string> params;  // the query of the redirect, decoded
};
BOOST_DESCRIBE_STRUCT(ConnectComplete, (), (redirect_uri, params))

struct ConnectGrant {
  std::string refresh_token, access_token;
  std::int64_t ttl_ms = 0;                      // of the access token
  std::map<std::string, std::string> identity;  // settings learned: {"seller-id": "A1…"}
};
BOOST_DESCRIBE_STRUCT(ConnectGrant, (), (refresh_token, access_token, ttl_ms, identity))

// verify: with whose credentials are we connected?
struct ConnectIdentity {
  std::string name;                             // for the admin
  std::map<std::string, std::string> identity;  // compared with the settings by the host
};
BOOST_DESCRIBE_STRUCT(ConnectIdentity, (), (name, identity))

// Can say whether the credentials work, and whose they are.
class Verifier {
 public:
  virtual ~Verifier() = default;
  virtual ConnectIdentity verify(const Call&) = 0;
};

// Can also get credentials, by OAuth or the like.
class Authorizer : public Verifier {
 public:
  virtual ConnectUrl begin(const Call&, const ConnectBegin&) = 0;
  virtual ConnectGrant complete(const Call&, const ConnectComplete&) = 0;
};

}  // namespace fairway

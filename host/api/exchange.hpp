// One request off the socket and its answer onto it: the one place where bytes of HTTP and our values meet.
#pragma once
#include <Poco/Net/HTTPRequestHandlerFactory.h>

#include "host/api/doorman.hpp"
#include "host/api/http.hpp"

namespace fairway::api {

// What a listener serves.
struct Service {
  std::function<Response(Request&)> answer;
  std::size_t body_limit;  // bytes
};

// Handlers for the requests of one connection. Nothing that `answer` does can end it without an answer.
Poco::Net::HTTPRequestHandlerFactory::Ptr make_exchange(const Service& service, Doorman::Guest& guest,
                                                        const Patience& patience);

}  // namespace fairway::api

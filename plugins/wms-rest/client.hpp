// The way to the warehouse: token, headers, and what its answers mean for the host's next step.
#pragma once
#include <string>

#include "remote/api.hpp"
#include "settings.hpp"

namespace wms_rest {

class Client {
 public:
  Client(fairway::Host host, const Settings& settings);

  // Any status is an answer. A token that is refused is replaced and the request sent once more.
  fairway::HttpResponse send(const fairway::Call&, fairway::HttpRequest request) const;
  fairway::HttpResponse get(const fairway::Call&, const std::string& path, const std::string& operation) const;

 private:
  fairway::TokenGrant log_in(const fairway::Call&) const;

  fairway::Host host_;
  const Settings& settings_;
  std::string base_;
};

// Empty where the body is none.
remote::Problem problem_of(const fairway::HttpResponse&);

// 2xx is returned. 401 and 403 are AUTH, 429 THROTTLED, 400, 404, 409, 412 and 422 REJECTED with what the warehouse says and
// the first field as pointer, the rest UNAVAILABLE.
fairway::HttpResponse expect_success(fairway::HttpResponse&&, const std::string& operation);

}  // namespace wms_rest

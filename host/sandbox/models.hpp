// Full validation against Amazon's public Swagger 2.0 models, where a folder of them is given. They stay outside the
// project: https://github.com/amzn/selling-partner-api-models.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/json.hpp"
#include "host/sandbox/http.hpp"
#include "host/sandbox/rules.hpp"

namespace fairway::sandbox {

class Models {
 public:
  // CONFIG where the folder lacks a model that a served operation needs.
  static Result<std::unique_ptr<Models>> load(const std::string& folder);
  virtual ~Models() = default;
  // Query parameters and body of a request. `body` is null where there is none.
  virtual std::vector<Problem> check_request(std::string_view operation, const Request& request,
                                             const json::value* body) const = 0;
  virtual std::vector<Problem> check_answer(std::string_view operation, int status, std::string_view body) const = 0;
};

}  // namespace fairway::sandbox

// Documents for pushes and questions, valid and made up: nobody ordered anything.
#pragma once
#include <string>
#include <vector>

#include "fairway/testing/outcome.hpp"

namespace fairway::conformance {

// `count` of them, each with a key of its own; none where the checker cannot make that document.
std::vector<testing::Document> made_up(const std::string& schema, int count);
std::vector<std::string> made_up_questions(const std::string& schema, int count);

}  // namespace fairway::conformance

// What a call into a plugin came to, as a test looks at it.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fairway/documents.hpp"
#include "fairway/error.hpp"
#include "fairway/json.hpp"

namespace fairway::testing {

struct Failure {
  fw_rc code = FW_OK;
  std::string message, pointer;
  std::int64_t retry_after_ms = 0;
};

inline Failure copy_of(const fw_error& error) {
  return {error.code, std::string(view(error.message)), std::string(view(error.pointer)), error.retry_after_ms};
}

struct Outcome {
  fw_rc code = FW_OK;
  std::vector<Failure> failures;      // every fail(), in order
  std::vector<std::string> problems;  // where plugin or test broke the contract; empty in a sound test

  bool ok() const noexcept { return code == FW_OK; }
  // The first failure with the code returned, as the host sees it.
  Failure cause() const {
    for (const Failure& failure : failures)
      if (failure.code == code) return failure;
    return {code, {}, {}, 0};
  }
};

struct Document {
  std::string schema, key, body;
  template <class D>
  D as() const {
    return from_json<D>(body);
  }
};

template <class D>
std::vector<D> documents_of(const std::vector<Document>& all) {
  std::vector<D> found;
  for (const Document& document : all)
    if (document.schema == D::kSchema) found.push_back(document.as<D>());
  return found;
}

struct Reject {
  std::string raw, schema;
  Failure why;
};

struct Pulled : Outcome {
  std::vector<Document> committed;  // up to the last checkpoint; all of them when the pull succeeded without one
  std::vector<Document> dropped;    // emitted after the last checkpoint of a pull that failed
  std::vector<Reject> rejects;      // committed ones
  std::vector<std::string> checkpoints;
  std::vector<std::pair<std::int64_t, std::int64_t>> progress;

  std::string cursor() const { return checkpoints.empty() ? std::string() : checkpoints.back(); }
  template <class D>
  std::vector<D> documents() const {
    return documents_of<D>(committed);
  }
};

struct PushResult {
  bool given = false;  // false: the host counts it as unknown
  fw_rc code = FW_OK;
  std::string remote_id;
  std::string answer;  // JSON, of ListingSink and ListingBulkSink a ListingAnswer
  Failure why;
  bool accepted() const noexcept { return given && code == FW_OK; }
};

struct Pushed : Outcome {
  std::vector<PushResult> results;  // by the index of the document
};

template <class A>
struct Answered {
  std::optional<A> answer;
  Failure refusal;  // where there is no answer
};

struct Decided : Outcome {
  struct One {
    std::string json;
    Failure refusal;
  };
  std::vector<One> answers;  // by the index of the question
};

struct Connected : Outcome {
  std::string json;
  template <class A>
  A as() const {
    return from_json<A>(json);
  }
};

}  // namespace fairway::testing

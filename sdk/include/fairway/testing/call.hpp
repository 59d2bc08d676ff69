// One call from the in-memory host into a plugin, and what it lets out.
#pragma once
#include "fairway/testing/host.hpp"

namespace fairway::testing {

class TestCall {
 public:
  TestCall(TestHost& host, Outcome& outcome)
      : host_(host), outcome_(outcome), deadline_ms_(host.clock.mono_ms + host.deadline.count()) {}
  TestCall(const TestCall&) = delete;
  TestCall& operator=(const TestCall&) = delete;
  const fw_call* raw() const noexcept { return &raw_; }

 private:
  static TestCall& self(const fw_call* call) { return *static_cast<TestCall*>(call->ctx); }
  static void fail(const fw_call* call, const fw_error* error) {
    if (error->code >= 0) self(call).outcome_.problems.emplace_back("fail() without an error's code");
    self(call).outcome_.failures.push_back(copy_of(*error));
  }
  static std::int32_t cancelled(const fw_call* call) { return self(call).host_.cancelled() ? 1 : 0; }
  static std::int64_t remaining_ms(const fw_call* call) { return self(call).deadline_ms_ - self(call).host_.clock.mono_ms; }
  static fw_str trace_id(const fw_call* call) { return view(self(call).host_.trace_id); }

  TestHost& host_;
  Outcome& outcome_;
  std::int64_t deadline_ms_;
  fw_call raw_{this, &fail, &cancelled, &remaining_ms, &trace_id};
};

// Takes what a pull emits; finish() sorts it into kept and dropped.
class PullRecorder {
 public:
  PullRecorder(TestHost& host, Pulled& pulled) : host_(host), pulled_(pulled) {}
  PullRecorder(const PullRecorder&) = delete;
  PullRecorder& operator=(const PullRecorder&) = delete;
  const fw_pull_out* raw() const noexcept { return &raw_; }

  void finish(fw_rc rc) {
    pulled_.code = rc;
    if (rc == FW_OK) return commit();
    pulled_.dropped = std::move(staged_);
    host_.state.roll_back();
  }

 private:
  static PullRecorder& self(const fw_pull_out* out) { return *static_cast<PullRecorder*>(out->ctx); }
  void commit() {
    for (Document& document : staged_) pulled_.committed.push_back(std::move(document));
    for (Reject& reject : rejects_) pulled_.rejects.push_back(std::move(reject));
    staged_.clear(), rejects_.clear();
    host_.state.commit();
  }
  fw_rc begin() {
    host_.step();
    return host_.cancelled() ? FW_E_CANCELLED : FW_OK;
  }
  static fw_rc emit(const fw_pull_out* out, const fw_doc* doc) {
    PullRecorder& me = self(out);
    if (const fw_rc rc = me.begin(); rc != FW_OK) return rc;
    Document document{std::string(view(doc->schema)), std::string(view(doc->key)), std::string(view(doc->body))};
    if (document.key.empty()) me.pulled_.problems.emplace_back("a document without a key");
    try {
      JsonView::parse(document.body);
    } catch (const JsonError& error) {
      me.pulled_.problems.push_back("a document that is not JSON: " + error.message);
      return FW_E_INVALID;
    }
    me.staged_.push_back(std::move(document));
    return FW_OK;
  }
  static fw_rc reject(const fw_pull_out* out, fw_str raw, fw_str schema, const fw_error* error) {
    self(out).rejects_.push_back({std::string(view(raw)), std::string(view(schema)), copy_of(*error)});
    return FW_OK;
  }
  static fw_rc progress(const fw_pull_out* out, std::int64_t done, std::int64_t total) {
    self(out).pulled_.progress.emplace_back(done, total);
    return FW_OK;
  }
  static fw_rc checkpoint(const fw_pull_out* out, fw_str cursor) {
    PullRecorder& me = self(out);
    if (const fw_rc rc = me.begin(); rc != FW_OK) return rc;
    me.commit();
    me.pulled_.checkpoints.emplace_back(view(cursor));
    return FW_OK;
  }

  TestHost& host_;
  Pulled& pulled_;
  std::vector<Document> staged_;
  std::vector<Reject> rejects_;
  fw_pull_out raw_{this, &emit, &reject, &progress, &checkpoint};
};

}  // namespace fairway::testing

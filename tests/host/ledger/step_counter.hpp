// What statements cost, counted by the steps of SQLite's machine: the same on every computer.
#pragma once
#include <sqlite3.h>

#include <atomic>

namespace fairway::ledger::test {

// Counts on every connection that is opened while it lives; one at a time.
class StepCounter {
 public:
  StepCounter() { sqlite3_auto_extension(reinterpret_cast<void (*)()>(opened)); }
  ~StepCounter() { sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(opened)); }
  StepCounter(const StepCounter&) = delete;
  StepCounter& operator=(const StepCounter&) = delete;

  template <class F>
  static std::int64_t of(F&& act) {
    steps_ = 0;
    act();
    return steps_;
  }

 private:
  static int finished(unsigned, void*, void* statement, void*) {
    steps_ += sqlite3_stmt_status(static_cast<sqlite3_stmt*>(statement), SQLITE_STMTSTATUS_VM_STEP, 1);
    return 0;
  }
  static int opened(sqlite3* database, char**, const void*) {
    return sqlite3_trace_v2(database, SQLITE_TRACE_PROFILE, finished, nullptr);
  }
  static inline std::atomic<std::int64_t> steps_{0};
};

}  // namespace fairway::ledger::test

// How the rest of the host talks to plugins: four verbs as blocking calls with values in and out. What is behind them,
// a worker process or a thread, is the supervisor's business. Nothing here throws.
#pragma once
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/catalogue.hpp"
#include "host/base/clock.hpp"
#include "host/base/json.hpp"
#include "host/base/result.hpp"

namespace spdlog {
class logger;
}

namespace fairway::plugins {

class Copies;

// One channel instance: a plugin with settings on one lane, its own strand. Instances with the same `scope` share
// state and tokens.
struct ChannelSpec {
  std::string plugin;                          // name
  std::string scope;                           // "acme/us-main": state and logs
  std::string lane;                            // orders | offers | listings | control
  json::value settings;                        // secrets as {"$secret": name}
  std::map<std::string, std::string> secrets;  // values; sent to the worker, never logged
  std::map<std::string, std::string> facts;    // what rate scopes and tokens are named by
  friend bool operator==(const ChannelSpec&, const ChannelSpec&) = default;
};

struct CallOptions {
  Millis deadline = std::chrono::minutes(5);
  bool interactive = false;                   // waits for rate permits before scheduled work does
  std::string trace;                          // stands in every log line of the call
  const std::atomic<bool>* cancel = nullptr;  // set: the call is cancelled
  std::vector<std::string> personal = {};     // texts that nothing logged of it may show
};

struct Document {
  std::string schema, key, body;
};
struct Rejected {
  std::string raw, schema, pointer, message;
};
struct StateWrite {
  std::string key, value;               // empty value: removed
  std::optional<std::string> expected;  // committed only while this is the value that is kept (compare and set)
};

// What a pull has staged since the last checkpoint, committed as one.
struct Batch {
  std::vector<Document> documents;
  std::vector<Rejected> rejects;
  std::vector<StateWrite> state;
  std::optional<std::string> cursor;  // none: the call ended without a further checkpoint (state only)
};

// Called on the caller's thread. A failure stops the pull with that code; nothing of the batch counts then.
class PullSink {
 public:
  virtual ~PullSink() = default;
  virtual Status commit(Batch batch) = 0;  // one transaction
  virtual void progress(std::int64_t /*done*/, std::int64_t /*total*/) {}
};

struct PullRequest {
  std::string stream, cursor;
  std::string params = "{}";
  std::uint32_t max_docs = 0;
};

struct PushItem {
  Document document;
  bool maybe_sent = false;
};
struct PushResult {
  Status status;
  std::string remote_id;
};  // status UNAVAILABLE with message "outcome unknown": no result came

struct CallEnd {
  Status status;
  std::vector<Failure> findings;  // all of what the plugin said through fail()
  std::vector<StateWrite> state;  // of a push or connect: to be committed with its results
};
struct PushEnd {
  CallEnd end;
  std::vector<PushResult> results;
};  // one result per item, always

using Answer = Result<std::string>;  // JSON

class Channel {  // a handle; the instance is made in the worker at first use, and again after a crash
 public:
  virtual ~Channel() = default;
  // Makes the instance now, that is, creates and starts it, where that is not done yet: what a first call would find out.
  virtual Status open(const CallOptions&) { return {}; }
  virtual CallEnd pull(const PullRequest&, PullSink&, const CallOptions&) = 0;
  virtual PushEnd push(const std::vector<PushItem>&, const CallOptions&) = 0;
  virtual std::vector<Answer> decide(std::string_view schema, const std::vector<std::string>& questions,
                                     const CallOptions&) = 0;
  virtual Result<std::string> connect(std::string_view step, const std::string& document, const CallOptions&) = 0;
};

// What workers ask of the host while a call runs. Called from the supervisor's threads, concurrently.
class Services {
 public:
  virtual ~Services() = default;
  virtual Result<std::string> state_get(const std::string& scope, const std::string& key) = 0;  // empty: none

  // The first of `count` numbers in a row that were never given out and never will be, committed before it returns.
  virtual Result<std::uint64_t> numbers(const std::string& /*plugin*/, const std::string& /*sequence*/,
                                        std::uint64_t /*count*/) {
    return fail(FW_E_UNSUPPORTED, "no numbers are given out here");
  }

  // A permit of the operation's bucket. 0: go; positive: come again then, the worker waits at most 2 s in all, else THROTTLED.
  struct PermitRequest {
    std::string plugin, operation;
    std::map<std::string, std::string> facts;
    bool interactive = false;
  };
  virtual Millis permit(const PermitRequest&) = 0;
  // What the remote said: the rate in a header, or a 429 (`throttled`), with its wait if any.
  struct RateReport {
    PermitRequest of;
    std::optional<double> rate;
    bool throttled = false;
    Millis retry_after{0};
  };
  virtual void rate(const RateReport&) = 0;

  // Tokens: a value, or the lease to refresh (30 s), or wait and ask again.
  struct TokenAnswer {
    enum class Kind { value, refresh, wait } kind = Kind::wait;
    std::string text;
    std::int64_t version = 0;
  };
  virtual Result<TokenAnswer> token(const ChannelSpec&, const std::string& scope, const std::string& holder) = 0;
  // Compare and set by version: a put from a stale refresh token is refused and the newer access token handed out.
  virtual Result<std::string> token_put(const ChannelSpec&, const std::string& scope, std::int64_t version,
                                        const std::string& access, const std::string& refresh, Millis ttl) = 0;
  virtual void token_refused(const ChannelSpec&, const std::string& scope, const std::string& access) = 0;
  virtual void token_failed(const ChannelSpec&, const std::string& scope, std::int64_t version) = 0;  // ends the lease
};

struct WorkerInfo {
  std::string plugin, version, file, hash;
  int pid = 0;
  std::string state;  // idle | starting | running | backoff | refused; of a version before: draining | standby
  std::int64_t restarts = 0;
  std::string last_error;
  std::int64_t generation = 1;  // of the plugin's file since the host started: each swap takes the next number
  std::string swap_error;       // why the file that came last is not what runs; empty: it runs
};

// One line of a plugin's own log. Secrets and what orders say of people are masked.
struct PluginLine {
  std::int64_t number = 0;  // ascending, over all plugins, since the host started
  Instant at{};
  std::string level;           // debug | info | warn | error; stderr: what its process wrote by itself
  std::string instance, lane;  // of the channel: account and store, as in a job; empty where it is the process's
  std::string trace, message;
};

class Supervisor {
 public:
  virtual ~Supervisor() = default;
  virtual std::shared_ptr<Channel> channel(const ChannelSpec&) = 0;  // cheap; equal specs share an instance
  // Pure check of settings by the plugin itself: its findings, none when sound. `pointer` is a JSON pointer into them.
  virtual std::vector<Failure> validate(const std::string& plugin, const json::value& settings) = 0;
  virtual std::vector<WorkerInfo> workers() const = 0;
  // The oldest `limit` lines after that number, of the last 2,000 the plugin wrote, at all levels. [any thread]
  virtual std::vector<PluginLine> lines(const std::string& /*plugin*/, std::int64_t /*after*/, std::size_t /*limit*/) const {
    return {};
  }

  // Judges a new version: `with` answers as this supervisor does, for the plugin in question the new version answers.
  using Judge = std::function<Status(Supervisor& with)>;
  // Puts a new version of a plugin in the place of the running one; a plugin that is not there yet is added. The new worker
  // is started beside the old one and `judge` asked; then new calls go to the new one, those in hand end in the old one
  // (after `drain` they are cancelled). A call waits for one of the same instance that is still in hand: the two never
  // run at once. Any failure leaves the old one as it is, and its words stand in `swap_error`. If the new worker dies
  // within `probation`, the old one takes over again. The same hash is no change. At most two versions of a plugin live:
  // a further swap waits until the last one has drained, and ends its probation. [any thread, one at a time]
  virtual Status swap(const PluginFile&, const Judge&) {
    return fail(FW_E_UNSUPPORTED, "this supervisor exchanges no plugins");
  }
  // Keeps in `swap_error` why a file was not even tried; empty: forgets it.
  virtual void note_refused(const std::string& /*plugin*/, const std::string& /*why*/) {}
  // Ends all workers: calls in hand are cancelled, then killed after `grace`.
  virtual void stop(Millis grace) = 0;
};

// What a plugin and its remote say to each other, for its author: written to a file, or answered from one in place of the
// network (fairway/testing/conversation.hpp). Both are absolute; empty: neither.
struct TapeFiles {
  std::filesystem::path record, replay;
};

struct SupervisorOptions {
  Catalogue catalogue;
  std::filesystem::path executable;  // of `fairway`, spawned as `fairway worker`
  std::filesystem::path data;        // for ring files of stderr
  bool in_process = false;           // the same loop on threads, behind the same socketpair
  Millis cancel_grace = std::chrono::seconds(2), kill_grace = std::chrono::seconds(5);
  std::int64_t memory_limit_mb = 2048;          // per worker; 0: none
  Millis drain = std::chrono::seconds(30);      // for calls in hand of a version that is replaced
  Millis probation = std::chrono::seconds(60);  // in which a new version that dies gives way to the old one again
  // After such a return: what failed, what runs again, and why. On a thread of the supervisor.
  std::function<void(const PluginFile& failed, const PluginFile& back, const std::string& why)> returned;
  std::map<std::string, TapeFiles> tapes;  // by plugin
  std::shared_ptr<spdlog::logger> logger;  // lines of plugins and of the supervisor; none: spdlog's default one
};
std::unique_ptr<Supervisor> make_supervisor(SupervisorOptions, Services&, const Clock&);

// Looks for *.so in the folders and asks each, in a throwaway process, what it is. Two that claim one name are refused.
// With `copies`, each is copied there first and only the copy is loaded; what `known` has by the same hash is not asked again.
Catalogue discover(const std::vector<std::filesystem::path>& folders, const std::filesystem::path& executable,
                   const Copies* copies = nullptr, const Catalogue* known = nullptr);

// The version of `file` that is kept under `hash`, asked what it is. UNAVAILABLE: the copy is missing or damaged.
Result<PluginFile> recall(const std::filesystem::path& file, const std::string& hash,
                          const std::filesystem::path& executable, const Copies& copies);

// The worker's main(), in `fairway worker`: serves calls on `fd` until end of file.
int worker_main(int fd, const std::filesystem::path& plugin);
// `fairway worker --describe FILE`: prints the Description as JSON; 0, or 1 with the reason on stderr.
int describe_main(const std::filesystem::path& plugin);

}  // namespace fairway::plugins

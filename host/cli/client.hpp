// A running host, spoken to over REST: http:// as it stands, https:// with a certificate that the system trusts.
#pragma once
#include <chrono>
#include <functional>
#include <iosfwd>
#include <map>

#include "host/base/json.hpp"
#include "host/cli/command.hpp"

namespace fairway::cli {

class Client {
 public:
  // The host: --host or FAIRWAY_URL, else `listen` in --config. The token: --token or FAIRWAY_TOKEN, else admin.token in --data.
  explicit Client(const Shared& shared);

  // The answer's JSON on 2xx and 300; else the problem's words as a Failure. Where the host says when to ask again (503 with
  // Retry-After: it starts, say), it is asked again for ten seconds.
  Result<json::value> get(const std::string& path, const std::map<std::string, std::string>& query = {},
                          std::chrono::seconds patience = std::chrono::seconds(30)) const;
  Result<json::value> post(const std::string& path, const json::value& body = json::object(),
                           const std::map<std::string, std::string>& query = {},
                           std::chrono::seconds patience = std::chrono::seconds(30)) const;

  // The answer as it comes, whatever it is; not held whole.
  Status download(const std::string& path, const std::map<std::string, std::string>& query, std::ostream& into,
                  std::chrono::seconds patience) const;

  static std::string quoted(const std::string& part);  // one part of a path

 private:
  // What takes the body of an answer, by its status.
  using Reader = std::function<Status(int status, std::istream& body)>;
  Status exchange(const std::string& method, const std::string& path, const std::string& body, std::chrono::seconds patience,
                  const Reader& read) const;
  Result<json::value> call(const std::string& method, const std::string& path, const std::string& body,
                           std::chrono::seconds patience) const;
  std::string url_, token_;
  std::string nowhere_;  // why fairway.yaml does not say where the host is
};

std::string login();  // the person's, for the history

// Prints `body` with --json, else runs `human`; a failure goes to stderr with exit code 1.
template <class F>
void show(Shared& shared, const Result<json::value>& answer, F&& human) {
  if (!answer) {
    fmt::print(stderr, "{}\n", answer.error().message);
    shared.exit = 1;
  } else if (shared.json) {
    fmt::print("{}\n", json::serialize(*answer));
  } else {
    human(*answer);
  }
}

// Rows under headings, columns as wide as needed.
void print_table(const std::vector<std::string>& headings, const std::vector<std::vector<std::string>>& rows);
// A member as text: "" for null, numbers and booleans written out.
std::string cell(const json::value& object, std::string_view key);
const json::array& items(const json::value& page);
const json::array& list_at(const json::value& object, std::string_view key);  // empty where there is none
std::string grouped(std::int64_t number);                                     // 12,345

}  // namespace fairway::cli

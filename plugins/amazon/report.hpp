// A report of Amazon's (Reports 2021-06-30): asked for, waited for between calls, downloaded. What it says is its reader's.
#pragma once
#include <boost/describe.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "client.hpp"
#include "fairway/plugin.hpp"

namespace amazon {

struct ReportAsked {
  using json_case = fairway::CamelCase;
  std::string report_type;
  std::vector<std::string> marketplace_ids;
  std::optional<fairway::Time> data_start_time, data_end_time;
  std::map<std::string, std::string> report_options;
};
BOOST_DESCRIBE_STRUCT(ReportAsked, (), (report_type, marketplace_ids, data_start_time, data_end_time, report_options))

class Report {
 public:
  // `name` stands in messages: "order report". One that is not done after `stuck` is given up.
  Report(const fairway::Host& host, const Client& client, const fairway::Call& call, std::string name,
         std::chrono::hours stuck)
      : host_(host), client_(client), call_(call), name_(std::move(name)), stuck_(stuck) {}

  // The id of the new report. REJECTED where the application may not ask for it.
  std::string ask(const ReportAsked& asked) const;

  // REJECTED where it was asked for a day ago: it could not be had since, and is stale.
  void check_age(const std::string& report, fairway::Time asked_at) const;

  // The document of a report that is done; nullopt: not yet. REJECTED where it came to nothing: it failed, was cancelled, is
  // unknown, hangs, or is too old.
  std::optional<std::string> document(const std::string& report, fairway::Time asked_at) const;

  using Head = std::function<void(const fairway::Headers&)>;
  using Piece = std::function<void(std::string_view)>;
  // Its bytes, unpacked, as they come; `head` first, where the host tells it. REJECTED where Amazon has it no more.
  fairway::HttpResponse download(const std::string& document, const Head& head, const Piece& piece) const;

 private:
  [[noreturn]] void give_up(const std::string& report, const std::string& status, const std::string& document) const;
  fairway::HttpRequest request(const std::string& document) const;
  bool older_than(fairway::Time asked_at, std::chrono::hours age) const {
    return host_.now().ms - asked_at.ms > std::chrono::milliseconds(age).count();
  }

  fairway::Host host_;
  const Client& client_;
  const fairway::Call& call_;
  std::string name_;
  std::chrono::hours stuck_;
};

}  // namespace amazon

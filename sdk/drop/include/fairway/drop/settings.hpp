// The settings of a file drop as they stand in YAML, the same in every plugin that has one:
//
//   struct Settings : fairway::drop::Settings { … };
//   BOOST_DESCRIBE_STRUCT(Settings, (fairway::drop::Settings), (…))
//   const std::string schema = R"({… "properties": {)" + fairway::drop::settings_schema() + R"(, "mine": {…}}})";
#pragma once
#include <boost/describe.hpp>
#include <string>

#include "fairway/channel.hpp"
#include "fairway/drop/drop.hpp"
#include "fairway/drop/spool.hpp"

namespace fairway::drop {

struct Settings {
  using json_case = KebabCase;
  std::string outbox, inbox;                 // folders, or sftp://user@host:port/path
  std::string processing, archive, rejects;  // empty: folders of these names in the inbox
  std::string spool;                         // empty: beside an outbox that is a folder, OUTBOX.spool
  std::string known_hosts, key_file, password_file;
  std::string marker, settle;  // settle: a duration, "30s"
};
BOOST_DESCRIBE_STRUCT(Settings, (),
                      (outbox, inbox, processing, archive, rejects, spool, known_hosts, key_file, password_file, marker,
                       settle))

// "outbox": {…}, "inbox": {…}, …: the members of a schema's "properties". All paths have the format `folder`: what is
// relative counts from the host's data folder and reaches the plugin absolute.
std::string settings_schema();
// What the schema cannot say. Does no I/O.
void validate(Findings&, const Settings&);

// The folders, connected to when they are first used. Throws Error CONFIG where validate() has a finding.
Places places_of(const Settings&);
Rules rules_of(const Settings&, std::string pattern);
std::filesystem::path spool_of(const Settings&);

}  // namespace fairway::drop

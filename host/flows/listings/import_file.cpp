#include "host/flows/listings/import_file.hpp"

#include "fairway/json.hpp"
#include "fairway/pull.hpp"
#include "host/base/text.hpp"
#include "host/flows/listings/handed_files.hpp"

namespace fairway::flows {
namespace {

constexpr std::size_t kPiece = 1u << 20;  // as listing-file promises

Result<std::int64_t> offset_in(const std::string& cursor) {
  ListingFilePlace place;
  if (JsonError error; !cursor.empty() && !read_json(cursor, place, error))
    return fail(FW_E_INTERNAL, "the plugin's cursor in the file: " + error.message);
  return place.offset;
}

}  // namespace

Status read_handed_file(const Context& context, plugins::Channel& channel, const ledger::Import& import,
                        plugins::PullSink& sink, const plugins::CallOptions& options) {
  while (import.state == ledger::ImportState::waiting || import.state == ledger::ImportState::reading) {
    if (options.cancel && *options.cancel) return fail(FW_E_CANCELLED, "the host ends");
    const auto offset = offset_in(import.cursor);
    if (!offset) return fail(offset.error());
    const auto bytes = read_file_at(context, *import.file, *offset, kPiece);
    if (!bytes) return fail(bytes.error());
    ListingFilePiece piece{*offset, to_base64(*bytes),
                           *offset + static_cast<std::int64_t>(bytes->size()) >= import.file->size, import.file->utf8};
    const auto end =
        channel.pull({std::string(ListingFileReader::kStream), import.cursor, to_json(piece), 0}, sink, options).status;
    if (!end) return end;
    const auto next = offset_in(import.cursor);
    if (!next) return fail(next.error());
    if (!import.cursor.empty() && (*next <= *offset || piece.last))
      return fail(FW_E_INTERNAL, "the plugin came no further in the file");
  }
  return {};
}

std::optional<std::int64_t> rows_of_file(const ledger::Import& import) {
  const auto offset = offset_in(import.cursor);
  if (import.cursor.empty()) return import.rows;
  if (!offset || *offset <= 0 || import.rows <= 0) return std::nullopt;
  return std::max(import.rows, import.rows * import.file->size / *offset);
}

}  // namespace fairway::flows

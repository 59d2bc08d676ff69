#include "host/plugins/loader/elf.hpp"

#include <elf.h>

#include <cstring>
#include <fstream>

namespace fairway::plugins {
namespace {

// Reads one record at `at`; false where the file ends before it does.
template <class Record>
bool read_at(std::ifstream& in, std::uint64_t at, Record& out) {
  in.clear();
  in.seekg(static_cast<std::streamoff>(at));
  return in.read(reinterpret_cast<char*>(&out), sizeof out) && in.gcount() == sizeof out;
}

std::uint64_t sum(std::uint64_t from, std::uint64_t size) { return from > UINT64_MAX - size ? UINT64_MAX : from + size; }

// Where the last of what its tables speak of ends. Tables that lie outside the file end there, too.
std::uint64_t end_of(std::ifstream& in, const Elf64_Ehdr& header) {
  std::uint64_t end = sum(header.e_shoff, std::uint64_t{header.e_shnum} * header.e_shentsize);
  end = std::max(end, sum(header.e_phoff, std::uint64_t{header.e_phnum} * header.e_phentsize));
  for (std::uint64_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    if (!read_at(in, header.e_phoff + i * header.e_phentsize, segment)) break;
    end = std::max(end, sum(segment.p_offset, segment.p_filesz));
  }
  return end;
}

}  // namespace

Status check_whole(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  std::ifstream in(file, std::ios::binary);
  Elf64_Ehdr header;
  if (error || !read_at(in, 0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
      header.e_ident[EI_CLASS] != ELFCLASS64)
    return {};
  const auto end = end_of(in, header);
  if (end <= size) return {};
  return fail(FW_E_UNSUPPORTED,
              fmt::format("{}: is cut off: {} bytes of {} are there; copy it again", file.string(), size, end));
}

}  // namespace fairway::plugins

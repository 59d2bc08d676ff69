// What a shared library's file says without being loaded (System V ABI, ELF-64).
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace fairway::conformance {

struct ElfSymbol {
  std::string name;
  std::uint64_t address = 0, size = 0;
};

class ElfFile {
 public:
  // Throws std::runtime_error where it is no ELF-64 file.
  explicit ElfFile(const std::filesystem::path& file);
  std::vector<ElfSymbol> exports() const;                         // defined, dynamic, not local
  std::string at(std::uint64_t address, std::size_t size) const;  // as they lie in the file; shorter where it ends
  std::uint64_t loaded() const;                                   // bytes that are mapped
  std::uint64_t writable() const;                                 // of those that instances could write: .data and .bss

  bool mentions(const std::string& text) const { return bytes_.find(text) != std::string::npos; }

 private:
  template <class T>
  const T* look(std::uint64_t offset, std::uint64_t count = 1) const;
  std::string bytes_;
};

}  // namespace fairway::conformance

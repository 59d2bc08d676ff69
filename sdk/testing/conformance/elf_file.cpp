#include "elf_file.hpp"

#include <elf.h>

#include <cstring>
#include <fstream>
#include <stdexcept>

namespace fairway::conformance {

ElfFile::ElfFile(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  bytes_.assign(std::istreambuf_iterator<char>(in), {});
  if (bytes_.size() < sizeof(Elf64_Ehdr) || std::memcmp(bytes_.data(), ELFMAG, SELFMAG) != 0 ||
      bytes_[EI_CLASS] != ELFCLASS64)
    throw std::runtime_error(file.string() + " is no 64-bit ELF file");
}

template <class T>
const T* ElfFile::look(std::uint64_t offset, std::uint64_t count) const {
  if (offset > bytes_.size() || count > (bytes_.size() - offset) / sizeof(T))
    throw std::runtime_error("the file ends too early");
  return reinterpret_cast<const T*>(bytes_.data() + offset);
}

std::vector<ElfSymbol> ElfFile::exports() const {
  const auto& head = *look<Elf64_Ehdr>(0);
  const auto* sections = look<Elf64_Shdr>(head.e_shoff, head.e_shnum);
  std::vector<ElfSymbol> found;
  for (int i = 0; i < head.e_shnum; ++i) {
    const auto& section = sections[i];
    if (section.sh_type != SHT_DYNSYM || section.sh_link >= head.e_shnum) continue;
    const auto& strings = sections[section.sh_link];
    const auto* text = look<char>(strings.sh_offset, strings.sh_size);
    const auto count = section.sh_size / sizeof(Elf64_Sym);
    const auto* symbols = look<Elf64_Sym>(section.sh_offset, count);
    for (std::uint64_t k = 0; k < count; ++k) {
      const auto& one = symbols[k];
      if (one.st_shndx == SHN_UNDEF || ELF64_ST_BIND(one.st_info) == STB_LOCAL || one.st_name >= strings.sh_size) continue;
      found.push_back({text + one.st_name, one.st_value, one.st_size});
    }
  }
  return found;
}

std::string ElfFile::at(std::uint64_t address, std::size_t size) const {
  const auto& head = *look<Elf64_Ehdr>(0);
  const auto* segments = look<Elf64_Phdr>(head.e_phoff, head.e_phnum);
  for (int i = 0; i < head.e_phnum; ++i) {
    const auto& one = segments[i];
    if (one.p_type != PT_LOAD || address < one.p_vaddr || address >= one.p_vaddr + one.p_filesz) continue;
    return bytes_.substr(one.p_offset + (address - one.p_vaddr), size);
  }
  return {};
}

std::uint64_t ElfFile::loaded() const {
  const auto& head = *look<Elf64_Ehdr>(0);
  const auto* segments = look<Elf64_Phdr>(head.e_phoff, head.e_phnum);
  std::uint64_t sum = 0;
  for (int i = 0; i < head.e_phnum; ++i)
    if (segments[i].p_type == PT_LOAD) sum += segments[i].p_memsz;
  return sum;
}

std::uint64_t ElfFile::writable() const {
  const auto& head = *look<Elf64_Ehdr>(0);
  const auto* sections = look<Elf64_Shdr>(head.e_shoff, head.e_shnum);
  const auto& names = sections[head.e_shstrndx];
  std::uint64_t sum = 0;
  for (int i = 0; i < head.e_shnum; ++i) {
    const std::string_view name = look<char>(names.sh_offset, names.sh_size) + sections[i].sh_name;
    if (name == ".data" || name == ".bss") sum += sections[i].sh_size;
  }
  return sum;
}

}  // namespace fairway::conformance

// fairway-schemas FOLDER: writes the JSON Schema of every document, answer and the manifest into FOLDER, a file each.
// fairway-schemas --pages FOLDER HEADERS: writes a page in Markdown for each capability, from the schemas and the headers.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>

#include "fairway/documents/registry.hpp"
#include "fairway/manifest.hpp"
#include "fairway/schema.hpp"
#include "pages.hpp"

namespace {

// Two blanks a level; short leaves stay on one line.
std::string pretty(std::string_view json) {
  std::string out;
  std::size_t depth = 0;
  bool quoted = false;
  const auto line = [&] { out += '\n' + std::string(2 * depth, ' '); };
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (quoted) {
      out += c;
      if (c == '\\') out += json[++i];
      quoted = c != '"';
      continue;
    }
    const bool leaf = c == '{' && json.find_first_of("{}", i + 1) == json.find('}', i + 1);
    if (leaf) {
      const std::size_t end = json.find('}', i);
      out += json.substr(i, end - i + 1);
      i = end;
    } else if (c == '{') {
      out += c, ++depth, line();
    } else if (c == '}') {
      --depth, line(), out += c;
    } else if (c == ',') {
      out += c, line();
    } else {
      quoted = c == '"';
      out += c;
      if (c == ':') out += ' ';
    }
  }
  return out + '\n';
}

bool write(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  return file.flush().good();
}

fairway::pages::Schemas all_schemas() {
  fairway::pages::Schemas all;
  fairway::each_document_type([&]<class D>() { all.emplace(D::kSchema, fairway::json_schema<D>(D::kSchema)); });
  all.emplace("shipping-answer/1", fairway::json_schema<fairway::ShippingAnswer>("shipping-answer/1"));
  all.emplace("policy-answer/1", fairway::json_schema<fairway::PolicyAnswer>("policy-answer/1"));
  all.emplace("listing-file-answer/1", fairway::json_schema<fairway::ListingFileAnswer>("listing-file-answer/1"));
  all.emplace("manifest", fairway::json_schema<fairway::Manifest>("manifest"));
  return all;
}

bool write_schemas(const std::string& folder) {
  bool good = true;
  for (const auto& [name, schema] : all_schemas()) {
    auto file = name;
    std::replace(file.begin(), file.end(), '/', '-');  // "order/1" -> order-1.json
    good = good && write(folder + '/' + file + ".json", pretty(schema));
  }
  return good;
}

bool write_pages(const std::string& folder, const std::string& headers) {
  bool good = true;
  for (const auto& [name, text] : fairway::pages::capability_pages(fairway::pages::read_headers(headers), all_schemas()))
    good = good && write(folder + '/' + name, text);
  return good;
}

}  // namespace

int main(int argc, char** argv) try {
  const bool pages = argc == 4 && std::string_view(argv[1]) == "--pages";
  if (!pages && argc != 2) return std::fputs("usage: fairway-schemas FOLDER | --pages FOLDER HEADERS\n", stderr), 2;
  const bool good = pages ? write_pages(argv[2], argv[3]) : write_schemas(argv[1]);
  if (!good) std::fputs("fairway-schemas: could not write\n", stderr);
  return good ? 0 : 1;
} catch (const std::runtime_error& error) {
  std::fprintf(stderr, "fairway-schemas: %s\n", error.what());
  return 1;
}

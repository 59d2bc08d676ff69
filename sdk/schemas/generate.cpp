// fairway-schemas FOLDER: writes the JSON Schema of every document, answer and the manifest into FOLDER, a file each.
#include <cstdio>
#include <fstream>
#include <string>

#include "fairway/documents/registry.hpp"
#include "fairway/manifest.hpp"
#include "fairway/schema.hpp"

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

// "order/1" -> order-1.json
bool write(std::string folder, std::string name, const std::string& schema) {
  for (char& c : name)
    if (c == '/') c = '-';
  std::ofstream file(folder + '/' + name + ".json", std::ios::binary);
  file << pretty(schema);
  return file.flush().good();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fputs("usage: fairway-schemas FOLDER\n", stderr), 2;
  bool good = true;
  fairway::each_document_type(
      [&]<class D>() { good = good && write(argv[1], std::string(D::kSchema), fairway::json_schema<D>(D::kSchema)); });
  good = good && write(argv[1], "shipping-answer/1", fairway::json_schema<fairway::ShippingAnswer>("shipping-answer/1"));
  good = good && write(argv[1], "policy-answer/1", fairway::json_schema<fairway::PolicyAnswer>("policy-answer/1"));
  good = good &&
         write(argv[1], "listing-file-answer/1", fairway::json_schema<fairway::ListingFileAnswer>("listing-file-answer/1"));
  good = good && write(argv[1], "manifest", fairway::json_schema<fairway::Manifest>("manifest"));
  if (!good) std::fputs("fairway-schemas: could not write\n", stderr);
  return good ? 0 : 1;
}

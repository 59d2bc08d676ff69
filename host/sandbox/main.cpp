#include <CLI/CLI.hpp>

#include "host/sandbox/command.hpp"

int main(int count, char** arguments) {
  CLI::App app("A local Amazon SP-API and a local warehouse, with faults on demand");
  fairway::sandbox::Options options;
  fairway::sandbox::add_options(app, options);
  CLI11_PARSE(app, count, arguments);
  return fairway::sandbox::run(options);
}

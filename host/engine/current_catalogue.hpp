// The catalogue that is in force, exchanged whole when a plugin is swapped.
#pragma once
#include <memory>
#include <mutex>

#include "host/base/catalogue.hpp"

namespace fairway::engine {

using CataloguePtr = std::shared_ptr<const Catalogue>;

class CurrentCatalogue {
 public:
  explicit CurrentCatalogue(Catalogue first = {}) : now_(std::make_shared<const Catalogue>(std::move(first))) {}

  // [any thread] Take it once for a piece of work and hold it as long as anything found in it is used.
  CataloguePtr get() const {
    std::scoped_lock lock(mutex_);
    return now_;
  }
  void set(Catalogue next) {
    auto made = std::make_shared<const Catalogue>(std::move(next));
    std::scoped_lock lock(mutex_);
    now_ = std::move(made);
  }
  // Another version of one plugin; the rest as it is.
  void put(const PluginFile& file) {
    std::scoped_lock lock(mutex_);
    auto next = *now_;
    next.plugins[file.description.name] = file;
    now_ = std::make_shared<const Catalogue>(std::move(next));
  }
  // Which files of the folders are not used now, and why.
  void refuse(std::map<std::string, std::string> files) {
    std::scoped_lock lock(mutex_);
    auto next = *now_;
    next.refused = std::move(files);
    now_ = std::make_shared<const Catalogue>(std::move(next));
  }

 private:
  mutable std::mutex mutex_;
  CataloguePtr now_;
};

}  // namespace fairway::engine

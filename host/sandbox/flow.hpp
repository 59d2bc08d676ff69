// Steady streams of new orders, one for each seller.
#pragma once
#include "host/sandbox/amazon/amazon.hpp"

namespace fairway::sandbox {

class Flows {
 public:
  Flows(World& world, Amazon& amazon) : world_(world), amazon_(amazon) {}
  void set(OrderSpec order, double per_minute);  // 0 ends the flow of the spec's seller
  void clear();
  json::array list() const;

 private:
  struct Flow {
    OrderSpec order;
    double per_minute = 0;
    Instant start;
    std::int64_t made = 0;
    std::uint64_t generation = 0;
  };
  void tick(const std::string& seller, std::uint64_t generation);
  void plan(const std::string& seller, const Flow& flow);

  World& world_;
  Amazon& amazon_;
  mutable std::mutex mutex_;
  std::map<std::string, Flow> flows_;
  std::uint64_t generation_ = 0;
};

}  // namespace fairway::sandbox

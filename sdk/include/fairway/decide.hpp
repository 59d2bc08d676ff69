// Verb 3, decide: pure answers from the question and the settings. No I/O, no state.
#pragma once
#include "fairway/documents.hpp"

namespace fairway {

// Which service of ours carries this order? An empty answer leaves the order waiting.
class ShippingMapper {
 public:
  using Question = ShippingQuestion;
  virtual ~ShippingMapper() = default;
  virtual ShippingAnswer map(const ShippingQuestion&) = 0;
  ShippingAnswer answer(const ShippingQuestion& question) { return map(question); }
};

// May this account be as it is proposed? No finding: it may.
class Policy {
 public:
  using Question = PolicyQuestion;
  virtual ~Policy() = default;
  virtual PolicyAnswer judge(const PolicyQuestion&) = 0;
  PolicyAnswer answer(const PolicyQuestion& question) { return judge(question); }
};

}  // namespace fairway

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

// What do these listings look like in the channel's own file of listings? What the file has a column for and the listing a value
// is in it, so that what is written here can be read where the channel's own file is.
class ListingFileWriter {
 public:
  using Question = ListingFileQuestion;
  virtual ~ListingFileWriter() = default;
  virtual ListingFileAnswer write_listings(const ListingFileQuestion&) = 0;
  ListingFileAnswer answer(const ListingFileQuestion& question) { return write_listings(question); }
};

}  // namespace fairway

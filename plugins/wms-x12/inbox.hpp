// What the warehouse sends: each interchange acted on once, answered, and its file put away when the host has it all.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "answer.hpp"
#include "fairway/drop/seen.hpp"
#include "outbox.hpp"

namespace wms_x12 {

class Inbox {
 public:
  Inbox(fairway::Host host, const Settings& settings, Outbox& outbox);

  // All files that are there, whatever they hold, and what did not come. Stops behind the file with which `most` documents are reached (0: never).
  void take_all(const fairway::Call& call, fairway::PullOut& out, std::uint32_t most);

 private:
  using Claim = fairway::drop::Claim;
  fairway::drop::Rules rules() const;
  void take_files(std::uint32_t most);
  void tell_of_left();
  // Why the file is set aside; empty: it is not.
  std::string take(const Claim& claim, const std::string& bytes);
  std::string take(const Claim& claim, const Interchange& interchange);
  std::string not_for_us(const Isa& isa) const;
  // One set of theirs: what it says is emitted, or it is set aside alone.
  SetVerdict take_set(const Group& group, const SetRange& set, const Isa& isa);
  Advice read_set(const SetRange& set, const Told& told);
  void emit(const Advice& advice);
  void set_aside(const SetRange& set, const fairway::Error& why);
  void tell(const std::string& kind, const std::string& severity, const std::string& message);
  void answer(const std::string& key, const std::vector<GroupVerdict>& groups, const InterchangeVerdict* ta1);
  void refuse_interchange(const Isa& isa, int note);

  fairway::Host host_;
  const Settings& settings_;
  Outbox& outbox_;
  fairway::drop::Drop drop_;
  fairway::drop::Seen seen_, left_;
  // Of the call in hand.
  const fairway::Call* call_ = nullptr;
  fairway::PullOut* out_ = nullptr;
  bool acting_ = true;  // false: this interchange came before
  std::uint32_t emitted_ = 0, unkept_ = 0;
};

// What the warehouse's replies to files of ours mean for the orders in them.
class Replies {
 public:
  Replies(const fairway::Call& call, Outbox& outbox, fairway::Time at) : call_(call), outbox_(outbox), at_(at) {}
  // All replies of one 997, or a TA1.
  std::vector<fairway::Notice> hear(const std::vector<Reply>& replies);

 private:
  void hear_of(const std::string& key, const Reply& reply);
  void add(const std::string& kind, const std::string& reference, Verdict verdict, const std::string& message);

  const fairway::Call& call_;
  Outbox& outbox_;
  fairway::Time at_;
  std::vector<fairway::Notice> out_;
};

}  // namespace wms_x12

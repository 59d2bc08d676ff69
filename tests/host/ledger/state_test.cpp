#include "host/ledger/state.hpp"

#include <gtest/gtest.h>

namespace fairway::ledger {
namespace {

struct Step {
  State from;
  Event event;
  State to;
  const char* why;
};

class Next : public ::testing::TestWithParam<Step> {};

TEST_P(Next, IsTheStateAfterTheEvent) {
  const auto& step = GetParam();
  EXPECT_EQ(text(next(step.from, step.event, State::routed)), text(step.to)) << step.why;
}

INSTANTIATE_TEST_SUITE_P(  // ORD-3, ORD-9, ORD-14
    Table, Next,
    ::testing::Values(Step{State::received, Event::routed, State::routed, "mapped"},
                      Step{State::received, Event::unmapped, State::needs_mapping, "no rule"},
                      Step{State::needs_mapping, Event::routed, State::routed, "goes on by itself once mapped"},
                      Step{State::routed, Event::submitted, State::submitted, "the warehouse has it"},
                      Step{State::shipped, Event::submitted, State::shipped, "a late answer does not turn it back"},
                      Step{State::submitted, Event::acknowledged, State::acknowledged, ""},
                      Step{State::confirmed, Event::acknowledged, State::confirmed,
                           "an acknowledgement never holds up or turns back"},
                      Step{State::partially_shipped, Event::acknowledged, State::partially_shipped, ""},
                      Step{State::submitted, Event::shipped_part, State::partially_shipped, "states may be passed over"},
                      Step{State::shipped, Event::shipped_part, State::shipped, "complete stays complete"},
                      Step{State::partially_shipped, Event::shipped, State::shipped, ""},
                      Step{State::shipped, Event::confirmed, State::confirmed, ""},
                      Step{State::shipped, Event::confirmed_part, State::shipped, "one parcel of several"},
                      Step{State::confirmed, Event::verified, State::confirmed, ""},
                      Step{State::routed, Event::refused, State::rejected, ""},
                      Step{State::submitted, Event::refused, State::rejected, "taken, and refused later"},
                      Step{State::submitted, Event::refused_part, State::submitted, "another part of it is under way"},
                      Step{State::partially_shipped, Event::routed, State::partially_shipped, "a part goes another way"},
                      Step{State::rejected, Event::retried, State::received, ""},
                      Step{State::held, Event::released, State::routed, "where it was held"},
                      Step{State::routed, Event::released, State::routed, "nothing to release"},
                      Step{State::reserved, Event::paid, State::received, ""},
                      Step{State::submitted, Event::cancellation_refused, State::submitted, "it ships all the same"},
                      Step{State::received, Event::observed, State::dropped, "observe mode"}));

TEST(State, HasATextThatReadsBack) {
  for (int i = 0; i <= static_cast<int>(State::failed); ++i) {
    const auto state = static_cast<State>(i);
    ASSERT_FALSE(text(state).empty());
    EXPECT_EQ(parse_state(text(state)), state);
  }
  EXPECT_FALSE(parse_state("Received"));
}

TEST(Event, HasAText) {
  for (int i = 0; i <= static_cast<int>(Event::notice); ++i) EXPECT_FALSE(text(static_cast<Event>(i)).empty()) << i;
}

}  // namespace
}  // namespace fairway::ledger

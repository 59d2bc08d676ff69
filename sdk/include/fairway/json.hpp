// JSON of typed documents, settings and of a remote's own answers: one codec, driven by BOOST_DESCRIBE_STRUCT.
//
// Types: bool, integers, double, std::string, std::optional, std::vector, std::map<std::string, T>, Money, Pii, Time,
// Open<E>, Extra, RawJson and described structs of these.
//
// Reading is tolerant of what remotes do, and of nothing that could mean two things:
//  - members may come in any order; unknown ones go into the struct's Extra, or are passed over;
//  - null is the same as absent: the member keeps its default. In a list null is refused, except for optionals;
//  - text may be given as a number, whose digits are kept ("19.90"); a number as text; a whole number as 5.0 or 5e2;
//    true and false as text;
//  - refused: a member given twice, broken UTF-8, half a surrogate pair, more than 64 levels, anything after the value.
// Writing is strict: order of declaration, always valid, nothing lost (what is left out: json/encode.hpp).
#pragma once
#include "fairway/json/codec.hpp"
#include "fairway/json/view.hpp"

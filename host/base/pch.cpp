#include "host/base/pch.hpp"

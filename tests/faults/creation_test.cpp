#include "disk.hpp"

#include <gtest/gtest.h>

#include <gtest/gtest.h>

#include "ingest/table.hpp"

TEST(Reader, placeholder_until_written) {}

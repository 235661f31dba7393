"""The story that `make demo` tells: `story`, with its `chapters` and how they are told."""

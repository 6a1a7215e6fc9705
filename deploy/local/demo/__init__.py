"""The demo company: what it books, how it is booked, and the story `make demo` tells about it."""

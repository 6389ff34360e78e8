//! The names a path begins with: all the look-ahead over data flow needs to know of it.

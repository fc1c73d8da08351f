import CLinux

/// How the process treats memory that it no longer needs.
enum Memory {
  /// Has blocks of a mebibyte and more come from the system and go back to it at once. Left to
  /// itself glibc learns from the first password hash to keep its 19 MiB, for every thread.
  static func returnLargeBlocks() {
    _ = clinux_return_blocks_from(1 << 20)
  }
}

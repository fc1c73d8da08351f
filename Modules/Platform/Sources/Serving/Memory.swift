import CLinux

/// How the process treats memory that it no longer needs.
public enum Memory {
  /// Has blocks of a mebibyte and more come from the system and go back to it at once. glibc
  /// raises the bound by itself to the largest block freed so far (mallopt(3)), and would keep the
  /// 19 MiB of a password hash.
  public static func returnLargeBlocks() {
    _ = clinux_return_blocks_from(1 << 20)
  }
}

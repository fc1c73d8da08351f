import CArgon2
import Glibc

/// Where a hash works: asked for in large pages, and given back when it is done.
///
/// A block of 19 MiB that was just mapped costs a page fault for each of its 4,864 small pages,
/// a third of a hash's processor time; of large ones it has ten. Keeping a block for the next hash
/// would cost its memory while nobody signs in.
enum HashMemory {
  /// Maps a block. libargon2's `allocate_cbk`.
  static let allocate: allocate_fptr = { block, count in
    let start = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let start, start != MAP_FAILED else { return ARGON2_MEMORY_ALLOCATION_ERROR.rawValue }
    // Where the kernel has none, small pages do.
    _ = madvise(start, count, MADV_HUGEPAGE)
    block?.pointee = start.assumingMemoryBound(to: UInt8.self)
    return ARGON2_OK.rawValue
  }

  /// Unmaps a block, which libargon2 has wiped. Its `free_cbk`.
  static let release: deallocate_fptr = { block, count in
    _ = munmap(block, count)
  }
}

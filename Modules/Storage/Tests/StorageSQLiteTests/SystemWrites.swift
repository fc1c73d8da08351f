import CSQLite
import Glibc
import Synchronization

/// What the writer's thread writes while it is watched, and what becomes of it.
///
/// SQLite lets its calls of the system be replaced, for the whole process: any other thread's go
/// through as they are. One test at a time may watch.
enum SystemWrites {
  private typealias Write = @convention(c) (Int32, UnsafeRawPointer?, Int, off_t) -> Int

  private static let watched = Atomic<UInt>(0)
  private static let count = Atomic<Int>(0)
  private static let firstFailing = Atomic<Int>(.max)
  private static let failure = Atomic<Int32>(0)

  private static let replaced: Void = {
    let write: Write = { descriptor, octets, length, place in
      guard SystemWrites.watched.load(ordering: .relaxed) == UInt(pthread_self()) else {
        return pwrite(descriptor, octets, length, place)
      }
      let number = SystemWrites.count.add(1, ordering: .relaxed).oldValue
      guard number < SystemWrites.firstFailing.load(ordering: .relaxed) else {
        errno = SystemWrites.failure.load(ordering: .relaxed)
        return -1
      }
      return pwrite(descriptor, octets, length, place)
    }
    let vfs = sqlite3_vfs_find(nil)
    for name in ["pwrite", "pwrite64"] {
      _ = vfs?.pointee.xSetSystemCall(vfs, name, unsafeBitCast(write, to: sqlite3_syscall_ptr.self))
    }
  }()

  /// Watches the calling thread from now on. From the write numbered `failing` on, counted from 0,
  /// all fail with the error number `code`.
  static func watchThisThread(failing: Int = .max, code: Int32 = 0) {
    replaced
    count.store(0, ordering: .relaxed)
    firstFailing.store(failing, ordering: .relaxed)
    failure.store(code, ordering: .relaxed)
    watched.store(UInt(pthread_self()), ordering: .relaxed)
  }

  /// Watches nobody any more.
  /// - Returns: how many writes there were.
  @discardableResult
  static func stop() -> Int {
    watched.store(0, ordering: .relaxed)
    return count.load(ordering: .relaxed)
  }
}

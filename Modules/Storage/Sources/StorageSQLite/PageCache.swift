import CSQLite
import Synchronization

/// What connections keep of a file's pages in memory, and how often what was wanted was there.
public struct PageCacheFigures: Hashable, Sendable {
  /// The memory in use, in bytes.
  public internal(set) var bytes = 0
  /// How many pages were found in memory.
  public internal(set) var hits = 0
  /// How many had to be read from the file.
  public internal(set) var misses = 0

  /// Nothing yet.
  public init() {}

  /// Adds what other connections keep.
  public mutating func add(_ other: PageCacheFigures) {
    bytes += other.bytes
    hits += other.hits
    misses += other.misses
  }
}

/// What was last found about a connection that only its own thread may ask.
final class PageCacheGauge: Sendable {
  private let latest = Mutex(PageCacheFigures())

  var figures: PageCacheFigures { latest.withLock { $0 } }

  /// Asks a connection what it keeps now, and what it has found since it was last asked.
  func look(at handle: SQLiteHandle) {
    let bytes = handle.status(SQLITE_DBSTATUS_CACHE_USED)
    // SQLite counts in 32 bits, which begin anew here.
    let hits = handle.status(SQLITE_DBSTATUS_CACHE_HIT, andReset: true)
    let misses = handle.status(SQLITE_DBSTATUS_CACHE_MISS, andReset: true)
    latest.withLock { figures in
      figures.bytes = bytes
      figures.hits += hits
      figures.misses += misses
    }
  }
}

extension SQLiteHandle {
  /// SQLite's own default, which is enough for a small file.
  private static let leastPages = 2 << 20

  /// Bounds the memory in which the connection keeps pages, in bytes.
  func keepPages(upTo bytes: Int) throws {
    try executeScript("PRAGMA cache_size = -\(max(Self.leastPages, bytes) / 1_024)")
  }
}

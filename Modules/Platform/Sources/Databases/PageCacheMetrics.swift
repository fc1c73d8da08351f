public import Observability
import StorageSQLite

extension MetricsRegistry {
  /// Registers what tells whether `storage.sqlite_cache` is large enough: the memory in use, and
  /// how many pages were found in it and how many were not.
  public func pageCache(of stores: Stores) {
    gauge("atrium_sqlite_cache_bytes", "Memory that holds pages of SQLite files.") {
      stores.pageCache.map { Double($0.bytes) }
    }
    counter("atrium_sqlite_cache_hits", "Pages of SQLite files that were in memory.") {
      stores.pageCache.map { Double($0.hits) }
    }
    counter("atrium_sqlite_cache_misses", "Pages of SQLite files that had to be read.") {
      stores.pageCache.map { Double($0.misses) }
    }
  }
}

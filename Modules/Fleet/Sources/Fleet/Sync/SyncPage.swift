import Kernel

/// A part of what changed.
public struct SyncPage: Sendable {
  /// The records, each once.
  public let entries: [Entry]
  /// Where the next page begins.
  public let cursor: SyncCursor
  /// Whether there is more already.
  public let hasMore: Bool

  /// A record that is another one than the client has.
  public struct Entry: Hashable, Sendable {
    /// The record.
    public let record: SyncRecord
    /// Its version when it was noted. The record itself may be newer by the time it is read.
    public let version: Int64
    /// Whether the client is to forget it. A company or driver stands for all that belongs to it.
    public let isDeleted: Bool
  }
}

/// Puts a page together.
struct SyncPageBuilder {
  private(set) var entries: [SyncPage.Entry] = []
  private var seen: Set<SyncRecord> = []
  private let limit: Int

  init(limit: Int) {
    self.limit = limit
  }

  /// How many records fit in.
  var room: Int { limit - entries.count }

  /// Whether there is room for records that belong together.
  func hasRoom(for records: [SyncRecord]) -> Bool {
    room >= records.count { !seen.contains($0) }
  }

  /// Adds a record, unless the page has it.
  /// - Returns: false where there is no room for it.
  mutating func add(_ record: SyncRecord, version: Int64, isDeleted: Bool) -> Bool {
    if seen.contains(record) { return true }
    guard room > 0 else { return false }
    seen.insert(record)
    entries.append(SyncPage.Entry(record: record, version: version, isDeleted: isDeleted))
    return true
  }
}

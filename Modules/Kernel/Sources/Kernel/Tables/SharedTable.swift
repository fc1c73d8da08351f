private import Synchronization

/// A bounded table that many threads read at once: keys are spread over shards, each a
/// `BoundedTable` under a lock of its own that is held for a look-up, so that threads seldom meet.
public final class SharedTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct Contents: Sendable {
    var table: BoundedTable<Key, Value>
    var hits = 0
    var misses = 0
    var evictions = 0
  }

  private final class Shard: Sendable {
    let contents: Mutex<Contents>

    init(capacity: Int) {
      contents = Mutex(Contents(table: BoundedTable(capacity: capacity)))
    }
  }

  /// Below it a shard would be so small that chance fills some long before others.
  private static var smallestShard: Int { 256 }
  private static var mostShards: Int { 64 }

  private let shards: [Shard]
  private let mask: Int

  /// An empty table of at most so many entries in all. No memory is taken before there are any; a
  /// shard takes its part, and one that has more keys than its part loses some while others have
  /// room.
  public init(capacity: Int) {
    var count = 1
    while count < Self.mostShards, capacity / (2 * count) >= Self.smallestShard { count *= 2 }
    let part = (max(1, capacity) + count - 1) / count
    shards = (0..<count).map { _ in Shard(capacity: part) }
    mask = count - 1
  }

  /// The value of a key. It counts as read.
  public func value(of key: Key) -> Value? {
    shard(of: key).contents.withLock { contents in
      let value = contents.table.value(of: key)
      if value == nil { contents.misses += 1 } else { contents.hits += 1 }
      return value
    }
  }

  /// Sets the value of a key; removes some of those that are over, as `BoundedTable` does.
  public func set(
    _ value: Value, of key: Key, removing isOver: (Value) -> Bool = { _ in false }
  ) {
    shard(of: key).contents.withLock { contents in
      contents.evictions += contents.table.set(value, of: key, removing: isOver) ? 1 : 0
    }
  }

  /// Removes the entry of a key, if there is one.
  public func remove(_ key: Key) {
    shard(of: key).contents.withLock { $0.table.remove(key) }
  }

  /// How full it is and what it did.
  public var figures: TableFigures {
    shards.reduce(into: TableFigures()) { sum, shard in
      shard.contents.withLock { contents in
        sum.count += contents.table.count
        sum.hits += contents.hits
        sum.misses += contents.misses
        sum.evictions += contents.evictions
      }
    }
  }

  private func shard(of key: Key) -> Shard {
    shards[key.hashValue >> 48 & mask]
  }
}

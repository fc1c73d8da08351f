/// How full a table is, and what it has done since it was made.
public struct TableFigures: Hashable, Sendable {
  /// How many entries there are.
  public internal(set) var count = 0
  /// How many look-ups found what they wanted.
  public internal(set) var hits = 0
  /// How many did not.
  public internal(set) var misses = 0
  /// How many entries that might have been of use gave way because the table was full.
  public internal(set) var evictions = 0

  /// Nothing yet.
  public init() {}

  /// Adds what another table has done.
  public mutating func add(_ other: TableFigures) {
    count += other.count
    hits += other.hits
    misses += other.misses
    evictions += other.evictions
  }
}

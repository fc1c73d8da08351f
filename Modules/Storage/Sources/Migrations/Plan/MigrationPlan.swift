public import Storage

/// The difference between a database's history and the migrations of a program, computed from the
/// two alone.
public struct MigrationPlan: Sendable, Hashable {
  /// The state of one migration.
  public enum Standing: String, Sendable, CaseIterable {
    case applied, baseline, pending, changed, unknown, unfinished
    case outOfOrder = "out_of_order"
  }

  /// One migration, known to the program, to the history, or to both.
  public struct Line: Sendable, Hashable {
    /// Which migration.
    public let id: MigrationID
    /// Its state.
    public let standing: Standing
    /// The migration, when the program knows it.
    public let migration: Migration?
    /// Its row in the history, when there is one.
    public let entry: HistoryEntry?
  }

  /// The engine it is for.
  public let dialect: Dialect
  /// Every migration of the streams: the streams in the order they run, each by version.
  public let lines: [Line]

  /// Compares streams with a history. Rows of other streams than the given ones are not looked at:
  /// they belong to other programs on the same database.
  public init(streams: [MigrationStream], history: [HistoryEntry], dialect: Dialect) {
    self.dialect = dialect
    lines = streams.flatMap { stream in
      Self.lines(of: stream, history: history.filter { $0.id.stream == stream.name }, dialect)
    }
  }

  /// The migrations that `apply` would run, in order.
  public var pending: [Migration] {
    lines.filter { $0.standing == .pending }.compactMap(\.migration)
  }

  /// The state of the whole database: the worst of its migrations.
  public var state: SchemaState {
    let ids = { (standing: Standing) in lines.filter { $0.standing == standing }.map(\.id) }
    let order: [(Standing, ([MigrationID]) -> SchemaState)] = [
      (.unfinished, SchemaState.needsRepair), (.changed, SchemaState.changed),
      (.outOfOrder, SchemaState.outOfOrder), (.unknown, SchemaState.ahead),
      (.pending, SchemaState.behind),
    ]
    for (standing, state) in order {
      let found = ids(standing)
      if !found.isEmpty { return state(found) }
    }
    return .current
  }

  /// Whether a program may serve on such a database: it has all of the program's migrations, and no
  /// others but later ones, none of which takes anything away. So servers of two releases work
  /// while one replaces the other.
  public var isServable: Bool {
    guard case .ahead = state else { return state.isCurrent }
    var last: [String: Int] = [:]
    for line in lines where line.migration != nil {
      guard line.standing == .applied || line.standing == .baseline else { return false }
      last[line.id.stream] = max(last[line.id.stream] ?? 0, line.id.version)
    }
    return lines.allSatisfy { line in
      line.migration != nil
        || line.entry?.breaksReleaseBefore == false && line.id.version > last[line.id.stream] ?? 0
    }
  }

  private static func lines(
    of stream: MigrationStream, history: [HistoryEntry], _ dialect: Dialect
  ) -> [Line] {
    let entries = Dictionary(history.map { ($0.id.version, $0) }) { first, _ in first }
    let known = Dictionary(stream.migrations.map { ($0.version, $0) }) { first, _ in first }
    let lastApplied = history.filter { $0.kind != .applying }.map(\.id.version).max() ?? 0
    return Set(entries.keys).union(known.keys).sorted().compactMap { version in
      let entry = entries[version]
      let migration = known[version]
      guard let id = migration?.id ?? entry?.id else { return nil }
      let standing = standing(
        of: migration, entry, isBeforeLast: version < lastApplied, dialect)
      return Line(id: id, standing: standing, migration: migration, entry: entry)
    }
  }

  private static func standing(
    of migration: Migration?, _ entry: HistoryEntry?, isBeforeLast: Bool, _ dialect: Dialect
  ) -> Standing {
    guard let entry else { return isBeforeLast ? .outOfOrder : .pending }
    guard let migration else { return .unknown }
    if entry.kind.isUnfinished { return .unfinished }
    if entry.checksum != migration.checksum(for: dialect) { return .changed }
    return entry.kind == .baseline ? .baseline : .applied
  }
}

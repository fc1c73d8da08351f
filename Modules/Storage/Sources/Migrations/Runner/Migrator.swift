public import Kernel
public import Storage

/// Brings a database's schema forward (and, with care, back), one migration at a time.
///
/// Each migration is one transaction together with its row in `atrium_migrations`, so that after a
/// crash at any moment a migration has happened whole or not at all. One runner works at a time.
/// All calls block: keep them off the threads that serve requests.
public struct Migrator {
  /// How long a runner waits, and what it writes into the history.
  public struct Settings: Sendable {
    /// How long to wait for another runner to finish before giving up.
    public var lockWait: Duration
    /// How long a statement may wait for a table that others are using (Postgres). While it waits,
    /// everybody else queues behind it, so this is short, and the migration is tried again.
    public var lockTimeout: Duration
    /// How often a migration that could not get its locks is tried in all.
    public var attempts: Int
    /// The release that is written into the history.
    public var release: String
    /// The roles that serve and own nothing: after whatever was run each is given what it needs of
    /// the schema, and no more (Postgres).
    public var servingRoles: [String]
    /// Whether the caller holds the `MigrationFileLock` of the database already; SQLite.
    public var holdsLock = false

    /// Settings for interactive use: 1 s for another runner, 5 tries of 3 s for a table.
    public init(
      lockWait: Duration = .seconds(1), lockTimeout: Duration = .seconds(3), attempts: Int = 5,
      release: String = Release.version, servingRoles: [String] = []
    ) {
      self.lockWait = lockWait
      self.lockTimeout = lockTimeout
      self.attempts = attempts
      self.release = release
      self.servingRoles = servingRoles
    }
  }

  /// What a runner reports while it works.
  public enum Event: Sendable, Hashable {
    /// Another runner holds the lock; the text says who.
    case waiting(String)
    /// A migration that had been interrupted was examined; this is what was found.
    case resumed(MigrationID, finding: String)
    /// A migration begins.
    case began(MigrationID)
    /// A migration could not get its locks and is tried again; the next try's number.
    case retrying(MigrationID, attempt: Int)
    /// A migration is in the history.
    case finished(HistoryEntry)
    /// A migration was undone.
    case reverted(MigrationID)
  }

  let streams: [MigrationStream]
  let session: MigrationSession

  /// A runner on a connection of its own, which it does not close.
  ///
  /// - Parameters:
  ///   - connection: Used for nothing else meanwhile.
  ///   - streams: Run one after the other, in this order.
  ///   - clock: Dates the history.
  ///   - report: Told of each step as it happens.
  public init(
    connection: any SQLConnection, streams: [MigrationStream],
    clock: any WallClock = SystemClock(), settings: Settings = Settings(),
    report: @escaping (Event) -> Void = { _ in }
  ) {
    self.streams = streams
    session = MigrationSession(
      connection: connection, clock: clock, settings: settings, report: report)
  }

  /// Compares the database with the streams. Changes nothing.
  ///
  /// - Throws: `MigrationError.invalidFiles`, `.unreachable`.
  public func plan() throws(MigrationError) -> MigrationPlan {
    try checked {
      MigrationPlan(
        streams: streams, history: try session.history(), dialect: session.dialect)
    }
  }

  /// Runs what is pending, each migration in a transaction of its own, and answers the new rows of
  /// the history. Those that ran before one that fails stay.
  ///
  /// - Throws: `MigrationError`.
  @discardableResult
  public func apply() throws(MigrationError) -> [HistoryEntry] {
    try locked {
      try Resumption(session: session, streams: streams).resolveUnfinished()
      let plan = MigrationPlan(
        streams: streams, history: try session.history(), dialect: session.dialect)
      switch plan.state {
      case .current, .behind: break
      case .ahead, .outOfOrder, .changed, .needsRepair:
        throw MigrationError.notApplicable(plan.state)
      }
      return try plan.pending.map { try Step(session: session, migration: $0).apply() }
    }
  }

  /// Undoes the migrations of one stream after `version`, the last one first; 0 undoes all.
  ///
  /// - Throws: `MigrationError.refused` when one of them has no down file; nothing was undone.
  @discardableResult
  public func revert(stream name: String, to version: Int) throws(MigrationError) -> [MigrationID] {
    try locked {
      let stream = try self.stream(named: name)
      try Resumption(session: session, streams: [stream]).resolveUnfinished()
      let plan = MigrationPlan(
        streams: [stream], history: try session.history(), dialect: session.dialect)
      switch plan.state {
      case .current, .behind: break
      case .ahead, .outOfOrder, .changed, .needsRepair:
        throw MigrationError.notApplicable(plan.state)
      }
      let undone = plan.lines.filter { $0.entry != nil && $0.id.version > version }.reversed()
        .compactMap(\.migration)
      for migration in undone where migration.down(for: session.dialect) == nil {
        throw MigrationError.refused(
          "\(migration.id) has no down file for \(session.dialect.rawValue); nothing was undone")
      }
      for migration in undone { try Step(session: session, migration: migration).revert() }
      return undone.map(\.id)
    }
  }

  /// Writes into the history that the database has the migrations of one stream up to `version`
  /// (all of them when nil) without running them: for a schema that is older than its history.
  ///
  /// - Throws: `MigrationError.refused` when the stream has a history already.
  @discardableResult
  public func baseline(
    stream name: String, through version: Int? = nil
  ) throws(MigrationError) -> [HistoryEntry] {
    try locked {
      let stream = try self.stream(named: name)
      guard try !session.history().contains(where: { $0.id.stream == name }) else {
        throw MigrationError.refused(
          "the stream \(name) has a history in this database already; a baseline is for one that "
            + "has none")
      }
      let last = version ?? stream.latestVersion
      guard last >= 0, last <= stream.latestVersion else {
        throw MigrationError.refused(
          "the stream \(name) has no version \(last); its last is \(stream.latestVersion)")
      }
      return try session.inTransaction {
        try stream.migrations.prefix { $0.version <= last }.map { migration in
          let entry = session.entry(for: migration, since: session.clock.now(), kind: .baseline)
          try session.insert(entry)
          session.report(.finished(entry))
          return entry
        }
      }
    }
  }
}

extension Migrator {
  /// What a person found out about an interrupted migration.
  public enum Finding: String, Sendable, CaseIterable {
    case applied, pending
  }

  /// Settles a migration that was begun outside a transaction and whose end is not known.
  ///
  /// - Throws: `MigrationError.refused` when it is not unfinished.
  public func repair(
    stream: String, version: Int, as finding: Finding
  ) throws(MigrationError) {
    try locked {
      let entry = try session.history()
        .first { $0.id.stream == stream && $0.id.version == version }
      guard let entry, entry.kind.isUnfinished else {
        throw MigrationError.refused(
          "\(stream)/\(MigrationFileName.digits(version)) is not unfinished; nothing to repair")
      }
      switch finding {
      case .applied: try session.update(entry.id, kind: .applied)
      case .pending: try session.delete(entry.id)
      }
    }
  }

  /// Takes the checksums of the files as they are for those in the history, and answers whose
  /// changed: for an applied file in which only a comment was edited.
  ///
  /// - Throws: `MigrationError`.
  @discardableResult
  public func acceptChecksums() throws(MigrationError) -> [MigrationID] {
    try locked {
      let plan = MigrationPlan(
        streams: streams, history: try session.history(), dialect: session.dialect)
      let changed = plan.lines.filter { $0.standing == .changed }.compactMap(\.migration)
      try session.inTransaction {
        for migration in changed {
          try session.update(migration.id, checksum: migration.checksum(for: session.dialect))
        }
      }
      return changed.map(\.id)
    }
  }
}

extension Migrator {
  private func stream(named name: String) throws(MigrationError) -> MigrationStream {
    guard let stream = streams.first(where: { $0.name == name }) else {
      throw .refused(
        "there is no stream \(name); there are \(streams.map(\.name).joined(separator: ", "))")
    }
    return stream
  }

  /// Runs `body` unless a file is wrong, and gives every error a place in `MigrationError`.
  func checked<Value>(_ body: () throws -> Value) throws(MigrationError) -> Value {
    let problems = streams.flatMap(\.problems)
    guard problems.isEmpty else { throw .invalidFiles(problems) }
    do {
      return try body()
    } catch {
      throw MigrationError(error)
    }
  }

  private func locked<Value>(_ body: () throws -> Value) throws(MigrationError) -> Value {
    try checked {
      try session.prepare()
      try session.grants.check()
      let lock = try session.takeLock()
      defer { lock.release() }
      try session.createHistory()
      let value = try body()
      // Each migration has seen to its own tables: this mends what was changed by hand.
      try session.inTransaction { try session.grants.give() }
      return value
    }
  }
}

/// Why migrations did not run, or not to the end.
public enum MigrationError: Error, Sendable {
  /// Files are wrong; no database was touched.
  case invalidFiles([MigrationFileProblem])
  /// The history does not fit the files; nothing was changed.
  case notApplicable(SchemaState)
  /// Another runner is at work. The text says who, as far as the engine tells.
  case lockBusy(String)
  /// A migration failed and left nothing behind.
  case failed(Failure)
  /// A migration that runs outside a transaction did not end, and what it left is not known.
  case needsRepair([MigrationID], reason: String)
  /// The request makes no sense for this database: no down file, a baseline over a history.
  case refused(String)
  /// The migrations do not run a second time, so nothing is there to compare the database with.
  case notComparable(String)
  /// The database cannot be opened, or was lost on the way.
  case unreachable(String)
  /// The database cannot be used as it was made.
  case unsuitable(String)

  /// Which statement failed, and why.
  public struct Failure: Error, Sendable, Hashable {
    /// The migration.
    public let migration: MigrationID
    /// The file.
    public let file: String
    /// The line of the file where the statement begins; nil when it failed while committing.
    public let line: Int?
    /// Why, in the engine's words.
    public let reason: String
  }

  /// A stable name for programs.
  public var code: String {
    switch self {
    case .invalidFiles: "invalid_files"
    case .notApplicable(let state): state.code
    case .lockBusy: "lock_busy"
    case .failed: "failed"
    case .needsRepair: "needs_repair"
    case .refused: "refused"
    case .notComparable: "not_comparable"
    case .unreachable: "unreachable"
    case .unsuitable: "unsuitable_database"
    }
  }
}

extension MigrationError: CustomStringConvertible {
  /// What happened, for people.
  public var description: String {
    switch self {
    case .invalidFiles(let problems):
      (["The migration files are not in order; nothing was run."] + problems.map(\.description))
        .joined(separator: "\n")
    case .notApplicable(let state): state.message(database: "the database")
    case .lockBusy(let who): "Another runner is migrating this database (\(who)); nothing was run."
    case .failed(let failure): failure.description
    case .needsRepair(let ids, let reason):
      "\(SchemaState.list(ids)) did not end, and what it left is not known: \(reason)"
    case .refused(let reason), .notComparable(let reason): reason
    case .unreachable(let reason), .unsuitable(let reason): reason
    }
  }
}

extension MigrationError.Failure: CustomStringConvertible {
  /// The place and the reason, and that nothing is left of it.
  public var description: String {
    "\(migration.stream)/\(file)\(line.map { ":\($0)" } ?? "") failed and was rolled back: \(reason)"
  }
}

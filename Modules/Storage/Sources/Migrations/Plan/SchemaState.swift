/// The state of a database, compared with the migrations of a program.
///
/// If several things are wrong at once, the state is the one to mend first. The cases are in that
/// order, the worst last.
public enum SchemaState: Sendable, Hashable {
  /// All of them are applied, as they are.
  case current
  /// These are pending.
  case behind([MigrationID])
  /// These are applied and unknown to the program: the program is the older one.
  case ahead([MigrationID])
  /// These are pending although later ones of the same stream are applied.
  case outOfOrder([MigrationID])
  /// These were changed after they were applied.
  case changed([MigrationID])
  /// These began outside a transaction, and their end is not known.
  case needsRepair([MigrationID])

  /// The state's name in JSON and in exit codes' documentation.
  public var code: String {
    switch self {
    case .current: "current"
    case .behind: "behind"
    case .ahead: "ahead"
    case .outOfOrder: "out_of_order"
    case .changed: "changed"
    case .needsRepair: "needs_repair"
    }
  }

  /// The migrations that the state is about.
  public var migrations: [MigrationID] {
    switch self {
    case .current: []
    case .behind(let ids), .ahead(let ids), .outOfOrder(let ids), .changed(let ids),
      .needsRepair(let ids):
      ids
    }
  }

  /// Whether the database is just as the program knows it.
  public var isCurrent: Bool { self == .current }

  /// What is wrong and which command mends it, for people.
  ///
  /// - Parameter database: The database as the commands take it, with its password masked.
  public func message(database: String) -> String {
    let command = { (words: String) in "atrium-migrate \(words) --database '\(database)'" }
    let list = Self.list(migrations)
    switch self {
    case .current:
      return "The schema of \(database) is current."
    case .behind:
      return """
        The database \(database) lacks \(list).
        Bring it up to date with: \(command("apply"))
        """
    case .ahead:
      return """
        The database \(database) has had \(list), which this program does not know.
        It was migrated by a newer release: run that one, or see what happened with: \
        \(command("status"))
        """
    case .outOfOrder:
      return """
        The database \(database) lacks \(list), but has had later migrations of the same stream.
        Give them numbers after the last applied one; see which that is with: \(command("status"))
        """
    case .changed:
      return """
        In \(database), \(list) changed after being applied. An applied migration is never edited.
        Restore the file and write a new migration, or, if only a comment changed, accept it with: \
        \(command("repair --accept-checksums"))
        """
    case .needsRepair:
      return """
        In \(database), \(list) began outside a transaction and its end was not recorded.
        Let it be examined and resumed with: \(command("apply"))
        If that cannot tell, look yourself, then say how it is: \
        \(command("repair --as applied|pending"))
        """
    }
  }

  /// The first few, and how many more.
  static func list(_ ids: [MigrationID]) -> String {
    let shown = ids.prefix(5).map(\.description).joined(separator: ", ")
    return ids.count > 5 ? "\(shown) and \(ids.count - 5) more" : shown
  }
}

import Migrations

/// What `atrium-migrate` tells a pipeline by its exit status.
public enum MigrateExit: Int32, Sendable, CaseIterable {
  /// Done, or nothing to do.
  case done = 0
  /// Migrations are pending.
  case pending = 2
  /// The history and the files do not fit: a checksum, the order, an unknown version, drift.
  case mismatch = 3
  /// Another runner holds the lock.
  case lockBusy = 4
  /// A migration failed and was rolled back.
  case failed = 5
  /// A migration outside a transaction did not end; a person must look.
  case needsRepair = 6
  /// The files break a rule.
  case lint = 7
  /// The command line or configuration makes no sense, or the command is refused.
  case usage = 64
  /// A database cannot be reached.
  case unreachable = 69
  /// What was asked is done, and the answer could not be written.
  case outputLost = 70
  /// A database cannot be used as it was made.
  case unsuitable = 78

  /// The status of a database's state.
  init(_ state: SchemaState) {
    switch state {
    case .current: self = .done
    case .behind: self = .pending
    case .ahead, .outOfOrder, .changed: self = .mismatch
    case .needsRepair: self = .needsRepair
    }
  }

  /// The status of an error.
  init(_ error: MigrationError) {
    switch error {
    case .invalidFiles: self = .lint
    case .notApplicable(let state): self = MigrateExit(state)
    case .lockBusy: self = .lockBusy
    case .failed: self = .failed
    case .needsRepair: self = .needsRepair
    case .refused: self = .usage
    case .notComparable: self = .mismatch
    case .unreachable: self = .unreachable
    case .unsuitable: self = .unsuitable
    }
  }

  /// A word for the outcome, for JSON.
  var outcome: String {
    switch self {
    case .done: "done"
    case .pending: "pending"
    case .mismatch: "mismatch"
    case .lockBusy: "lock_busy"
    case .failed: "failed"
    case .needsRepair: "needs_repair"
    case .lint: "lint"
    case .usage: "usage"
    case .unreachable: "unreachable"
    case .outputLost: "output_lost"
    case .unsuitable: "unsuitable_database"
    }
  }

  /// Where several databases answer differently, the gravest answer counts.
  static func gravest(_ exits: some Sequence<MigrateExit>) -> MigrateExit {
    let order: [MigrateExit] = [
      .unreachable, .unsuitable, .needsRepair, .failed, .lockBusy, .mismatch, .lint, .usage,
      .pending,
    ]
    let found = Set(exits)
    return order.first(where: found.contains) ?? .done
  }
}

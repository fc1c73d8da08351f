public import Fleet
public import Kernel
public import PlatformSQL
import Storage
public import Work

/// Fleet's rows in a database of either engine.
public struct SQLFleetStore: FleetStore {
  let work: SQLUnitsOfWork
  private let watcher: (any FleetWatcher)?

  /// A store in the database of the context's units of work, whose schema is current.
  /// - Parameter watcher: hears of what was committed and what was refused.
  public init(work: SQLUnitsOfWork, watcher: (any FleetWatcher)? = nil) {
    self.work = work
    self.watcher = watcher
  }

  /// The same rows, changed by another business clock, for whoever makes up a past: a demo.
  public func following(_ clock: any WallClock) -> SQLFleetStore {
    SQLFleetStore(work: work.following(clock))
  }

  var database: any Database { work.database }

  /// Throws the answer that is kept under a key as `Replay`.
  public func replay(_ key: IdempotencyKey) async throws { try await work.replay(key) }

  /// Runs a unit of work.
  public func atomically<Value: Sendable>(
    _ once: Once<Value>, claiming claims: UnitClaims?,
    _ body: @escaping @Sendable (any FleetTransaction) throws -> Value
  ) async throws -> Value {
    let (claim, noted) = (ChangeClaim.take(), NotedNews())
    do {
      let value = try await work.transaction(once, claiming: claim == nil ? claims : nil) {
        unit in
        // The last run is the one that is committed.
        noted.reset()
        let transaction = SQLFleetTransaction(unit: unit, noted: noted)
        if let claim { try transaction.begin(claim) }
        let value = try body(transaction)
        try transaction.finish(claim)
        return value
      }
      if let watcher { watcher.committed(noted.news) }
      return value
    } catch {
      let error = Self.refusal(of: error)
      if let watcher { watcher.refused(error) }
      throw error
    }
  }

  /// What an error of the store is to whoever asked.
  private static func refusal(of error: any Error) -> any Error {
    guard let failure = error as? StorageError,
      failure.isUniqueViolation(of: "fleet_transactions", "id")
    else { return error }
    // Somebody else used the id for theirs at the same moment.
    return TransactionRefusal.idTaken
  }
}

/// Fleet's rows within one unit of work. Each area's are in a file of its own.
struct SQLFleetTransaction: FleetTransaction {
  let unit: SQLWork
  /// The changes that clients are to pull.
  let notes = SyncNotes()
  /// What was told, for whoever counts it.
  let noted: NotedNews

  var work: any Work { unit }
  var sql: any SQLExecutor { unit.sql }
}

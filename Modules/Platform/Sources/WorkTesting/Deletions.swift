public import Kernel
public import PlatformSQL

/// Deletions of accounts for the suites of a context that is asked, as the context of accounts
/// makes them in one database.
public struct Deletions: Sendable {
  private let leaving: SQLLeaving
  private let work: SQLUnitsOfWork
  private let context: String

  /// Deletions before which one context is asked.
  public init(
    asking party: LeavingParty, in ledger: SQLLedger, clock: any WallClock, ids: any IDSource
  ) {
    context = party.context
    work = SQLUnitsOfWork(
      database: ledger.database, context: "platform", ledger: ledger, clock: clock,
      machineClock: clock, ids: ids)
    leaving = SQLLeaving(ids: ids, clock: clock)
    leaving.bind([LeavingPlace(contexts: [context], work: work, parties: [party])])
  }

  /// Deletes an account.
  /// - Throws: `DeletionRefused`, `NotFound` if it is deleted already, or the store's error.
  public func delete(_ user: UserID) async throws {
    try await leaving.departing(user, from: context, if: { _ in }) { departure in
      try await work.transaction { try departure.decide(in: $0) }
    }
  }
}

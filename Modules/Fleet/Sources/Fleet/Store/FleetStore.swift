public import Kernel
public import Work

/// Where Fleet's rows are kept. What it promises is in the contract suite.
public protocol FleetStore: CompanyReading, MemberReading, InvitationReading, LetterReading,
  RegistrationReading, DriverReading, AccountReading, TransactionReading, ReceiptReading,
  SyncReading, BooksReading, PersonalReading
{
  /// Throws the answer that is kept under a key as `Replay`; returns if the key is new.
  func replay(_ key: IdempotencyKey) async throws

  /// Runs a unit of work: all of it is committed when the call returns, or nothing when it throws.
  /// The body may run more than once.
  /// - Parameter claims: has it share its transaction with others where many wait.
  /// - Throws: what the body throws, `Replay` where the request was answered before, or the store's
  ///   error.
  func atomically<Value: Sendable>(
    _ once: Once<Value>, claiming claims: UnitClaims?,
    _ body: @escaping @Sendable (any FleetTransaction) throws -> Value
  ) async throws -> Value
}

extension FleetStore {
  /// Runs a unit of work in a transaction of its own.
  /// - Throws: as it does with claims.
  public func atomically<Value: Sendable>(
    _ once: Once<Value>, _ body: @escaping @Sendable (any FleetTransaction) throws -> Value
  ) async throws -> Value {
    try await atomically(once, claiming: nil, body)
  }
}

/// What was asked of the store and is needed later: the question goes with the next statement, so
/// that it costs no round trip. Calling it gives the answer.
public typealias Asked<Value> = () throws -> Value

/// The rows of a unit of work. Synchronous, so that nothing suspends while they are locked.
///
/// Locks are taken in one order: users (`Work.requirePresent`), companies, drivers, accounts and
/// transactions, each by their ids, then the counter of receipts, then the ledger (`Work.post`,
/// once). Sync notes are written last, in their own order.
public protocol FleetTransaction: CompanyRows, MemberRows, InvitationRows, LetterRows,
  RegistrationRows, LeaverRows, DriverRows, AccountRows, TransactionRows, ReceiptRows, SyncRows,
  NewsRows
{
  /// Money, events, jobs and the audit trail, committed with the rows.
  var work: any Work { get }
}

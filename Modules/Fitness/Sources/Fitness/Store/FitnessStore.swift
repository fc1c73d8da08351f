public import Kernel
public import Work

/// Where Fitness's rows are kept. What it promises is in the contract suite.
public protocol FitnessStore: StepReading, ProfileReading, CoinReading, ReviewReading,
  AchievementReading, ProductReading, OrderReading, ShopifyReading, BoardReading, ReportReading
{
  /// Throws the answer that is kept under a key as `Replay`; returns if the key is new.
  func replay(_ key: IdempotencyKey) async throws

  /// Runs a unit of work: all of it is committed when the call returns, or nothing when it throws.
  /// The body may run more than once.
  /// - Throws: what the body throws, `Replay` where the request was answered before, or the store's
  ///   error.
  func atomically<Value: Sendable>(
    _ once: Once<Value>, _ body: @escaping @Sendable (any FitnessTransaction) throws -> Value
  ) async throws -> Value
}

/// The rows of a unit of work. Synchronous, so that nothing suspends while they are locked.
///
/// Locks are taken in one order: users (`Work.requirePresent`), the profile, reviews, achievements
/// and products by their ids, orders, the wallet, then the ledger, once.
public protocol FitnessTransaction: StepRows, ProfileRows, CoinRows, ReviewRows, AchievementRows,
  ProductRows, OrderRows, ShopifyRows, BoardRows, ReportRows
{
  /// Money, events, jobs and the audit trail, committed with the rows.
  var work: any Work { get }
  /// Makes the ids of rows.
  var ids: any IDSource { get }
  /// Business time, the same for all that the unit of work writes.
  var now: Instant { get }

  /// Keeps news for whoever counts what was committed.
  func note(_ news: FitnessNews)
}

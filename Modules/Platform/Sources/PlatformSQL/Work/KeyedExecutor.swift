import Kernel
import Storage
import Work

/// The transaction of a unit of work under an idempotency key.
///
/// What is kept under the key is asked for along with the unit's first statement, so that it costs
/// no round trip. An answer that is found ends the unit, whatever its statements came to and
/// whatever the body makes of errors.
final class KeyedExecutor: SQLExecutor {
  private let base: any SQLExecutor
  private let key: IdempotencyKey
  private let now: Instant
  /// The key's row; nil once it was looked at.
  private var row: PendingRows?
  private var found: (any Error)?

  /// - Parameter now: the machine's time, by which keys are kept.
  /// - Throws: `Replay` or `IdempotencyKeyReused` where the answer is known already, or the store's
  ///   error.
  init(_ base: any SQLExecutor, _ key: IdempotencyKey, at now: Instant) throws {
    self.base = base
    self.key = key
    self.now = now
    row = try base.pending(IdempotencyRow.of(key))
    try check()
  }

  /// Asks now.
  /// - Throws: as `check` does, or the store's error.
  func look() throws {
    _ = try row?.rows()
    try check()
  }

  /// Looks at what is kept under the key, as soon as it is known. A row whose time is over is
  /// removed and counts for none.
  /// - Throws: `Replay`, `IdempotencyKeyReused`, `IdempotencyKeyBusy`, or the store's error.
  func check() throws {
    if let found { throw found }
    guard let rows = row?.received else { return }
    row = nil
    do {
      guard let kept = try rows.first.map(IdempotencyRow.init(row:)) else { return }
      guard IdempotencyKeys.keeps(kept.createdAt, at: now) else {
        return try base.deferred([IdempotencyRow.removing(kept.scope)])
      }
      throw Replay.answer(try kept.answer(for: key))
    } catch {
      found = error
      throw error
    }
  }

  var dialect: Dialect { base.dialect }

  func query(_ sql: SQL) throws -> [Row] { try checked { try base.query(sql) } }

  func execute(_ sql: SQL) throws -> Int { try checked { try base.execute(sql) } }

  func pipeline(_ statements: [SQL]) throws -> [[Row]] {
    try checked { try base.pipeline(statements) }
  }

  func deferred(_ statements: [SQL]) throws { try checked { try base.deferred(statements) } }

  func pending(_ sql: SQL) throws -> PendingRows { try checked { try base.pending(sql) } }

  func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
    try checked { try base.savepoint(body) }
  }

  /// Does something that may bring the key's row along.
  private func checked<Value>(_ act: () throws -> Value) throws -> Value {
    if let found { throw found }
    let result = Result { try act() }
    try check()
    return try result.get()
  }
}

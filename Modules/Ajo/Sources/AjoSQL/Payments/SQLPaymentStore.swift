public import Ajo
public import Kernel
public import PlatformSQL
import Storage
import Work

/// Money that comes in and goes out, in a database of either engine.
public struct SQLPaymentStore: PaymentStore {
  let work: SQLUnitsOfWork
  /// The currency of every wallet.
  let currency: Unit

  /// A store in the database of the context's units of work, whose schema is current.
  public init(work: SQLUnitsOfWork, currency: Unit) {
    self.work = work
    self.currency = currency
  }

  /// Runs a unit of work.
  public func atomically<Value: Sendable>(
    _ once: Once<Value>, _ body: @escaping @Sendable (any PaymentTransaction) throws -> Value
  ) async throws -> Value {
    try await work.transaction(once) { [currency] in
      try body(SQLPaymentTransaction(unit: $0, currency: currency))
    }
  }

  /// Throws the answer that is kept under a key.
  public func replay(_ key: IdempotencyKey) async throws {
    try await work.replay(key)
  }
}

/// Money that comes in and goes out, within one unit of work.
struct SQLPaymentTransaction: PaymentTransaction {
  let unit: SQLWork
  let currency: Unit

  var work: any Work { unit }
  var sql: any SQLExecutor { unit.sql }
  var lockingRows: SQL { sql.dialect.lockingRows }
}

extension Unit {
  /// The unit of a code that was stored: Ajo's own, or another currency that a provider told.
  func stored(_ code: String) throws -> Unit {
    if code == self.code { return self }
    guard let unit = Currency.unit(of: code) ?? Unit(validating: code, fractionDigits: 2) else {
      throw RowError.invalidValue(column: "currency", type: "Unit")
    }
    return unit
  }
}

extension Row {
  /// An amount in a column, of the currency whose code is in another; nil where it is NULL.
  func money(_ column: String, in currencyColumn: String, _ usual: Unit) throws -> Money? {
    guard let amount: Int64 = try self[column], let code: String = try self[currencyColumn] else {
      return nil
    }
    return Money(minorUnits: amount, unit: try usual.stored(code))
  }
}

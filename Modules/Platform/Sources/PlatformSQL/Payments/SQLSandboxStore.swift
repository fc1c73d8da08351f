public import Kernel
public import Payments
public import Storage
import Work

/// What the sandbox knows, in the platform's database, on either engine.
public struct SQLSandboxStore: SandboxStore {
  private let work: SQLUnitsOfWork

  /// A store in the database of these units of work, which are the platform's.
  public init(work: SQLUnitsOfWork) { self.work = work }

  /// Runs a change.
  public func atomically<Value: Sendable>(
    _ body: @escaping @Sendable (any SandboxTransaction) throws -> Value
  ) async throws -> Value {
    try await work.transaction { try body(SQLSandboxTransaction(unit: $0)) }
  }

  /// A payment, or nil.
  public func payment(_ reference: PaymentReference) async throws -> SandboxPayment? {
    try await work.database.first(
      """
      SELECT \(SandboxPayment.columns) FROM platform_sandbox_payments
      WHERE reference = \(reference.text)
      """, SandboxPayment.init(row:))
  }

  /// Charges and payouts that succeeded, by the time at which they were settled.
  public func settled(from start: Instant, to end: Instant) async throws -> [SandboxPayment] {
    try await work.database.all(
      """
      SELECT \(SandboxPayment.columns) FROM platform_sandbox_payments
      WHERE settled_at >= \(start) AND settled_at < \(end) AND state = 'succeeded'
        AND kind <> 'refund'
      ORDER BY settled_at, reference
      """, SandboxPayment.init(row:))
  }

  /// Whose account it is, as a tester told; nil if nobody did.
  public func holder(of account: BankAccount) async throws -> String? {
    try await work.database.first(
      """
      SELECT holder FROM platform_sandbox_accounts
      WHERE bank_code = \(account.bankCode) AND number = \(account.number)
      """
    ) { try $0.get(0, as: String.self) }
  }
}

/// The sandbox within one unit of work.
private struct SQLSandboxTransaction: SandboxTransaction {
  let unit: SQLWork

  var work: any Work { unit }
  var now: Instant { unit.now }

  func insert(_ payment: SandboxPayment) throws -> Bool {
    try unit.sql.execute(
      """
      INSERT INTO platform_sandbox_payments (reference, kind, amount, currency, state, email,
        callback_url, bank_code, account_number, charge_reference, created_at, settled_at)
      VALUES (\(payment.reference.text), \(payment.kind), \(payment.amount.minorUnits),
        \(payment.amount.unit.code), \(payment.state), \(payment.email), \(payment.callbackURL),
        \(payment.account?.bankCode), \(payment.account?.number), \(payment.charge?.text),
        \(payment.createdAt), \(payment.settledAt))
      ON CONFLICT (reference) DO NOTHING
      """) == 1
  }

  func lock(_ reference: PaymentReference) throws -> SandboxPayment? {
    try unit.sql.first(
      """
      SELECT \(SandboxPayment.columns) FROM platform_sandbox_payments
      WHERE reference = \(reference.text)
      \(unit.sql.dialect.lockingRows)
      """, SandboxPayment.init(row:))
  }

  func update(_ payment: SandboxPayment) throws {
    try unit.sql.execute(
      """
      UPDATE platform_sandbox_payments
      SET state = \(payment.state), settled_at = \(payment.settledAt)
      WHERE reference = \(payment.reference.text)
      """)
  }

  func setHolder(of account: BankAccount, to name: String) throws {
    try unit.sql.execute(
      """
      INSERT INTO platform_sandbox_accounts (bank_code, number, holder)
      VALUES (\(account.bankCode), \(account.number), \(name))
      ON CONFLICT (bank_code, number) DO UPDATE SET holder = excluded.holder
      """)
  }
}

extension SandboxPayment.Kind: SQLBindable, SQLDecodable {}
extension SandboxPayment.State: SQLBindable, SQLDecodable {}

extension SandboxPayment {
  fileprivate static let columns: SQL = """
    reference, kind, amount, currency, state, email, callback_url, bank_code, account_number,
      charge_reference, created_at, settled_at
    """

  fileprivate init(row: Row) throws {
    let code = try row.get("currency", as: String.self)
    guard let unit = Currency.unit(of: code),
      let reference = PaymentReference(try row.get("reference", as: String.self))
    else { throw UnreadablePayment(currency: code) }
    let (bank, number) = (
      try row.get("bank_code", as: String?.self), try row.get("account_number", as: String?.self)
    )
    let charge = try row.get("charge_reference", as: String?.self)
    self.init(
      reference: reference, kind: try row["kind"],
      amount: Money(minorUnits: try row["amount"], unit: unit), state: try row["state"],
      email: try row["email"], callbackURL: try row["callback_url"],
      account: bank.flatMap { bank in number.map { BankAccount(bankCode: bank, number: $0) } },
      charge: charge.flatMap { PaymentReference($0) }, createdAt: try row["created_at"],
      settledAt: try row["settled_at"])
  }
}

/// A row of the sandbox that it did not write.
struct UnreadablePayment: Error, CustomStringConvertible {
  let currency: String

  var description: String { "the sandbox has a payment in \(currency)" }
}

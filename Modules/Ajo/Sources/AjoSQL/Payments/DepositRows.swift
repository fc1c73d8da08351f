public import Ajo
public import Kernel
public import Payments
import PlatformSQL
import Storage

extension SQLPaymentStore {
  private var deposits: StoredList<Deposit> {
    StoredList(
      database: work.database, table: "ajo_deposits", columns: Deposit.columns,
      read: { [currency] in
        try Deposit(row: $0, currency: currency)
      })
  }

  /// A deposit, whoever's.
  public func deposit(_ id: Deposit.ID) async throws -> Deposit? {
    try await deposits.first("id = \(id)")
  }

  /// A user's deposit.
  public func deposit(_ id: Deposit.ID, of user: UserID) async throws -> Deposit? {
    try await deposits.first("id = \(id)", "user_id = \(user)")
  }

  /// The deposit of a reference.
  public func deposit(_ reference: PaymentReference) async throws -> Deposit? {
    try await deposits.first("reference = \(reference.text)")
  }

  /// Up to `limit` deposits of a user, newest first.
  public func deposits(
    of user: UserID, before: Deposit.ID?, limit: Int
  ) async throws -> [Deposit] {
    try await deposits.newest(["user_id = \(user)"], before: before, limit: limit)
  }

  /// Up to `limit` deposits of anybody, newest first; of mismatches those that wait for a decision.
  public func deposits(
    _ filter: PaymentFilter, before: Deposit.ID?, limit: Int
  ) async throws -> [Deposit] {
    let isMismatch = filter.state == Deposit.State.mismatch.rawValue
    let waiting: [SQL] = isMismatch ? ["settlement IS NULL"] : []
    return try await deposits.newest(filter.conditions + waiting, before: before, limit: limit)
  }
}

extension SQLPaymentTransaction {
  func lockDeposit(_ id: Deposit.ID) throws -> Deposit? {
    try sql.first(
      "SELECT \(Deposit.columns) FROM ajo_deposits WHERE id = \(id) \(lockingRows)",
      deposit(row:))
  }

  func pendingDeposit(
    _ requestKey: String, of user: UserID, since: Instant
  ) throws -> Deposit? {
    try sql.first(
      """
      SELECT \(Deposit.columns) FROM ajo_deposits
      WHERE user_id = \(user) AND request_key = \(requestKey) AND created_at >= \(since)
        AND state = 'pending'
      LIMIT 1
      """, deposit(row:))
  }

  func depositedSince(_ start: Instant, by user: UserID) throws -> Money {
    let sum = try sql.first(
      """
      SELECT COALESCE(SUM(amount), 0) FROM ajo_deposits
      WHERE user_id = \(user) AND created_at >= \(start)
        AND state IN ('pending', 'succeeded', 'mismatch')
      """
    ) { try $0.get(0, as: Int64.self) }
    return Money(minorUnits: sum ?? 0, unit: currency)
  }

  func isPaid(
    _ providerReference: String, by provider: PaymentProvider, otherThan id: Deposit.ID
  ) throws -> Bool {
    try sql.first(
      """
      SELECT id FROM ajo_deposits
      WHERE provider = \(provider.rawValue) AND provider_reference = \(providerReference)
        AND id <> \(id)
      """
    ) { _ in true } ?? false
  }

  func insert(_ deposit: Deposit) throws {
    try sql.execute(
      """
      INSERT INTO ajo_deposits (id, user_id, provider, reference, state, amount, currency, card_id,
        request_key, authorization_url, transfer_id, created_at, version)
      VALUES (\(deposit.id), \(deposit.userID), \(deposit.provider.rawValue),
        \(deposit.reference.text), \(deposit.state.rawValue), \(deposit.amount.minorUnits),
        \(deposit.amount.unit.code), \(deposit.cardID), \(deposit.requestKey),
        \(deposit.authorizationURL), \(deposit.transferID), \(deposit.createdAt),
        \(deposit.version))
      """)
  }

  func update(_ deposit: Deposit) throws {
    try sql.execute(
      """
      UPDATE ajo_deposits
      SET state = \(deposit.state.rawValue), authorization_url = \(deposit.authorizationURL),
        provider_reference = \(deposit.providerReference),
        paid_amount = \(deposit.paid?.minorUnits), paid_currency = \(deposit.paid?.unit.code),
        paid_at = \(deposit.paidAt), reason = \(deposit.reason),
        settlement = \(deposit.settlement?.rawValue),
        refund_attempted_at = \(deposit.refunds.attemptedAt),
        failed_refunds = \(deposit.refunds.failed), transfer_id = \(deposit.transferID),
        ended_at = \(deposit.endedAt), version = \(deposit.version)
      WHERE id = \(deposit.id)
      """)
  }

  private func deposit(row: Row) throws -> Deposit { try Deposit(row: row, currency: currency) }
}

extension Deposit {
  fileprivate static let columns: SQL = """
    id, user_id, provider, state, amount, currency, card_id, request_key, authorization_url,
    provider_reference, paid_amount, paid_currency, paid_at, reason, settlement,
    refund_attempted_at, failed_refunds, transfer_id, created_at, ended_at, version
    """

  fileprivate init(row: Row, currency: Unit) throws {
    self.init(
      id: try row["id"], userID: try row["user_id"], provider: try row.provider,
      amount: Money(minorUnits: try row["amount"], unit: try currency.stored(row["currency"])),
      cardID: try row["card_id"], requestKey: try row["request_key"],
      createdAt: try row["created_at"], transferID: try row["transfer_id"],
      state: try row.word("state"), authorizationURL: try row["authorization_url"],
      providerReference: try row["provider_reference"],
      paid: try row.money("paid_amount", in: "paid_currency", currency),
      paidAt: try row["paid_at"], reason: try row["reason"],
      settlement: try row.optionalWord("settlement"),
      refunds: Refunds(
        attemptedAt: try row["refund_attempted_at"], failed: try row["failed_refunds"]),
      endedAt: try row["ended_at"], version: try row["version"])
  }
}

public import Ajo
public import Kernel
public import Ledger
public import PlatformSQL
import Ports
import Storage

extension SQLPaymentStore: EntryDetailSource {
  /// What wallet entries tell beside the ledger's lines: the references of deposits and
  /// withdrawals, and which transfer a reversal undoes.
  public func details(
    of transfers: [Transfer.ID]
  ) async throws -> [Transfer.ID: EntryDetails] {
    guard !transfers.isEmpty else { return [:] }
    let among = work.database.dialect.isAmong(.uuids(transfers.map { $0.rawValue }))
    // One branch an index; of a union, each row names the transfer that it is about.
    let found = try await work.database.all(
      """
      SELECT reversal_id AS id, CAST(NULL AS text) AS reference, transfer_id AS undone
        FROM ajo_reversals WHERE reversal_id \(among)
      UNION ALL SELECT transfer_id, reference, NULL FROM ajo_deposits WHERE transfer_id \(among)
      UNION ALL SELECT payment_id, reference, NULL FROM ajo_withdrawals WHERE payment_id \(among)
      UNION ALL
        SELECT fee_payment_id, reference, NULL FROM ajo_withdrawals WHERE fee_payment_id \(among)
      """
    ) { row -> (Transfer.ID, EntryDetails) in
      let undone: Transfer.ID? = try row["undone"]
      let reference: String? = try row["reference"]
      return (try row["id"], EntryDetails(reference: reference ?? undone.map { "\($0)" }))
    }
    return Dictionary(found) { first, _ in first }
  }
}

extension SQLPaymentStore: UnpostedEntries {
  /// Up to `limit` withdrawals of a user that have no entry, as entries, newest first.
  public func unposted(
    of user: UserID, before place: EntryPlace?, limit: Int
  ) async throws -> [WalletTransaction] {
    let before: SQL =
      place.map { "AND (place, id) < (\($0.sequence), \($0.unposted))" } ?? ""
    let withdrawals = try await work.database.all(
      """
      SELECT \(Withdrawal.columns) FROM ajo_withdrawals
      WHERE user_id = \(user) AND paid_at IS NULL \(before)
      ORDER BY place DESC, id DESC LIMIT \(limit)
      """, decoding)
    let entries = withdrawals.flatMap(WalletTransaction.unposted)
    // A page may end between a fee and what it is for.
    return Array(
      entries.lazy.filter { entry in place.map { entry.place < $0 } ?? true }.prefix(limit))
  }

  /// A withdrawal of a user that has no entry, or its fee, as an entry.
  public func unposted(
    _ id: Transfer.ID, of user: UserID
  ) async throws -> WalletTransaction? {
    try await work.database.first(
      """
      SELECT \(Withdrawal.columns) FROM ajo_withdrawals
      WHERE (payment_id = \(id) OR fee_payment_id = \(id)) AND user_id = \(user)
        AND paid_at IS NULL
      """, decoding
    ).flatMap { WalletTransaction.unposted($0).first { $0.id == id } }
  }
}

extension SQLPaymentStore {
  /// What is looked up before a user deletes their account: each withdrawal under way objects.
  public var leaving: LeavingQuestion {
    LeavingQuestion { [currency] user, sql in
      try sql.all(
        """
        SELECT \(Withdrawal.columns) FROM ajo_withdrawals
        WHERE user_id = \(user) AND state IN ('held', 'submitted') ORDER BY id
        LIMIT 10 \(sql.dialect.lockingRows)
        """
      ) { try Withdrawal(row: $0, currency: currency) }.compactMap(\.objectionToLeaving)
    }
  }
}

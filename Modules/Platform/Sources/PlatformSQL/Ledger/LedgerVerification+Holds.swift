import Kernel
import Ledger
import Storage

/// What open holds take of an account and announce to it, in numbers that no number of holds fills.
struct PendingTotals: Sendable, Hashable {
  var debits: Int128 = 0
  var credits: Int128 = 0
}

// Holds and what ended them.
extension LedgerVerification {
  /// Adds up the holds that nothing ended.
  mutating func readHolds(_ sql: any SQLExecutor) throws {
    var last = OpenHold.first
    while true {
      let page = try page(
        OpenHold.page(after: last, limit: Self.pageSize), of: "a hold after \(last.id)", sql,
        OpenHold.init(row:))
      guard let page else { return }
      for hold in page where !hold.isEnded {
        openHolds += 1
        pending[hold.debit, default: PendingTotals()].debits += Int128(hold.amount)
        pending[hold.credit, default: PendingTotals()].credits += Int128(hold.amount)
      }
      guard page.count == Self.pageSize, let end = page.last else { return }
      last = end
    }
  }

  /// Holds what ended a hold against the hold.
  mutating func compareEnds(_ sql: any SQLExecutor) throws {
    let malformed = try sql.count(
      """
      SELECT count(*) FROM ledger_transfers
      WHERE (CASE
        WHEN step IS NULL THEN pending_id IS NULL AND expires_at IS NULL
        WHEN step = 'hold' THEN pending_id IS NULL
        ELSE step IN ('settle', 'void', 'expire') AND pending_id IS NOT NULL
          AND expires_at IS NULL END) IS NOT TRUE
      """)
    if malformed > 0 { report("\(malformed) transfers say a step that there is not") }
    try reportRepeatedEnds(sql)
    // The second end of a hold may be passed over here, as it is named above.
    var last = Transfer.ID(rawValue: 0)
    while true {
      let page = try page(
        HoldEnd.page(after: last, limit: Self.pageSize),
        of: "the end of a hold after \(last)", sql,
        HoldEnd.init(row:))
      guard let page else { return }
      for end in page { for fault in end.faults { report("transfer \(end.id) \(fault)") } }
      guard page.count == Self.pageSize, let end = page.last else { return }
      last = end.hold
    }
  }

  private mutating func reportRepeatedEnds(_ sql: any SQLExecutor) throws {
    let repeated = try sql.all(
      """
      SELECT pending_id, count(*) FROM ledger_transfers WHERE pending_id IS NOT NULL
      GROUP BY pending_id HAVING count(*) > 1 ORDER BY pending_id LIMIT 100
      """
    ) { (try $0.get(0, as: Transfer.ID.self), try $0.get(1, as: Int64.self)) }
    for (hold, count) in repeated { report("the hold \(hold) was ended \(count) times") }
  }
}

/// A hold, and whether something ended it.
struct OpenHold {
  let id: Transfer.ID
  let debit: LedgerAccount.ID
  let credit: LedgerAccount.ID
  let amount: Int64
  let isEnded: Bool

  /// What comes before every hold.
  static let first = OpenHold(
    id: Transfer.ID(rawValue: 0), debit: LedgerAccount.ID(rawValue: 0),
    credit: LedgerAccount.ID(rawValue: 0), amount: 0, isEnded: true)

  /// By account, as their index has them.
  static func page(after last: OpenHold, limit: Int) -> SQL {
    """
    SELECT h.id, h.debit_account_id, h.credit_account_id, h.amount, EXISTS (
      SELECT 1 FROM ledger_transfers AS e WHERE e.pending_id = h.id AND e.pending_id IS NOT NULL)
    FROM ledger_transfers AS h
    WHERE h.step = 'hold' AND (h.debit_account_id, h.id) > (\(last.debit), \(last.id))
    ORDER BY h.debit_account_id, h.id LIMIT \(limit)
    """
  }
}

extension OpenHold {
  init(row: Row) throws {
    id = try row.get(0, as: Transfer.ID.self)
    debit = try row.get(1, as: LedgerAccount.ID.self)
    credit = try row.get(2, as: LedgerAccount.ID.self)
    amount = try row.get(3, as: Int64.self)
    isEnded = try row.get(4, as: Bool.self)
  }
}

/// What ended a hold, beside the hold.
private struct HoldEnd {
  let id: Transfer.ID
  let hold: Transfer.ID
  private let step: Transfer.Step
  private let amount: Int64
  private let at: Instant
  /// The hold's step, or nil where there is no such transfer.
  private let held: Transfer.Step?
  private let heldAmount: Int64
  private let isOfAccounts: Bool
  private let isOfUnit: Bool
  private let isOfKind: Bool

  /// In the order of their holds, as the index has them.
  static func page(after last: Transfer.ID, limit: Int) -> SQL {
    """
    SELECT e.id, e.step, e.pending_id, e.expires_at, e.amount, e.posted_at,
      h.id IS NOT NULL, h.step, h.pending_id, h.expires_at, h.amount,
      coalesce(e.debit_account_id = h.debit_account_id
        AND e.credit_account_id = h.credit_account_id, \(false)),
      coalesce(e.unit = h.unit, \(false)), coalesce(e.kind = h.kind, \(false))
    FROM ledger_transfers AS e LEFT JOIN ledger_transfers AS h ON h.id = e.pending_id
    WHERE e.pending_id IS NOT NULL AND e.pending_id > \(last)
    ORDER BY e.pending_id LIMIT \(limit)
    """
  }

  init(row: Row) throws {
    id = try row.get(0, as: Transfer.ID.self)
    step = try LedgerReader.step(row, 1)
    hold = try row.get(2, as: Transfer.ID.self)
    amount = try row.get(4, as: Int64.self)
    at = try row.get(5, as: Instant.self)
    held = try row.get(6, as: Bool.self) ? LedgerReader.step(row, 7) : nil
    heldAmount = try row.get(10, as: Int64?.self) ?? 0
    isOfAccounts = try row.get(11, as: Bool.self)
    isOfUnit = try row.get(12, as: Bool.self)
    isOfKind = try row.get(13, as: Bool.self)
  }

  /// What does not fit, to follow the transfer's name.
  var faults: [String] {
    guard case .hold(until: let deadline) = held else {
      return [held == nil ? "ends no transfer that there is" : "ends \(hold), which is no hold"]
    }
    var faults: [String] = []
    if !isOfAccounts { faults.append("ends the hold \(hold) of other accounts") }
    if !isOfUnit { faults.append("ends the hold \(hold) of another unit") }
    if !isOfKind { faults.append("ends the hold \(hold) of another kind") }
    if amount > heldAmount { faults.append("ends the hold \(hold) with more than it held") }
    let isOver = deadline.map { $0 <= at } ?? false
    switch step {
    case .expire:
      if !isOver { faults.append("has the hold \(hold) expire before its deadline") }
      fallthrough
    case .void:
      if amount < heldAmount { faults.append("releases less than the hold \(hold) held") }
      if step == .void(of: hold), isOver {
        faults.append("voids the hold \(hold) after its deadline")
      }
    case .settle:
      if isOver { faults.append("settles the hold \(hold) after its deadline") }
    case .post, .hold: faults.append("ends the hold \(hold) by no step that does")
    }
    return faults
  }
}

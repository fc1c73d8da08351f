import Kernel
import Ledger
import Storage

// What holds, and owners of other kinds than users and the house, take beyond the statements of
// plain transfers.
extension LedgerRows {
  /// The accounts' totals, those of holds too.
  static func updatingAll(_ accounts: [LedgerAccount], _ dialect: Dialect) -> SQL {
    let ids = SQLValue.uuids(accounts.map { $0.id.rawValue })
    let held: [SQLValue] = [
      .integers(accounts.map { $0.debitsPending }), .integers(accounts.map { $0.creditsPending }),
    ]
    let new = dialect.unnest(values(of: accounts, ids) + held, as: "new")
    return """
      UPDATE ledger_accounts AS account SET debits_posted = new.c2, credits_posted = new.c3,
        last_sequence = new.c4, last_hash = new.c5, debits_pending = new.c6,
        credits_pending = new.c7
      FROM \(new) WHERE \(among(ids, dialect))account.id = new.c1
      """
  }

  /// A transfer with its step and its owners' kinds.
  static func inserting(_ transfer: Transfer) -> SQL {
    let (debit, credit) = (transfer.debit, transfer.credit)
    var deadline: Instant?
    if case .hold(until: let until) = transfer.step { deadline = until }
    return """
      INSERT INTO ledger_transfers (id, debit_account_id, credit_account_id, amount, unit, kind,
        note, debit_owner_id, credit_owner_id, debit_sequence, credit_sequence,
        debit_balance_after, credit_balance_after, posted_at, debit_owner_kind,
        credit_owner_kind, step, pending_id, expires_at)
      VALUES (\(transfer.id), \(debit.account), \(credit.account),
        \(transfer.amount.minorUnits), \(transfer.amount.unit.code), \(transfer.kind),
        \(transfer.note), \(SQLValue.uuid(debit.owner.id)), \(SQLValue.uuid(credit.owner.id)),
        \(debit.sequence), \(credit.sequence), \(debit.balanceAfter), \(credit.balanceAfter),
        \(transfer.postedAt), \(debit.owner.storedKind?.description),
        \(credit.owner.storedKind?.description), \(StepWord(transfer.step)?.rawValue),
        \(transfer.step.hold), \(deadline))
      """
  }

  /// Transfers with their steps and their owners' kinds, on Postgres. No hold has the id zero, and
  /// none ends in 1970: those stand for none.
  static func insertingAll(_ transfers: [Transfer]) -> SQL {
    let nobody = SQLValue.uuid(0)
    let never = Instant(milliseconds: 0)
    let deadlines = transfers.map { transfer in
      if case .hold(until: let until?) = transfer.step { until } else { never }
    }
    let steps: [SQLValue] = [
      .optionalTexts(transfers.map { $0.debit.owner.storedKind?.description }),
      .optionalTexts(transfers.map { $0.credit.owner.storedKind?.description }),
      .optionalTexts(transfers.map { StepWord($0.step)?.rawValue }),
      .uuids(transfers.map { $0.step.hold?.rawValue ?? 0 }), .instants(deadlines),
    ]
    let new = Dialect.postgres.unnest(values(of: transfers) + steps, as: "new")
    return """
      INSERT INTO ledger_transfers (id, debit_account_id, credit_account_id, amount, unit, kind,
        note, debit_owner_id, credit_owner_id, debit_sequence, credit_sequence,
        debit_balance_after, credit_balance_after, posted_at, debit_owner_kind,
        credit_owner_kind, step, pending_id, expires_at)
      SELECT c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17,
        NULLIF(c18, \(nobody)), NULLIF(c19, \(never))
      FROM \(new)
      """
  }

  /// Entries with their counterparties' kinds.
  static func insertingWithKinds(_ entries: [LedgerEntry], _ dialect: Dialect) -> SQL {
    let kinds = entries.map { $0.line.counterparty.storedKind?.description }
    let new = dialect.unnest(values(of: entries) + [.optionalTexts(kinds)], as: "new")
    return """
      INSERT INTO ledger_entries (account_id, sequence, transfer_id, amount, balance_after,
        counterparty_owner_id, kind, note, posted_at, hash, counterparty_kind)
      SELECT c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11 FROM \(new)
      """
  }
}

extension Transfer {
  /// Whether it moves its amount at once, between users and the house: nearly all do.
  var isPlain: Bool {
    step == .post && debit.owner.storedKind == nil && credit.owner.storedKind == nil
  }
}

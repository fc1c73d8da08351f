import Kernel
import Ledger
import Storage

// The ledger's INSERTs and UPDATEs.
extension LedgerRows {
  static func opening(_ account: LedgerAccount, at now: Instant) -> SQL {
    let terms = account.terms
    let (owner, kind) = (SQLValue.uuid(terms.owner.id), terms.owner.kind.description)
    return """
      INSERT INTO ledger_accounts (id, owner_id, owner_kind, code, unit, may_overdraw, last_hash,
        opened_at)
      SELECT \(account.id), \(owner), \(kind), \(terms.code), \(terms.unit.code),
        \(terms.mayOverdraw), \(account.lastHash), \(now)
      WHERE NOT EXISTS (
        SELECT 1 FROM ledger_accounts
        WHERE owner_id = \(owner) AND owner_kind = \(kind) AND code = \(terms.code)
          AND unit = \(terms.unit.code))
      ON CONFLICT (owner_id, owner_kind, code, unit) DO NOTHING
      """
  }

  static func updating(_ accounts: [LedgerAccount], _ dialect: Dialect) -> SQL {
    let ids = SQLValue.uuids(accounts.map { $0.id.rawValue })
    let new = dialect.unnest(values(of: accounts, ids), as: "new")
    return """
      UPDATE ledger_accounts AS account SET debits_posted = new.c2, credits_posted = new.c3,
        last_sequence = new.c4, last_hash = new.c5
      FROM \(new) WHERE \(among(ids, dialect))account.id = new.c1
      """
  }

  /// What every change writes of accounts: `c1` is the id, `c2` to `c5` the posted totals and the
  /// end of the chain.
  static func values(of accounts: [LedgerAccount], _ ids: SQLValue) -> [SQLValue] {
    [
      ids, .integers(accounts.map { $0.debitsPosted }),
      .integers(accounts.map { $0.creditsPosted }), .integers(accounts.map { $0.lastSequence }),
      .bytesArray(accounts.map { $0.lastHash }),
    ]
  }

  /// Has accounts found by the index, whatever Postgres thinks of the table's size; SQLite does so
  /// anyway.
  static func among(_ ids: SQLValue, _ dialect: Dialect) -> SQL {
    dialect == .postgres ? "account.id \(dialect.isAmong(ids)) AND " : ""
  }

  /// What every entry has, from its account to its hash.
  static func values(of entries: [LedgerEntry]) -> [SQLValue] {
    [
      .uuids(entries.map { $0.account.rawValue }),
      .integers(entries.map { $0.line.sequence }),
      .uuids(entries.map { $0.line.transfer.rawValue }),
      .integers(entries.map { $0.line.amount }),
      .integers(entries.map { $0.line.balanceAfter }),
      .uuids(entries.map { $0.line.counterparty.id }),
      .texts(entries.map { $0.line.kind }), .optionalTexts(entries.map { $0.line.note }),
      .instants(entries.map { $0.line.postedAt }), .bytesArray(entries.map { $0.hash }),
    ]
  }

  /// What every transfer has, from its id to its time.
  static func values(of transfers: [Transfer]) -> [SQLValue] {
    [
      .uuids(transfers.map { $0.id.rawValue }),
      .uuids(transfers.map { $0.debit.account.rawValue }),
      .uuids(transfers.map { $0.credit.account.rawValue }),
      .integers(transfers.map { $0.amount.minorUnits }),
      .texts(transfers.map { $0.amount.unit.code }), .texts(transfers.map { $0.kind }),
      .optionalTexts(transfers.map { $0.note }), .uuids(transfers.map { $0.debit.owner.id }),
      .uuids(transfers.map { $0.credit.owner.id }),
      .integers(transfers.map { $0.debit.sequence }),
      .integers(transfers.map { $0.credit.sequence }),
      .integers(transfers.map { $0.debit.balanceAfter }),
      .integers(transfers.map { $0.credit.balanceAfter }),
      .instants(transfers.map { $0.postedAt }),
    ]
  }

  static func inserting(_ transfers: [Transfer], _ dialect: Dialect) -> SQL {
    let new = dialect.unnest(values(of: transfers), as: "new")
    return """
      INSERT INTO ledger_transfers (id, debit_account_id, credit_account_id, amount, unit, kind,
        note, debit_owner_id, credit_owner_id, debit_sequence, credit_sequence,
        debit_balance_after, credit_balance_after, posted_at)
      SELECT c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14 FROM \(new)
      """
  }

  static func inserting(_ entries: [LedgerEntry], _ dialect: Dialect) -> SQL {
    let new = dialect.unnest(values(of: entries), as: "new")
    return """
      INSERT INTO ledger_entries (account_id, sequence, transfer_id, amount, balance_after,
        counterparty_owner_id, kind, note, posted_at, hash)
      SELECT c1, c2, c3, c4, c5, c6, c7, c8, c9, c10 FROM \(new)
      """
  }

  static func inserting(
    _ refusals: [(key: Transfer.ID, value: TransferRejection)], at now: Instant, _ dialect: Dialect
  ) -> SQL {
    let new = dialect.unnest(
      [
        .uuids(refusals.map { $0.key.rawValue }), .texts(refusals.map { $0.value.rawValue }),
      ], as: "new")
    // Without a WHERE SQLite would take ON for the condition of a join.
    return """
      INSERT INTO ledger_refusals (transfer_id, refusal, refused_at)
      SELECT c1, c2, \(now) FROM \(new) WHERE true
      ON CONFLICT (transfer_id) DO NOTHING
      """
  }

  static func inserting(
    _ outcomes: [NewOutcome], at now: Instant, _ dialect: Dialect
  ) -> SQL {
    let new = dialect.unnest(
      [
        .uuids(outcomes.map { $0.key.owner }), .texts(outcomes.map { $0.key.route }),
        .texts(outcomes.map { $0.key.key }), .bytesArray(outcomes.map { $0.key.fingerprint }),
        .uuids(outcomes.map { $0.transfer.rawValue }),
        .optionalTexts(outcomes.map { $0.rejection?.rawValue }),
        .texts(outcomes.map { $0.key.requestID }),
      ], as: "new")
    return """
      INSERT INTO platform_idempotency (owner_id, route, key, fingerprint, transfer_id, rejection,
        request_id, created_at)
      SELECT c1, c2, c3, c4, c5, c6, c7, \(now) FROM \(new)
      """
  }
}

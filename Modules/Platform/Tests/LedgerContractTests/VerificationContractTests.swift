import Kernel
import KernelTesting
import Ledger
import PlatformSQL
import LedgerTesting
import Ports
import Storage
import StorageTesting
import Testing

/// What a verification finds in books that somebody has had a hand in, on every engine.
@Suite struct VerificationContractTests {
  /// What a row of `ledger_transfers` says, and what somebody makes of it.
  static let rewritings: [StaticString] = [
    "kind = 'gift'", "note = 'food'", "note = NULL", "debit_balance_after = 1",
    "credit_balance_after = 1", "debit_owner_id = credit_owner_id",
    "credit_owner_id = debit_owner_id", "amount = amount + 1",
    "debit_sequence = debit_sequence + 1", "credit_account_id = debit_account_id",
  ]

  @Test("Whatever a transfer says besides what its entries say shows", arguments: Engine.allCases)
  func transfers(on engine: Engine) async throws {
    let books = try await ForgedBooks(on: engine)
    defer { books.connection.close() }
    #expect(try books.findings() == [])
    for rewriting in Self.rewritings {
      let found = try books.findings(
        after: SQL(verbatim: "UPDATE ledger_transfers SET \(rewriting) WHERE note = 'rent'"))
      #expect(found.first == "1 transfers lack an entry that says the same", "\(rewriting)")
    }
    let later = try books.findings(
      after: """
        UPDATE ledger_transfers SET posted_at = \(books.fixture.clock.now().adding(seconds: 1))
        """)
    #expect(later == ["3 transfers lack an entry that says the same"])
    let noted = try books.findings(
      after: "UPDATE ledger_transfers SET note = '' WHERE note IS NULL")
    #expect(noted == ["2 transfers lack an entry that says the same"])
    #expect(try books.findings() == [])
  }

  @Test(
    "An account that was given to somebody else, or another unit, shows", arguments: Engine.allCases
  )
  func accounts(on engine: Engine) async throws {
    let books = try await ForgedBooks(on: engine)
    defer { books.connection.close() }
    let given = try books.findings(
      after: """
        UPDATE ledger_accounts SET owner_id = \(books.fixture.ids.make() as UserID)
        WHERE owner_id = \(books.ada)
        """)
    #expect(given == ["2 transfers are not of their accounts' owners and unit"])
    for table in ["ledger_accounts", "ledger_transfers"] {
      let changed = try books.findings(after: SQL(verbatim: "UPDATE \(table) SET unit = 'KWD'"))
      #expect(changed == ["3 transfers are not of their accounts' owners and unit"])
    }
  }

  /// What no arithmetic can go on with, and what a verification has to say of it all the same.
  static let excesses: [StaticString] = [
    "UPDATE ledger_entries SET amount = -9223372036854775808 WHERE amount < 0",
    "UPDATE ledger_entries SET amount = 9223372036854775807 WHERE amount > 0",
    "UPDATE ledger_entries SET amount = 0",
    "UPDATE ledger_entries SET balance_after = -9223372036854775808",
    """
    UPDATE ledger_entries SET sequence = 9223372036854775807
    WHERE sequence = (
      SELECT max(sequence) FROM ledger_entries AS e WHERE e.account_id = ledger_entries.account_id)
    """,
    "UPDATE ledger_entries SET sequence = -9223372036854775808 WHERE sequence = 1",
    "UPDATE ledger_transfers SET amount = -9223372036854775808",
    "UPDATE ledger_transfers SET amount = 9223372036854775807",
    """
    UPDATE ledger_transfers SET debit_sequence = 9223372036854775807,
      credit_balance_after = -9223372036854775808
    """,
    "UPDATE ledger_accounts SET credits_posted = 9223372036854775807",
    "UPDATE ledger_accounts SET debits_posted = 9223372036854775807",
    """
    UPDATE ledger_accounts SET credits_posted = -9223372036854775808,
      debits_posted = 9223372036854775807, debits_pending = 9223372036854775807
    """,
    "UPDATE ledger_accounts SET last_sequence = 9223372036854775807",
  ]

  @Test(
    "Numbers that cannot be added up are a finding, not the end of the verification",
    arguments: Engine.allCases)
  func excesses(on engine: Engine) async throws {
    let books = try await ForgedBooks(on: engine)
    defer { books.connection.close() }
    for excess in Self.excesses {
      #expect(
        try !books.findings(after: SQL(verbatim: "\(excess)")).isEmpty, "\(excess)")
    }
    #expect(try books.findings() == [])
  }

  @Test("A row that no ledger writes is a finding, too", arguments: Engine.allCases)
  func unreadable(on engine: Engine) async throws {
    let books = try await ForgedBooks(on: engine)
    defer { books.connection.close() }
    let unknown = try books.findings(after: "UPDATE ledger_accounts SET unit = 'SHELLS'")
    let sentence =
      "the ledger holds amounts in 'SHELLS', a unit that no configured context declares"
    #expect(unknown.contains { $0.hasSuffix(sentence) })
  }

  @Test(
    "An audit trail whose end was moved to the last number takes no entry, and says so",
    arguments: Engine.allCases)
  func endOfTrail(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    try await fixture.database.execute("UPDATE platform_audit_head SET sequence = \(Int64.max)")
    let entry = AuditEntry(
      actor: .operatorConsole, action: "test.act", target: "thing:1", at: fixture.clock.now())
    await #expect(throws: AuditHeadOutOfRange.self) {
      try await fixture.database.transaction { try AuditTrail.append(entry, in: $0) }
    }
    let connection = try fixture.database.connect()
    defer { connection.close() }
    #expect(try AuditTrail.verify(in: connection).count == 1)
  }

  @Test("Somebody's account that may be overdrawn is found", arguments: Engine.allCases)
  func overdraft(on engine: Engine) async throws {
    let books = try await ForgedBooks(on: engine)
    defer { books.connection.close() }
    let account = try #require(
      try await books.fixture.ledger.account(books.fixture.wallet(books.ada)))
    let switched = try books.findings(
      after: "UPDATE ledger_accounts SET may_overdraw = \(true) WHERE id = \(account.id)")
    #expect(switched == ["account \(account.id) may be overdrawn, and is not the house's"])

    let opened = try await books.fixture.ledger.openAccount(
      AccountTerms(owner: .user(books.ada), code: "test.credit", unit: .naira, mayOverdraw: true))
    #expect(
      try books.findings() == ["account \(opened.id) may be overdrawn, and is not the house's"])
  }

  @Test(
    "What a context declares may be overdrawn by whom it says, and by nobody else",
    arguments: Engine.allCases)
  func declaredOverdraft(on engine: Engine) async throws {
    let books = try await ForgedBooks(on: engine)
    defer { books.connection.close() }
    let purpose = OverdraftPurpose("test.debt", of: .user)
    _ = try await books.fixture.ledger.openAccount(
      AccountTerms(purpose, of: books.ada.rawValue, in: .naira))
    #expect(try books.findings(overdrafts: [purpose]) == [])
    #expect(
      try books.findings(overdrafts: [OverdraftPurpose("test.debt", of: .company)]).count == 1)
    #expect(try books.findings(overdrafts: [OverdraftPurpose("debt", of: .user)]).count == 1)
  }
}

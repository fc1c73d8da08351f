import Kernel
import KernelTesting
import Ledger
import LedgerTesting
import PlatformSQL
import Storage
import StorageTesting
import Testing

/// What a verification finds of holds that somebody has had a hand in, on every engine.
@Suite struct HoldVerificationTests {
  /// What is forged, and how a finding that tells of it goes.
  static let forgeries: [(StaticString, String)] = [
    ("UPDATE ledger_accounts SET debits_pending = 1 WHERE debits_pending > 0", "pending debits 1 "),
    ("UPDATE ledger_accounts SET credits_pending = 1 WHERE credits_pending = 0", "credits 1, its"),
    ("UPDATE ledger_transfers SET amount = amount + 1 WHERE kind = 'open'", "its open holds 10001"),
    ("UPDATE ledger_transfers SET amount = 10001 WHERE step = 'settle'", "with more than it held"),
    (
      "UPDATE ledger_transfers SET amount = 4999 WHERE step = 'void'", "releases less than the hold"
    ),
    ("UPDATE ledger_transfers SET unit = 'KWD' WHERE step = 'void'", "of another unit"),
    ("UPDATE ledger_transfers SET kind = 'gift' WHERE step = 'void'", "of another kind"),
    (
      "UPDATE ledger_transfers SET debit_account_id = credit_account_id WHERE step = 'void'",
      "of other accounts"
    ),
    (
      """
      UPDATE ledger_transfers SET expires_at = NULL WHERE step = 'hold' AND expires_at IS NOT NULL
      """, "expire before its deadline"
    ),
    (
      "UPDATE ledger_transfers SET expires_at = posted_at WHERE step = 'hold' AND kind = 'settled'",
      "settles the hold"
    ),
    (
      "UPDATE ledger_transfers SET expires_at = posted_at WHERE step = 'hold' AND kind = 'voided'",
      "voids the hold"
    ),
    ("UPDATE ledger_transfers SET pending_id = id WHERE step = 'void'", "which is no hold"),
    (
      """
      UPDATE ledger_transfers SET pending_id = debit_account_id WHERE step = 'void'
      """, "ends no transfer that there is"
    ),
    ("UPDATE ledger_transfers SET step = NULL WHERE step = 'void'", "say a step that there is not"),
    ("UPDATE ledger_transfers SET step = 'gone' WHERE step = 'void'", "'gone', which this version"),
    ("UPDATE ledger_transfers SET pending_id = NULL WHERE step = 'void'", "its open holds 15000"),
    ("DELETE FROM ledger_transfers WHERE step = 'void'", "its open holds 15000"),
    ("UPDATE ledger_transfers SET step = NULL WHERE kind = 'open'", "transfers should have made"),
    (
      "UPDATE ledger_transfers SET amount = 9223372036854775807 WHERE step = 'hold'",
      "its open holds 9223372036854775807"
    ),
  ]

  @Test("Whatever is changed of a hold or its end shows, and as what", arguments: Engine.allCases)
  func forged(on engine: Engine) async throws {
    let books = try await Self.books(on: engine)
    defer { books.connection.close() }
    #expect(try books.findings() == [])
    for (forgery, sentence) in Self.forgeries {
      let found = try books.findings(after: SQL(verbatim: "\(forgery)"))
      #expect(found.contains { $0.contains(sentence) }, "\(forgery): \(found)")
    }
    #expect(try books.findings() == [])
  }

  @Test("A hold that was ended twice is named", arguments: Engine.allCases)
  func endedTwice(on engine: Engine) async throws {
    let books = try await Self.books(on: engine)
    defer { books.connection.close() }
    let hold = try #require(
      try books.connection.first(
        "SELECT id FROM ledger_transfers WHERE step = 'hold' AND kind = 'settled'"
      ) { try $0.get(0, as: Transfer.ID.self) })
    let found = try books.findings(
      after: "DROP INDEX ledger_transfers_ends",
      "UPDATE ledger_transfers SET pending_id = \(hold) WHERE step = 'void'")
    #expect(found.contains("the hold \(hold) was ended 2 times"))
  }

  @Test(
    "A rebuild prints each total that is not what transfers and entries make of it, and only those",
    arguments: Engine.allCases)
  func rebuild(on engine: Engine) async throws {
    let books = try await Self.books(on: engine)
    defer { books.connection.close() }
    let units = books.fixture.units
    func differences(_ forgery: StaticString) throws -> [LedgerRebuild.Difference] {
      try books.after([SQL(verbatim: "\(forgery)")]) {
        try LedgerRebuild.differences(in: $0, units: units)
      }
    }
    #expect(try differences("UPDATE ledger_accounts SET is_closed = is_closed") == [])
    let totals = [
      "debits_posted", "credits_posted", "debits_pending", "credits_pending", "last_sequence",
    ]
    let holder = "(SELECT debit_account_id FROM ledger_transfers WHERE kind = 'open')"
    for total in totals {
      let found = try books.after(
        [SQL(verbatim: "UPDATE ledger_accounts SET \(total) = \(total) + 7 WHERE id = \(holder)")]
      ) { try LedgerRebuild.differences(in: $0, units: units) }
      #expect(found.map(\.total) == [total])
      let difference = try #require(found.first)
      let right = difference.fromEntries ?? difference.fromTransfers
      #expect(Int64(difference.stored) == right.flatMap { Int64($0) }.map { $0 + 7 })
      #expect((difference.fromEntries == nil) == total.hasSuffix("pending"))
    }
    let removed = try differences("DELETE FROM ledger_transfers WHERE step = 'settle'")
    // Entries say one thing, transfers another; and the hold is open again.
    #expect(removed.count == 4)
    #expect(removed.allSatisfy { $0.fromTransfers != nil })
  }

  /// Ada holds 100 of kind `open`, settled 60 of 100, voided 50 and let 30 expire.
  private static func books(on engine: Engine) async throws -> ForgedBooks {
    try await ForgedBooks(on: engine) { fixture in
      let ada = try await fixture.user(holding: .naira(500))
      let bola: UserID = fixture.ids.make()
      let deadline = fixture.clock.now().adding(seconds: 60)
      func hold(
        _ kind: String, _ amount: Int64, until: Instant? = nil
      ) async throws -> Transfer.ID {
        let order = TransferOrder(
          id: fixture.ids.make(), step: .hold(until: until),
          debit: .opening(fixture.wallet(ada)), credit: .opening(fixture.wallet(bola)),
          amount: .naira(amount), kind: kind)
        return try await fixture.ledger.post(Posting(order)).result.get().id
      }
      _ = try await hold("open", 100)
      let settled = try await hold("settled", 100)
      _ = try await fixture.outcome(.settle(of: settled, amount: .naira(60))).get()
      let voided = try await hold("voided", 50)
      _ = try await fixture.outcome(.void(of: voided)).get()
      let expiring = try await hold("expired", 30, until: deadline)
      fixture.clock.advance(seconds: 60)
      _ = try await fixture.outcome(.expire(of: expiring)).get()
    }
  }
}

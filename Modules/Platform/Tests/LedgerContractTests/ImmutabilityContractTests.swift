import Kernel
import KernelTesting
import Ledger
import LedgerSQL
import LedgerTesting
import PlatformSchema
import Ports
import Storage
import StorageTesting
import Testing

/// What the database itself refuses, whatever program asks.
@Suite struct ImmutabilityContractTests {
  @Test("Posted rows cannot be changed, removed or replaced", arguments: Engine.allCases)
  func appendOnly(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    _ = try await fixture.user(holding: .naira(5))
    var attempts: [SQL] = []
    for table in ["ledger_transfers", "ledger_entries"] {
      attempts += [
        SQL(verbatim: "UPDATE \(table) SET amount = amount + 1"),
        SQL(verbatim: "DELETE FROM \(table)"),
      ]
      attempts.append(
        fixture.database.dialect == .postgres
          ? SQL(verbatim: "TRUNCATE \(table)")
          : SQL(verbatim: "INSERT OR REPLACE INTO \(table) SELECT * FROM \(table)"))
    }
    attempts += [
      "UPDATE ledger_accounts SET credits_posted = 0",
      "UPDATE ledger_accounts SET unit = 'USD'", "DELETE FROM ledger_accounts",
    ]
    for attempt in attempts {
      await #expect(throws: StorageError.self, "\(attempt)") {
        try await fixture.database.execute(attempt)
      }
    }
    #expect(try fixture.findings() == [])
  }

  @Test("The database refuses an overdraft by itself", arguments: Engine.allCases)
  func overdraft(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let ada = try await fixture.user(holding: .naira(5))
    await #expect(throws: StorageError.self) {
      try await fixture.database.execute(
        "UPDATE ledger_accounts SET debits_posted = 501 WHERE owner_id = \(ada)")
    }
  }

  @Test("Verification finds a forged entry", arguments: Engine.allCases)
  func forged(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    _ = try await fixture.user(holding: .naira(5))
    let connection = try fixture.database.connect()
    defer { connection.close() }
    if connection.dialect == .postgres {
      try connection.executeScript(
        """
        SET session_replication_role = replica;
        UPDATE ledger_entries SET amount = amount * 2 WHERE amount > 0;
        """)
    } else {
      try connection.executeScript(
        """
        DROP TRIGGER ledger_entries_not_updated;
        UPDATE ledger_entries SET amount = amount * 2 WHERE amount > 0;
        """)
    }
    #expect(try LedgerVerification.run(on: connection).findings.count >= 3)
  }

  @Test("Audit rows chain, and a change to one shows", arguments: Engine.allCases)
  func audit(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    for number in 1...3 {
      let entry = AuditEntry(
        actor: .operatorConsole, action: "test.act", target: "thing:\(number)",
        after: #"{"n":\#(number)}"#, at: fixture.clock.now())
      try await fixture.database.transaction { try AuditTrail.append(entry, in: $0) }
    }
    let connection = try fixture.database.connect()
    defer { connection.close() }
    #expect(try AuditTrail.verify(in: connection) == [])
    #expect(throws: StorageError.self) {
      try connection.execute("UPDATE platform_audit SET target = 'thing:9'")
    }
    if connection.dialect == .postgres {
      try connection.executeScript("SET session_replication_role = replica")
    } else {
      try connection.executeScript("DROP TRIGGER platform_audit_not_updated")
    }
    try connection.execute("UPDATE platform_audit SET target = 'thing:9' WHERE sequence = 2")
    #expect(try AuditTrail.verify(in: connection).isEmpty == false)
  }
}

import Kernel
import KernelTesting
import Ledger
import PlatformSQL
import LedgerTesting
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
      "UPDATE ledger_accounts SET may_overdraw = \(true)",
    ]
    for attempt in attempts {
      await #expect(throws: StorageError.self, "\(attempt)") {
        try await fixture.database.execute(attempt)
      }
    }
    #expect(try fixture.findings() == [])
  }

  @Test("No table of the books is without what keeps it", arguments: Engine.allCases)
  func everyTable(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let database = fixture.database
    let tables = try await database.all(
      database.dialect == .postgres
        ? "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()"
        : "SELECT name FROM sqlite_schema WHERE type = 'table'"
    ) { try $0.get(0, as: String.self) }
    let books = tables.filter { $0.hasPrefix("ledger_") || $0.hasPrefix("platform_audit") }
    #expect(books.count >= 6)
    // What goes on is a total or an end: its trigger says how.
    let goingOn = ["ledger_accounts", "platform_audit_head"]
    for table in books {
      let guards = try await Guard.all(of: table, in: database)
      let always = guards.filter { !$0.isConditional }.flatMap(\.events)
      #expect(always.contains("DELETE"), "\(table) can be emptied")
      if goingOn.contains(table) {
        #expect(guards.contains { $0.isConditional && $0.events.contains("UPDATE") }, "\(table)")
      } else {
        #expect(always.contains("UPDATE"), "\(table) can be rewritten")
      }
      if database.dialect == .postgres {
        // The grants of the role that serves follow from this very function's triggers.
        #expect(always.contains("TRUNCATE"), "\(table) can be truncated")
      }
    }
  }

  @Test("The end of the audit trail only moves on", arguments: Engine.allCases)
  func auditHead(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let entry = AuditEntry(
      actor: .operatorConsole, action: "test.act", target: "thing:1", at: fixture.clock.now())
    try await fixture.database.transaction { try AuditTrail.append(entry, in: $0) }
    let attempts: [SQL] = [
      "UPDATE platform_audit_head SET sequence = 0", "DELETE FROM platform_audit_head",
      "UPDATE platform_audit_head SET hash = hash",
      "INSERT INTO platform_audit_head SELECT id, sequence, hash FROM platform_audit_head",
    ]
    for attempt in attempts {
      await #expect(throws: StorageError.self, "\(attempt)") {
        try await fixture.database.execute(attempt)
      }
    }
    try await fixture.database.transaction { try AuditTrail.append(entry, in: $0) }
    let connection = try fixture.database.connect()
    defer { connection.close() }
    #expect(try AuditTrail.verify(in: connection) == [])
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
    #expect(
      try LedgerVerification.run(on: connection, units: fixture.units, overdrafts: []).findings
        .count >= 3)
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

/// A trigger that refuses something, by its definition.
private struct Guard {
  let events: [String]
  let isConditional: Bool

  static func all(of table: String, in database: any Database) async throws -> [Guard] {
    let definitions = try await database.all(
      database.dialect == .postgres
        ? """
        SELECT pg_get_triggerdef(t.oid) FROM pg_trigger AS t JOIN pg_proc AS p ON p.oid = t.tgfoid
        WHERE t.tgrelid = to_regclass(\(table)) AND t.tgenabled = 'O'
          AND (p.proname = 'atrium_refuse_change' OR t.tgqual IS NOT NULL)
        """
        : "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = \(table)"
    ) { try $0.get(0, as: String.self) }
    return definitions.map { definition in
      let words = definition.split(whereSeparator: \.isWhitespace).map(String.init)
      let head = words.prefix { $0 != "ON" }
      return Guard(
        events: head.filter { ["INSERT", "UPDATE", "DELETE", "TRUNCATE"].contains($0) },
        isConditional: words.contains("WHEN"))
    }
  }
}

import Kernel
import Ledger
import LedgerTesting
import PlatformSQL
import Storage
import StorageTesting

/// A ledger with three transfers, and a connection of somebody who owns the database: no trigger
/// and no check is left in their way.
struct ForgedBooks {
  let fixture: LedgerFixture
  let connection: any SQLConnection
  let ada: UserID

  /// - Parameter prepare: what is done before, by the ledger itself.
  init(
    on engine: Engine, after prepare: (LedgerFixture) async throws -> Void = { _ in }
  ) async throws {
    fixture = try await LedgerFixture(on: engine)
    try await prepare(fixture)
    ada = try await fixture.user(holding: .naira(500))
    let bola = try await fixture.user(holding: .naira(300))
    let order = fixture.order(.naira(200), from: ada, to: bola, note: "rent")
    _ = try await fixture.ledger.post(Posting(order)).result.get()
    connection = try fixture.database.connect()
    switch connection.dialect {
    case .postgres:
      try connection.executeScript(
        """
        SET session_replication_role = replica;
        DO $$
        DECLARE rule record;
        BEGIN
          FOR rule IN
            SELECT conrelid::regclass AS place, conname FROM pg_constraint
            WHERE contype = 'c' AND conrelid::regclass::text LIKE 'ledger_%'
          LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', rule.place, rule.conname);
          END LOOP;
        END
        $$;
        """)
    case .sqlite:
      try connection.executeScript("PRAGMA ignore_check_constraints = ON")
      let triggers = try connection.all(
        "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name LIKE 'ledger%'"
      ) { try $0.get(0, as: String.self) }
      for trigger in triggers { try connection.executeScript("DROP TRIGGER \(trigger)") }
    }
  }

  func findings(overdrafts: Set<OverdraftPurpose> = []) throws -> [String] {
    try LedgerVerification.run(
      on: connection, units: fixture.units, overdrafts: overdrafts
    ).findings
  }

  /// What is found after a forgery, which is undone.
  func findings(after forgeries: SQL...) throws -> [String] {
    try after(forgeries) {
      try LedgerVerification.run(in: $0, units: fixture.units, overdrafts: []).findings
    }
  }

  /// What is seen after forgeries, which are undone.
  func after<Value>(
    _ forgeries: [SQL], _ look: (any SQLExecutor) throws -> Value
  ) throws -> Value {
    try connection.executeScript("BEGIN")
    let found = Result {
      for forgery in forgeries { try connection.execute(forgery) }
      return try look(connection)
    }
    try connection.executeScript("ROLLBACK")
    return try found.get()
  }
}

import Kernel
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Testing

/// What a page of the audit trail costs does not depend on how long the trail is.
@Suite struct AuditLogPlanTests {
  private static let noon = Instant(milliseconds: 1_767_268_800_000)

  private func filled(on engine: Engine) async throws -> WatchedDatabase {
    let database = try await engine.migratedDatabase([PlatformSQL.migrations])
    try await database.transaction { sql in
      for number in 0..<3_000 {
        let actor = Actor(
          userID: UserID(rawValue: UInt128(number % 10)), address: "192.0.2.\(number % 10)",
          requestID: "r\(number)")
        try AuditTrail.append(
          AuditEntry(
            actor: actor, action: "c\(number % 10).thing.changed",
            target: "c\(number % 10).things:\(number % 700)",
            at: Self.noon.adding(seconds: Int64(number))), in: sql)
      }
    }
    return WatchedDatabase(database)
  }

  private static let filters: [(name: String, filter: AuditFilter, mayRead: Bool)] = [
    ("everything", AuditFilter(), false),
    ("actor", with { $0.actorID = UserID(rawValue: 7) }, false),
    ("action", with { $0.action = .named("c7.thing.changed") }, false),
    ("context", with { $0.context = "c7" }, false),
    ("request", with { $0.requestID = "r7" }, false),
    ("address", with { $0.address = "192.0.2.7" }, false),
    ("time", with { ($0.from, $0.to) = (noon, noon.adding(seconds: 9)) }, false),
    // The entries about one target are few.
    ("target", with { $0.target = "auth.users:7" }, true),
  ]

  private static func with(_ change: (inout AuditFilter) -> Void) -> AuditFilter {
    var filter = AuditFilter()
    change(&filter)
    return filter
  }

  @Test(
    "A page is read from an index in its order, whatever is looked for", arguments: Engine.allCases)
  func pages(on engine: Engine) async throws {
    let watched = try await filled(on: engine)
    let log = AuditLog(database: watched)
    for (name, filter, mayRead) in Self.filters {
      _ = try await log.entries(matching: filter, before: nil, limit: 20)
      _ = try await log.entries(
        matching: filter, before: (Self.noon.adding(seconds: 1_500), 1_500), limit: 20)
      for plan in try watched.plans(of: watched.takeStatements(), isServing: true) {
        let ofTable = plan.faults.filter {
          switch $0.kind {
          case .scan(let table), .walk(let table): table == "platform_audit"
          // The arms of a statement are sorted once more, a page of each.
          case .sort: !mayRead && !plan.statement.contains("UNION ALL")
          }
        }
        #expect(ofTable.isEmpty, "\(name): \(plan)")
        #expect(
          plan.steps.contains { $0.contains("platform_audit_") }, "\(name): \(plan)")
      }
    }
  }
}

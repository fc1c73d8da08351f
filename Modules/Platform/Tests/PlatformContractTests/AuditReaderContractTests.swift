import Kernel
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Testing

@Suite("Reading the audit trail")
struct AuditReaderContractTests {
  private let noon = Instant(milliseconds: 1_767_268_800_000)

  private func reader(on engine: Engine, entries: [AuditEntry]) async throws -> SQLAuditReader {
    let database = try await engine.migratedDatabase([PlatformSQL.migrations])
    try await database.transaction { sql in
      for entry in entries { try AuditTrail.append(entry, in: sql) }
    }
    return SQLAuditReader(database: database)
  }

  private func entry(_ action: String, _ target: String) -> AuditEntry {
    AuditEntry(actor: .operatorConsole, action: action, target: target, at: noon)
  }

  @Test(
    "Every entry about somebody is handed over once and in order, whatever the page",
    arguments: Engine.allCases, [1, 2, 3, 5, 200])
  func pages(on engine: Engine, of page: Int) async throws {
    let actions = (1...5).map { "ajo.credit\($0)" }
    let reader = try await reader(
      on: engine,
      entries: actions.flatMap { [entry($0, "user:a"), entry("ajo.other", "user:b")] })
    var seen: [String] = []
    try await reader.forEach(about: "user:a", of: "ajo", page: page) { seen.append($0.action) }
    #expect(seen == actions)
  }

  @Test("A context sees its own entries and no other's", arguments: Engine.allCases)
  func contexts(on engine: Engine) async throws {
    let reader = try await reader(
      on: engine,
      entries: ["user.block", "ajo.credit", "ajoy.other"].map { entry($0, "user:a") })
    let found = try await reader.entries(about: "user:a", of: "ajo", after: 0, limit: 10)
    #expect(found.map(\.entry.action) == ["ajo.credit"])
    #expect(found.map(\.sequence) == [2])
    #expect(try await reader.entries(about: "user:a", of: "ajo", after: 2, limit: 10).isEmpty)
  }
}

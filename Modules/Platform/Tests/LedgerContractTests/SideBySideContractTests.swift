import Kernel
import KernelTesting
import Ledger
import PlatformSQL
import LedgerTesting
import Ports
import Storage
import StorageTesting
import Testing

/// What the ledger promises when batches may be written side by side, on every engine.
@Suite struct SideBySideContractTests {
  /// Users in pairs that pay only each other, so that any two pairs may be written side by side.
  private func pairs(
    _ count: Int, in fixture: LedgerFixture
  ) async throws -> [(payer: UserID, payee: UserID)] {
    try await withThrowingTaskGroup(of: (payer: UserID, payee: UserID).self) { group in
      for _ in 0..<count {
        group.addTask { (try await fixture.user(holding: .naira(100)), fixture.ids.make()) }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
  }

  @Test(
    "Payments of many pairs at once are each made once, retries and all", arguments: Engine.allCases
  )
  func pairs(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let pairs = try await pairs(60, in: fixture)
    let made = try await withThrowingTaskGroup(of: Bool.self) { group in
      for (number, pair) in pairs.enumerated() {
        for payment in 0..<5 {
          for _ in 0..<2 {
            group.addTask {
              let order = fixture.order(.naira(1), from: pair.payer, to: pair.payee)
              let key = fixture.key("\(number)-\(payment)", of: pair.payer)
              return try await !fixture.ledger.post(Posting(order, idempotencyKey: key)).isReplay
            }
          }
        }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(made == 60 * 5)
    for pair in pairs {
      #expect(try await fixture.balance(pair.payer) == 95_00)
      #expect(try await fixture.balance(pair.payee) == 5_00)
    }
    #expect(try fixture.findings() == [])
  }

  @Test(
    "Audited postings at once leave one trail without gaps, and wait for each other without end",
    arguments: Engine.allCases)
  func audited(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let pairs = try await pairs(40, in: fixture)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (number, pair) in pairs.enumerated() {
        for payment in 0..<4 {
          group.addTask {
            let audit = AuditEntry(
              actor: .operatorConsole, action: "test.pay", target: "user:\(pair.payee)",
              at: fixture.clock.now())
            // Every other one only, so that batches with an entry meet batches without.
            let order = fixture.order(.naira(1), from: pair.payer, to: pair.payee)
            let isAudited = (number + payment).isMultiple(of: 2)
            let posting = Posting(order, audit: isAudited ? audit : nil)
            _ = try await fixture.ledger.post(posting).result.get()
          }
        }
      }
      try await group.waitForAll()
    }
    let connection = try fixture.database.connect()
    defer { connection.close() }
    #expect(try AuditTrail.verify(in: connection) == [])
    let rows = try connection.first("SELECT count(*) FROM platform_audit") {
      try $0.get(0, as: Int64.self)
    }
    #expect(rows == 80)
    #expect(try fixture.findings() == [])
  }
}

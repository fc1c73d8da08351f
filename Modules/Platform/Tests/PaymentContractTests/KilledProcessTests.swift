import Glibc
import Kernel
import KernelTesting
import LedgerTesting
import PaymentProviders
import Payments
import Storage
import StorageTesting
import Testing
import WorkTesting

/// What processes that are killed leave of payments, on every engine.
@Suite struct KilledProcessTests {
  @Test(
    "Killed between any two statements, an intake leaves a webhook with its job, or nothing",
    arguments: Engine.allCases)
  func intake(on engine: Engine) async throws {
    let till = try await Till(on: engine)
    let database = till.fixture.ledger.database
    let url = try #require(Engine.address(of: database))
    try await expectWholeWhenKilled(
      on: database,
      traces: {
        [
          try await till.fixture.count("platform_payment_webhooks"),
          try await till.fixture.count("platform_jobs"),
        ]
      }
    ) { number, database in
      try await Self.accept(number, in: database)
    } die: { number in
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [url = url as String, number = number as Int] in
        try await Self.accept(
          number, in: MortalDatabase(try Engine.open(url), dyingAt: number))
      }
    }
  }

  private static func accept(_ number: Int, in database: any Database) async throws {
    let till = try Till(try WorkFixture(over: database), over: database)
    try await till.intake.accept(till.paid(number), from: .sandbox)
  }

  @Test(
    "Killed between any two statements, a payout of the sandbox has its webhook's job, or is none",
    arguments: Engine.allCases)
  func payout(on engine: Engine) async throws {
    let till = try await Till(on: engine)
    let database = till.fixture.ledger.database
    let url = try #require(Engine.address(of: database))
    try await expectWholeWhenKilled(
      on: database,
      traces: {
        [
          try await till.fixture.count("platform_sandbox_payments"),
          try await till.fixture.count("platform_jobs"),
        ]
      }
    ) { number, database in
      try await Self.send(number, in: database)
    } die: { number in
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [url = url as String, number = number as Int] in
        try await Self.send(number, in: MortalDatabase(try Engine.open(url), dyingAt: number))
      }
    }
  }

  private static func send(_ number: Int, in database: any Database) async throws {
    let till = try Till(try WorkFixture(over: database), over: database)
    _ = try await till.gateway.transferOut(till.payout(number))
  }
}

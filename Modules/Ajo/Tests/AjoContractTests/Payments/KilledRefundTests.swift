import Ajo
import AjoTesting
import Glibc
import Kernel
import KernelTesting
import Payments
import Ports
import Storage
import StorageTesting
import Testing
import WorkTesting

/// What a process leaves behind that is killed while it has a deposit given back, on every engine.
@Suite struct KilledRefundTests {
  @Test(
    "Killed between any two statements, a process asks for a refund once, and another one ends it",
    arguments: Engine.allCases)
  func refund(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    // What the provider remembers when our process does not.
    try await ajo.database.execute("CREATE TABLE given_back (reference text NOT NULL)")
    let address = try #require(Engine.address(of: ajo.database))
    var deposits: [Deposit] = []
    for _ in 0..<40 {
      let deposit = try await ajo.deposit(100, by: ada)
      try await ajo.pay(deposit, .naira(99))
      deposits.append(deposit)
    }
    func settle(_ number: Int) async throws -> String {
      _ = try await ajo.services.deposits.settle(
        DepositDecision(deposit: deposits[number].id, settlement: .refund, reason: "paid less"),
        by: .operatorConsole)
      return "\(deposits[number].id)"
    }
    let rehearsal = MortalDatabase(ajo.database, dyingAt: 0)
    try await Self.refund(settle(0), by: rehearsal, ajo.database)
    #expect(rehearsal.steps > 4 && rehearsal.steps < deposits.count)
    for number in 1...rehearsal.steps {
      let id = try await settle(number)
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [address = address as String, id = id as String, number = number as Int] in
        let database = try Engine.open(address)
        try await Self.refund(id, by: MortalDatabase(database, dyingAt: number), database)
      }
      try await Self.refund(id, by: ajo.database, ajo.database)
      let reference = deposits[number].reference.text
      #expect(try await ajo.count("given_back WHERE reference = \(reference)") == 1)
      let open = try await ajo.count(
        "platform_jobs WHERE kind = 'ajo.deposit.refund' AND state <> 'completed'")
      #expect(open == 0, "killed at \(number)")
    }
    #expect(try await ajo.balance(of: ada) == .naira(0))
  }

  /// Does the job that has a deposit given back, until it is done. The provider remembers what it
  /// has done in a table that no kill spares.
  private static func refund(
    _ deposit: String, by database: any Database, _ provider: any Database
  ) async throws {
    let ajo = PaymentFixture(over: database)
    for reference in try await provider.all(
      "SELECT reference FROM given_back", { try $0["reference"] as String })
    {
      ajo.gateway.setRefund(of: try #require(PaymentReference(reference)), .succeeded)
    }
    ajo.gateway.witnessRefunds { request in
      _ = try? await provider.execute(
        "INSERT INTO given_back VALUES (\(request.charge.text))")
    }
    // A worker that died has its jobs taken by others.
    try await provider.execute(
      """
      UPDATE platform_jobs SET state = 'available'
      WHERE kind = 'ajo.deposit.refund' AND state = 'running'
      """)
    guard let run = try await ajo.take(RefundDeposit.self) else { return }
    let id = try #require(Deposit.ID(deposit))
    while try await ajo.services.deposits.refund(id, in: run) != nil {
      ajo.clock.advance(seconds: 301)
    }
  }
}

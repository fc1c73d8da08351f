import AdminResources
import Ajo
import AjoSQL
import AjoTesting
import Jobs
import Kernel
import KernelTesting
import Payments
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Synchronization
import Testing
import Work
import WorkTesting

@testable import AjoWeb

/// What Ajo does about payments in a server beside its routes, on every engine.
@Suite struct PaymentOfferTests {
  @Test(
    "Withdrawals go out and are asked for until they are known; deposits are given up after a day",
    arguments: Engine.allCases)
  func day(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(100))
    let deposit = try await ajo.deposit(100, by: ada)
    let withdrawal = try await ajo.withdraw(.naira(40), by: ada, to: try await ajo.bank(of: ada))
    let (jobs, schedules) = (
      paymentJobs(ajo.services), paymentSchedules(ajo.services.debts, in: .utc)
    )
    ajo.gateway.answer(.lost)
    // It is noon.
    try await ajo.time.advance(by: .seconds(3_600), doing: jobs, on: schedules)
    #expect(ajo.gateway.sent.map(\.reference) == [withdrawal.reference])
    #expect(
      try await ajo.services.withdrawals.withdrawal(withdrawal.id, of: ada).state == .submitted)
    ajo.gateway.set(withdrawal.reference, .paid(.of(withdrawal.reference, .naira(40))))
    try await ajo.time.advance(by: .seconds(22 * 3_600), doing: jobs, on: schedules)
    #expect(
      try await ajo.services.withdrawals.withdrawal(withdrawal.id, of: ada).state == .paid)
    #expect(try await ajo.services.deposits.deposit(deposit.id, of: ada).state == .pending)
    try await ajo.time.advance(by: .seconds(3_600), doing: jobs, on: schedules)
    #expect(try await ajo.services.deposits.deposit(deposit.id, of: ada).state == .abandoned)
    // At three the books of the day before were compared.
    #expect(try await ajo.count("ajo_reconciled_days") == 1)
    #expect(
      try await ajo.count("platform_jobs WHERE state NOT IN ('completed', 'scheduled')") == 0)
  }

  @Test("Every notification of payments is declared, those of money that left as critical")
  func declared() async throws {
    let ajo = try await PaymentFixture(on: .sqlite)
    let ada = try await ajo.user(holding: .naira(100))
    let withdrawal = try await ajo.withdraw(.naira(40), by: ada, to: try await ajo.bank(of: ada))
    try await ajo.submit(withdrawal)
    try await ajo.tell(withdrawal.reference, .payout(.failed("no")))
    try await ajo.tell(
      withdrawal.reference, .payout(.paid(.of(withdrawal.reference, .naira(40)))))
    try await ajo.pay(try await ajo.deposit(100, by: ada), .naira(7))
    let told = try await ajo.notified(ada) + ajo.notified(ajo.administrator)
    #expect(told.count == 4)
    let declared = Set(paymentNotifications.map(\.name))
    #expect(told.allSatisfy(declared.contains))
    #expect(
      paymentNotifications.filter(\.isCritical).map(\.name)
        == [
          "ajo.deposit.taken_back", "ajo.debt.repaid", "ajo.withdrawal.paid",
          "ajo.withdrawal.returned", "ajo.kyc.changed",
        ])
  }

  @Test("Administrators' lists of payments have their indexes", arguments: Engine.allCases)
  func resources(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let catalogue = try await IndexCatalogue(of: ajo.database)
    let known = Set(paymentResources.map { DeclaredResource("ajo", $0).path })
    for resource in paymentResources {
      let declared = DeclaredResource("ajo", resource)
      #expect(declared.problems(among: known) == [])
      #expect(
        declared.problems(indexed: catalogue.leadingColumns(of: resource.table)) == [])
    }
  }

  @Test(
    "People take away their payments and banks, and no token or number of a document",
    arguments: Engine.allCases)
  func export(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let (ada, bola) = (
      try await ajo.user(holding: .naira(100)), try await ajo.user("bola ade")
    )
    let deposit = try await ajo.deposit(100, by: ada)
    ajo.gateway.set(
      deposit.reference, ChargeStatus.succeeded(.paying(deposit.reference, .naira(100))))
    _ = try await ajo.services.cards.link(deposit.reference.text, of: .sandbox, by: ada)
    _ = try await ajo.withdraw(.naira(1), by: ada, to: try await ajo.bank(of: ada))
    _ = try await ajo.services.identity.claim(
      DocumentClaim(userID: ada, document: .bvn, number: "12345678905"))
    _ = try await ajo.deposit(100, by: bola)
    let told = Mutex<[String: [String]]>([:])
    for section in PaymentExport(services: ajo.services).sections(of: ada) {
      try await section.write { json in
        told.withLock {
          $0[section.name, default: []].append(String(decoding: json, as: UTF8.self))
        }
      }
    }
    let found = told.withLock { $0 }
    #expect(found.mapValues(\.count).filter { $0.value != 1 } == [:])
    #expect(
      found.keys.sorted()
        == ["bank_accounts", "cards", "deposits", "identity_checks", "withdrawals"])
    let all = found.values.joined().joined()
    #expect(!all.contains("AUTH_") && !all.contains("12345678905") && all.contains("8905"))
  }
}

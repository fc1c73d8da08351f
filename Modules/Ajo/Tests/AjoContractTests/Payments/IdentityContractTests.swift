import Ajo
import AjoSQL
import AjoTesting
import Events
import Kernel
import KernelTesting
import Payments
import Ports
import Storage
import StorageTesting
import Testing
import Work
import WorkTesting

/// What is known of who users are, on every engine.
@Suite struct IdentityContractTests {
  private func claim(
    _ number: String, by user: UserID, in ajo: PaymentFixture
  ) async throws -> IdentityCase {
    try await ajo.services.identity.claim(
      DocumentClaim(userID: user, document: .bvn, number: number))
  }

  private func submit(_ check: IdentityCase, in ajo: PaymentFixture) async throws {
    let run = try #require(try await ajo.take(SubmitDocument.self))
    #expect(try await ajo.services.identity.submit(check.id, in: run) == nil)
  }

  @Test(
    "A document is checked by a job, its number sealed and shown by its end",
    arguments: Engine.allCases)
  func verified(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    #expect(try await ajo.services.identity.status(of: ada) == .none)
    let check = try await claim("22345678900", by: ada, in: ajo)
    #expect(check.lastFour == "8900")
    #expect(try await ajo.services.identity.status(of: ada) == .pending)
    let kept = try await ajo.database.first(
      "SELECT number FROM ajo_identity_checks"
    ) { try $0[0] as [UInt8] }
    #expect(kept == Array("22345678900".utf8).map { ~$0 })
    await #expect(throws: IdentityRefusal.underWay) {
      try await claim("22345678900", by: ada, in: ajo)
    }
    ajo.identity.setReachable(false)
    let run = try #require(try await ajo.take(SubmitDocument.self))
    #expect(try await ajo.services.identity.submit(check.id, in: run) != nil)
    ajo.identity.setReachable(true)
    #expect(try await ajo.services.identity.submit(check.id, in: run) == nil)
    #expect(try await ajo.services.identity.status(of: ada) == .verified)
    #expect(try await ajo.notified(ada) == ["ajo.kyc.changed"])
    await #expect(throws: IdentityRefusal.alreadyVerified) {
      try await claim("22345678900", by: ada, in: ajo)
    }
  }

  @Test(
    "What was found stays found, whatever is told later, but for an administrator",
    arguments: Engine.allCases)
  func stays(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let rejected = try await claim("22345678901", by: ada, in: ajo)
    try await submit(rejected, in: ajo)
    #expect(try await ajo.services.identity.status(of: ada) == .rejected)
    let pending = try await claim("22345678905", by: ada, in: ajo)
    try await submit(pending, in: ajo)
    // A late word on the first decides nothing while the second is under way.
    try await ajo.services.identity.hear(.rejected("again"), of: rejected.id)
    #expect(try await ajo.services.identity.status(of: ada) == .pending)
    for verdict in [IdentityVerdict.verified, .rejected("late"), .pending] {
      try await ajo.services.identity.hear(verdict, of: pending.id)
      #expect(try await ajo.services.identity.status(of: ada) == .verified)
    }
    let undone = try await ajo.services.identity.decide(
      .rejected, of: ada, because: "forged", by: Actor(userID: ajo.administrator))
    #expect(undone.status == .rejected)
    #expect(try await ajo.services.identity.status(of: ada) == .rejected)
    #expect(try await ajo.count("platform_audit WHERE action = 'ajo.kyc.decide'") == 1)
    #expect(try await ajo.services.identity.hear(.verified, of: ajo.ids.make()) == false)
  }

  @Test(
    "A check that nobody decides on is told to administrators after a day, and replaced by another",
    arguments: Engine.allCases)
  func waiting(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let first = try await claim("22345678905", by: ada, in: ajo)
    try await submit(first, in: ajo)
    #expect(try await ajo.take(RemindOfDocument.self) == nil)
    ajo.pass(hours: 24)
    let run = try #require(try await ajo.take(RemindOfDocument.self))
    try await ajo.services.identity.remind(of: first.id, in: run)
    #expect(try await ajo.notified(ajo.administrator) == ["ajo.kyc.undecided"])
    let second = try await claim("22345678900", by: ada, in: ajo)
    await #expect(throws: IdentityRefusal.underWay) {
      try await claim("22345678900", by: ada, in: ajo)
    }
    let next = try #require(try await ajo.take(SubmitDocument.self))
    // A late word on the first decides nothing.
    try await ajo.services.identity.hear(.rejected("late"), of: first.id)
    #expect(try await ajo.services.identity.status(of: ada) == .pending)
    #expect(try await ajo.services.identity.submit(second.id, in: next) == nil)
    #expect(try await ajo.services.identity.status(of: ada) == .verified)
    // Whoever is known is not asked for any more.
    ajo.pass(hours: 24)
    let last = try #require(try await ajo.take(RemindOfDocument.self))
    try await ajo.services.identity.remind(of: second.id, in: last)
    #expect(try await ajo.notified(ajo.administrator) == ["ajo.kyc.undecided"])
  }

  @Test(
    "A check whose webhook was lost is asked for until it is known", arguments: Engine.allCases)
  func lost(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let check = try await claim("22345678905", by: ada, in: ajo)
    try await submit(check, in: ajo)
    ajo.pass(hours: 1)
    let run = try #require(try await ajo.take(VerifyDocument.self))
    ajo.identity.setReachable(false)
    #expect(try await ajo.services.identity.verify(check.id, in: run) != nil)
    ajo.identity.setReachable(true)
    #expect(try await ajo.services.identity.verify(check.id, in: run) != nil)
    #expect(try await ajo.services.identity.status(of: ada) == .pending)
    ajo.identity.set(check.id, .verified)
    #expect(try await ajo.services.identity.verify(check.id, in: run) == nil)
    #expect(try await ajo.services.identity.status(of: ada) == .verified)
    #expect(try await ajo.notified(ada) == ["ajo.kyc.changed"])
  }

  @Test(
    "A check whose job was lost, too, is found again, and one that is decided is not asked for",
    arguments: Engine.allCases)
  func found(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let (ada, bola) = (try await ajo.user(), try await ajo.user("bola"))
    let check = try await claim("22345678905", by: ada, in: ajo)
    try await submit(check, in: ajo)
    try await submit(try await claim("22345678901", by: bola, in: ajo), in: ajo)
    try await ajo.database.execute(
      "DELETE FROM platform_jobs WHERE kind = \(VerifyDocument.kind)")
    ajo.pass(hours: 48)
    for _ in 1...2 { try await ajo.services.identity.reconcile() }
    #expect(try await ajo.count("platform_jobs WHERE kind = 'ajo.kyc.verify'") == 1)
    ajo.identity.set(check.id, .rejected("the number is another's"))
    let run = try #require(try await ajo.take(VerifyDocument.self))
    #expect(try await ajo.services.identity.verify(check.id, in: run) == nil)
    #expect(try await ajo.services.identity.status(of: ada) == .rejected)
  }

  @Test(
    "Of somebody who has left no card, account or number stays",
    arguments: Engine.allCases)
  func left(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let check = try await claim("22345678905", by: ada, in: ajo)
    let bank = try await ajo.bank(of: ada)
    try await ajo.deletions.delete(ada)
    let event: RelayedEvent.ID = ajo.ids.make()
    for _ in 1...2 { try await ajo.services.leavers.forget(ada, after: event) }
    await #expect(throws: BankRefusal.notFound) {
      try await ajo.services.banks.bank(bank.id, of: ada)
    }
    #expect(try await ajo.store.check(check.id)?.number == nil)
    #expect(try await ajo.store.check(check.id)?.lastFour == "")
    await #expect(throws: UserLeaving.self) { try await ajo.bank(of: ada) }
  }
}

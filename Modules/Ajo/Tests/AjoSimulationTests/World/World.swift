import Ajo
import AjoSQL
import AjoTesting
import Events
import Jobs
import Kernel
import KernelTesting
import Ledger
import Payments
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Work

/// Ajo itself, on a fresh database of one engine that fails when it is told to, with ids and chance
/// that a seed determines.
struct World: Sendable {
  static let people = 20
  /// Noon of 1 January 2026 in UTC.
  static let start = Instant(milliseconds: 1_767_268_800_000)

  /// What is looked at afterwards: it never fails.
  let database: any Database
  /// What the services use.
  let failing: FailingDatabase
  let clock = FixedClock(World.start)
  let ids: SeededIDs
  let directory = FixtureDirectory()
  let gateway = ScriptedGateway()
  let tokens = Tokens()
  let administrator: UserID
  let users: [UserID]
  let transfers: TransferService
  let payments: PaymentServices
  let circles: CircleService
  let contributions: ContributionService
  let proposals: ProposalService
  let jobs: SQLJobs
  let handlers: [String: JobHandler]
  private let banks: [LinkedBank.ID]

  init(on engine: Engine, seed: UInt64, withdrawalFee: Int64) async throws {
    database = try await engine.migratedDatabase([PlatformSQL.migrations, AjoSchema.migrations])
    failing = FailingDatabase(database)
    ids = SeededIDs(seed: UInt32(truncatingIfNeeded: seed))
    let parts = Parts(failing, clock, ids, directory, gateway, withdrawalFee)
    let store = SQLCircleStore(work: parts.work, currency: .naira)
    let money = MoneyOut(pins: PinPolicy(verifier: tokens, isForEverybody: false))
    transfers = TransferService(
      ledger: parts.ledger, work: parts.work, users: directory, money: money, ids: ids,
      currency: .naira)
    payments = PaymentServices(parts.payments, money: money, identity: nil)
    circles = CircleService(
      store: store, users: directory, money: money, clock: clock, ids: ids,
      random: SeededRandom(seed: seed), currency: .naira)
    contributions = ContributionService(store: store, money: money, clock: clock)
    proposals = ProposalService(store: store, users: directory, clock: clock, ids: ids)
    jobs = SQLJobs(database: database, ids: ids)
    let rounds = CircleRounds(store: store, clock: clock)
    let reminders = ReminderService(store: store, clock: clock)
    handlers = Self.handlers(rounds, reminders, proposals, payments)
    administrator = ids.make()
    directory.addAdministrator(administrator)
    var users: [UserID] = []
    var banks: [LinkedBank.ID] = []
    for number in 0..<Self.people {
      let user: UserID = ids.make()
      users.append(user)
      if Model.hasPin(number) { tokens.setPin(user) }
      directory.add(
        DirectoryUser(id: user, name: "person number \(number)", email: nil, isActive: true))
      let account = BankAccount(bankCode: "058", number: "\(1_000_000_000 + number)")
      banks.append(try await payments.banks.link(account, for: user).id)
    }
    (self.users, self.banks) = (users, banks)
  }

  func bank(of user: Int) -> LinkedBank.ID { banks[user] }

  /// Whatever the services share.
  private struct Parts {
    let ledger: SQLLedger
    let work: SQLUnitsOfWork
    let payments: PaymentParts

    init(
      _ database: any Database, _ clock: FixedClock, _ ids: SeededIDs,
      _ directory: FixtureDirectory, _ gateway: ScriptedGateway, _ withdrawalFee: Int64
    ) {
      ledger = SQLLedger(database: database, clock: clock, ids: ids, units: UnitSet(.naira))
      work = SQLUnitsOfWork(
        database: database, context: "ajo", ledger: ledger, clock: clock, machineClock: clock,
        ids: ids, catalogue: EventCatalogue(of: circleEvents + paymentEvents + walletEvents))
      var terms = PaymentTerms.standard(in: .naira)
      terms.withdrawalFee = Money(minorUnits: withdrawalFee, unit: .naira)
      terms.withdrawalsPerDay.unverified = terms.withdrawalsPerDay.verified
      payments = PaymentParts(
        store: SQLPaymentStore(work: work, currency: .naira), ledger: ledger,
        gateways: PaymentGateways([gateway], standard: .sandbox), users: directory,
        seal: PlainSeal(), clock: clock, machineClock: clock, ids: ids, currency: .naira,
        zone: .utc, terms: { [terms] in terms })
    }
  }
}

/// Keeps secrets as they are: there are none here.
private struct PlainSeal: SecretKeeper {
  var keyID: String? { nil }

  func knows(_ keyID: String?) -> Bool { keyID == nil }

  func keep(_ secret: [UInt8], at place: String) -> KeptSecret {
    KeptSecret(octets: secret, keyID: nil)
  }

  func read(_ kept: KeptSecret, at place: String) -> [UInt8] { kept.octets }
}

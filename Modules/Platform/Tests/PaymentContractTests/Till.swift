import Crypto
import Jobs
import Kernel
import KernelTesting
import LedgerTesting
import PaymentProviders
import Payments
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Synchronization
import Work
import WorkTesting

/// Payments on a fresh database of one engine: the sandbox, an intake, and a context `test` that
/// keeps a ticket for each charge that was paid.
struct Till: Sendable {
  let fixture: WorkFixture
  let sandbox: Sandbox
  let gateway: SandboxGateway
  let inbox: SQLPaymentInbox
  let intake: PaymentIntake
  /// What the receiver was told, and how often it is yet to fail.
  let told = Told()

  final class Told: Sendable {
    let news = Mutex<[PaymentEvent]>([])
    let failures = Mutex(0)
  }

  struct Failing: Error {}

  static let secret = "sk_test"

  init(
    on engine: Engine, delay: Int64 = 2, keeper: any SecretKeeper = PlainSecrets()
  ) async throws {
    try self.init(try await WorkFixture(on: engine), delay: delay, keeper: keeper)
  }

  /// The same over a database that another process made, or one that disturbs it.
  init(
    _ fixture: WorkFixture, over database: (any Database)? = nil, delay: Int64 = 2,
    keeper: any SecretKeeper = PlainSecrets()
  ) throws {
    self.fixture = fixture
    let database = database ?? fixture.ledger.database
    let (clock, ids) = (fixture.ledger.clock, fixture.ledger.ids)
    sandbox = Sandbox(
      store: SQLSandboxStore(work: fixture.work(over: database, context: "platform")),
      settings: Sandbox.Settings(secret: Self.secret, base: "http://a.example/", delay: delay),
      clock: clock)
    gateway = SandboxGateway(sandbox)
    let work = fixture.work(over: database)
    inbox = SQLPaymentInbox(work: work, context: "test", keeper: keeper)
    let receiver = PaymentReceiver { [told] news in
      let fails = told.failures.withLock { left in
        left -= 1
        return left >= 0
      }
      try await work.transaction { unit in
        guard try news.begin(in: unit) else { return }
        let id = UserID(rawValue: UInt128(news.run.id.rawValue))
        try unit.sql.execute(
          "INSERT INTO test_tickets (id, state) VALUES (\(id), \(news.event.reference.text))")
        if fails { throw Failing() }
      }
      told.news.withLock { $0.append(news.event) }
    }
    intake = PaymentIntake(
      PaymentGateways([gateway], standard: .sandbox),
      parties: [PaymentIntake.Party("test", receiver, inbox: inbox)],
      home: SQLPaymentInbox(
        work: fixture.work(over: database, context: "platform"), context: "platform",
        keeper: keeper),
      clock: clock, ids: ids)
  }

  /// Who does the jobs of the database.
  var handlers: [JobHandler] {
    [
      intake.handler,
      JobHandler(SendSandboxWebhook.self) { [sandbox, intake] job, _ in
        guard let webhook = try await sandbox.webhook(job.reference) else { return }
        try await intake.accept(webhook, from: .sandbox)
      },
    ]
  }

  /// Does the jobs that become due within a time.
  func run(_ duration: Duration = .seconds(10)) async throws {
    let ledger = fixture.ledger
    let time = BusinessTime(in: ledger.database, over: ledger.clock, ids: ledger.ids)
    try await time.advance(by: duration, doing: handlers)
  }

  func reference(_ number: Int) -> PaymentReference {
    PaymentReference(of: "test", UserID(rawValue: UInt128(number)))
  }

  func charge(_ number: Int = 1, kobo: Int64 = 100_000) -> ChargeRequest {
    ChargeRequest(
      reference: reference(number), amount: Money(minorUnits: kobo, unit: .naira),
      email: "ada@example.com")
  }

  func payout(_ number: Int = 1, kobo: Int64 = 100_000) -> PayoutRequest {
    PayoutRequest(
      reference: reference(number), amount: Money(minorUnits: kobo, unit: .naira),
      account: BankAccount(bankCode: "058", number: "0123456781"), accountName: "ADA",
      reason: "Withdrawal")
  }

  /// A webhook of the sandbox with a right signature.
  func webhook(_ body: String) -> IncomingWebhook {
    let octets = Array(body.utf8)
    let code = HMAC.sha512(key: Array(Self.secret.utf8), message: octets)
    return IncomingWebhook(headers: [SandboxGateway.signatureField: Hex.encode(code)], body: octets)
  }

  /// The webhook of a charge that was paid.
  func paid(_ number: Int = 1, extra: String = "") -> IncomingWebhook {
    webhook(
      """
      {"event":"charge.success","data":{"id":"x\(number)","reference":"\(reference(number))",\
      "status":"success","amount":100000,"currency":"NGN"\(extra)}}
      """)
  }

  /// The webhooks of the database, the oldest in front.
  func received() async throws -> [ReceivedWebhook] {
    try await inbox.webhooks(before: nil, limit: 1_000).reversed()
  }
}

public import Ajo
import AjoSQL
import Events
public import Jobs
public import Kernel
public import KernelTesting
public import Ledger
public import PlatformSQL
public import Ports
public import Storage
public import StorageTesting
import Work
public import WorkTesting

/// Circles on a database of one engine, with business time that a test moves.
public struct CircleFixture: Sendable {
  /// The database, with the tables of the platform and of Ajo.
  public let database: any Database
  /// The ledger.
  public let ledger: SQLLedger
  /// The users that exist.
  public let directory: FixtureDirectory
  /// The wallets that members pay from.
  public let wallets: WalletService
  /// Where circles are kept.
  public let store: any CircleStore
  /// The circles under test.
  public let circles: CircleService
  /// What pays into them; nobody is asked for a PIN.
  public let contributions: ContributionService
  /// What looks at them when something is due.
  public let rounds: CircleRounds
  /// What members write to each other.
  public let chat: ChatService
  /// What they propose to each other.
  public let proposals: ProposalService
  /// What reminds them.
  public let reminders: ReminderService
  /// Deletes accounts, for which Ajo is asked.
  public let deletions: Deletions
  /// The machine's clock; it stands still until a test moves it.
  public let clock: FixedClock
  /// Business time, over the machine's.
  public let time: BusinessTime
  /// Makes ids.
  public let ids: any IDSource

  /// Noon of 1 January 2026 in UTC.
  public static let start = Instant(milliseconds: 1_767_268_800_000)

  /// Migrates a fresh database of `engine`.
  public init(on engine: Engine) async throws {
    self.init(
      over: try await engine.migratedDatabase([PlatformSQL.migrations, AjoSchema.migrations]))
  }

  /// The same over a database that has the tables, as another process has them.
  /// - Parameter seed: what random orders are drawn from.
  public init(over database: any Database, seed: UInt64 = 1) {
    self.database = database
    clock = FixedClock(Self.start)
    ids = UUIDv7Source(clock: SystemClock(), random: SystemRandomSource())
    time = BusinessTime(in: database, over: clock, ids: ids)
    ledger = SQLLedger(database: database, clock: time.clock, ids: ids, units: UnitSet(.naira))
    directory = FixtureDirectory()
    wallets = WalletService(
      ledger: ledger, users: directory, clock: time.clock, ids: ids, currency: .naira)
    let store = SQLCircleStore(
      work: SQLUnitsOfWork(
        database: database, context: "ajo", ledger: ledger, clock: time.clock,
        machineClock: clock, ids: ids, catalogue: EventCatalogue(of: circleEvents)),
      currency: .naira)
    self.store = store
    circles = Self.circles(
      store, directory, PinPolicy(verifier: nil, isForEverybody: false), time, ids, seed)
    contributions = ContributionService(
      store: store, money: MoneyOut(pins: PinPolicy(verifier: nil, isForEverybody: false)),
      clock: time.clock)
    rounds = CircleRounds(store: store, clock: time.clock, users: directory)
    chat = ChatService(store: store, clock: time.clock, ids: ids)
    proposals = ProposalService(
      store: store, users: directory, clock: time.clock, ids: ids)
    reminders = ReminderService(store: store, clock: time.clock)
    deletions = Deletions(
      asking: LeavingParty(
        "ajo", accounts: [Wallet.leaverAccounts(in: .naira)], questions: [store.leaving]),
      in: ledger, clock: clock, ids: ids)
  }

  /// The circles of users whom a policy asks for a PIN.
  public func circles(pins: PinPolicy) -> CircleService {
    Self.circles(store, directory, pins, time, ids, 1)
  }

  private static func circles(
    _ store: any CircleStore, _ users: any UserDirectory, _ pins: PinPolicy, _ time: BusinessTime,
    _ ids: any IDSource, _ seed: UInt64
  ) -> CircleService {
    CircleService(
      store: store, users: users, money: MoneyOut(pins: pins), clock: time.clock, ids: ids,
      random: SeededRandom(seed: seed), currency: .naira)
  }

  /// Does the jobs of circles.
  public var handlers: [JobHandler] { handlers(slice: 250) }

  /// The same, where a job looks at no more than so many circles.
  public func handlers(slice: Int) -> [JobHandler] {
    [
      JobHandler(TurnCycles.self) { [rounds] job, _ in try await rounds.run(job, size: slice) },
      JobHandler(CollectMandates.self) { [rounds] job, _ in
        try await rounds.run(job, size: slice)
      },
      JobHandler(RemindMembers.self) { [reminders] job, _ in
        try await reminders.run(job, size: slice)
      },
      JobHandler(EndVote.self) { [proposals] job, _ in try await proposals.end(job) },
    ]
  }

  /// Moves business time forward, with a worker that does the jobs on the way.
  @discardableResult
  public func advance(days: Int64) async throws -> ClockWalk.Outcome {
    try await time.advance(by: .seconds(days * 86_400), doing: handlers)
  }

  /// A new user called `name` whose wallet holds so many naira.
  public func user(_ name: String, holding naira: Int64 = 1_000) async throws -> UserID {
    let id: UserID = ids.make()
    guard let email = EmailAddress("\(name)@example.com") else { throw BadFixtureName(name: name) }
    directory.add(DirectoryUser(id: id, name: name, email: email, isActive: true))
    if naira > 0 {
      _ = try await wallets.credit(
        id, amount: .naira(naira), note: nil, by: .operatorConsole)
    }
    return id
  }

  /// So many new users, each with so many naira.
  public func users(_ count: Int, holding naira: Int64 = 1_000) async throws -> [UserID] {
    var users: [UserID] = []
    for number in 1...count { users.append(try await user("user\(number)", holding: naira)) }
    return users
  }

  /// A circle that has started, with these members in the order of their joining; the first is the
  /// host. Those with a mandate are among them.
  public func circle(
    of members: [UserID], mandates: [UserID] = [],
    _ change: (inout CircleTerms) -> Void = { _ in }
  ) async throws -> Circle {
    let circle = try await forming(of: members, size: members.count, change)
    for user in mandates { _ = try await circles.setMandate(true, in: circle.id, by: user) }
    return try await circles.start(circle.id, by: members[0]).view.circle
  }

  /// A circle with so many seats, some of which these members have taken.
  public func forming(
    of members: [UserID], size: Int, _ change: (inout CircleTerms) -> Void = { _ in }
  ) async throws -> Circle {
    var terms = Self.terms(size: size)
    change(&terms)
    let view = try await circles.create(terms, by: members[0])
    for user in members.dropFirst() {
      _ = try await circles.join(view.circle.invite?.code ?? "", by: user)
    }
    return try await circles.circle(view.circle.id)
  }

  /// A hundred naira a week from Monday 5 January 2026 on, in Lagos; nobody is paid before all have
  /// paid.
  public static func terms(size: Int) -> CircleTerms {
    CircleTerms(
      name: "Family Ajo", amount: .naira(100), frequency: .weekly,
      startDate: CivilDate("2026-01-05") ?? .earliest, timeZone: "Africa/Lagos", size: size,
      turnOrder: .fixed, defaultPolicy: .wait, feePolicy: .pot, lateFee: .naira(0), graceDays: 0)
  }

  /// Pays a contribution.
  @discardableResult
  public func pay(
    _ cycle: Int? = nil, by member: UserID, into circle: Circle.ID, under key: String? = nil
  ) async throws -> Contribution {
    let key = key.map {
      IdempotencyKey(
        owner: member.rawValue, route: "POST /contributions", key: $0,
        fingerprint: [UInt8](repeating: 1, count: 32), requestID: "r")
    }
    return try await contributions.contribute(
      .init(circleID: circle, cycle: cycle, member: member), once: .describing(under: key))
  }

  /// What is in a user's wallet, in naira.
  public func balance(of user: UserID) async throws -> Money {
    try await balance(Wallet.terms(of: user, in: .naira))
  }

  /// What is in an account.
  public func balance(_ terms: AccountTerms) async throws -> Money {
    try await ledger.account(terms)?.balance ?? .naira(0)
  }

  /// What does not fit in the ledger, a sentence each.
  public func findings() throws -> [String] {
    let connection = try database.connect()
    defer { connection.close() }
    return try LedgerVerification.run(
      on: connection, units: UnitSet(.naira), overdrafts: Set(PaymentAccounts.overdrafts)
    ).findings
  }
}

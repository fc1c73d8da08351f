import Jobs
import Kernel
import KernelTesting
import Ledger
import LedgerTesting
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Synchronization
import Work
import WorkTesting

/// Whom a context was asked about.
final class AskedAbout: Sendable {
  let users = Mutex<[UserID]>([])
}

/// People with an account in the database of the context `home`, and with wallets and tickets in
/// the context `test`, which shares that database or has one of its own.
struct LeavingScene: Sendable {
  /// Whether `test` has a database of its own.
  enum Databases: Int, CaseIterable, Sendable { case one = 1, two }

  let home: WorkFixture
  let other: WorkFixture
  let leaving: SQLLeaving
  let clock: FixedClock
  private let accounts: SQLUnitsOfWork
  private let places: [[String]]
  /// Whom the context `test` was asked about.
  let asked = AskedAbout()

  init(on engine: Engine, _ databases: Databases) async throws {
    let fixtures = try await WorkFixture.several(databases.rawValue, on: engine)
    try self.init(over: fixtures[0], fixtures[fixtures.count - 1], databases)
  }

  /// The same for another process.
  init(over home: any Database, _ other: any Database, _ databases: Databases) throws {
    let fixture = try WorkFixture(over: home)
    try self.init(
      over: fixture, databases == .one ? fixture : try WorkFixture(over: other), databases)
  }

  private init(over home: WorkFixture, _ other: WorkFixture, _ databases: Databases) throws {
    self.home = home
    self.other = other
    clock = home.ledger.clock
    accounts = home.work(over: home.ledger.database, context: "home")
    leaving = SQLLeaving(ids: home.ledger.ids, clock: clock)
    let party = LeavingParty(
      "test",
      accounts: [
        LeaverAccounts { [ledger = other.ledger] user in
          [
            LeaverAccount(ledger.wallet(user)) {
              DeletionObjection("wallet_not_empty", "\($0.balance)")
            }
          ]
        }
      ],
      questions: [
        LeavingQuestion { [asked] user, sql in
          asked.users.withLock { $0.append(user) }
          return try sql.query("SELECT id FROM test_tickets WHERE state = \(Self.state(of: user))")
            .isEmpty ? [] : [DeletionObjection("has_tickets", "There are tickets.")]
        }
      ])
    func place(_ contexts: [String], _ fixture: WorkFixture, _ parties: [LeavingParty])
      -> LeavingPlace
    {
      LeavingPlace(
        contexts: contexts,
        work: fixture.work(over: fixture.ledger.database, context: "platform"), parties: parties)
    }
    if databases == .one {
      places = [["home", "test"]]
      leaving.bind([place(places[0], home, [party])])
    } else {
      places = [["home"], ["test"]]
      leaving.bind([place(places[0], home, []), place(places[1], other, [party])])
    }
  }

  /// A new person, with so much in the wallet.
  func person(holding amount: Money = .naira(0)) async throws -> UserID {
    let user = try await other.ledger.user(holding: amount)
    try await home.ledger.database.execute(
      "INSERT INTO test_tickets (id, state) VALUES (\(user), 'here')")
    return user
  }

  /// Deletes an account, as the context `home` does.
  /// - Parameter check: what `home` looks at before anybody is asked.
  func delete(
    _ user: UserID, if check: @escaping @Sendable (UserID, SQLWork) throws -> Void = requireHere,
    meanwhile: @escaping @Sendable () async throws -> Void = {}
  ) async throws {
    try await leaving.departing(user, from: "home", if: { try check(user, $0) }) { departure in
      try await meanwhile()
      try await accounts.transaction { work in
        try check(user, work)
        try departure.decide(in: work)
        try work.sql.execute("UPDATE test_tickets SET state = 'gone' WHERE id = \(user)")
        try work.publish(
          Event("home.user.deleted", of: "user:\(user)", data: ["user_id": "\(user)"]))
      }
    }
  }

  /// Finds somebody's account, and locks it.
  @Sendable static func requireHere(_ user: UserID, in work: SQLWork) throws {
    let found = try work.sql.first(
      "SELECT state FROM test_tickets WHERE id = \(user) \(work.sql.dialect.lockingRows)"
    ) { try $0.get(0, as: String.self) }
    guard found == "here" else { throw NotFound() }
  }

  /// Sends a naira to somebody.
  func pay(_ user: UserID, from payer: UserID) async throws -> Result<Transfer, TransferRejection> {
    try await other.ledger.ledger.post(
      Posting(other.ledger.order(.naira(1), from: payer, to: user))
    ).result
  }

  /// Gives somebody a ticket, which keeps them.
  func book(for user: UserID) async throws {
    let id: UserID = home.ledger.ids.make()
    try await other.work.transaction { work in
      try work.requirePresent([user])
      try work.sql.execute(
        "INSERT INTO test_tickets (id, state) VALUES (\(id), \(Self.state(of: user)))")
    }
  }

  /// Does the jobs that are due.
  func work() async throws {
    for (fixture, contexts) in zip([home, other], places) {
      let jobs = SQLJobs(database: fixture.ledger.database, ids: fixture.ledger.ids)
      let handler = leaving.handler(in: contexts)
      let now = clock.now()
      let claimed = try await jobs.claim(
        100, from: handler.queue, of: [handler.kind], for: fixture.ledger.ids.make(), due: now,
        at: now)
      for job in claimed { try await handler.perform(job.arguments, job.run) }
    }
  }

  /// Where somebody is.
  struct Whereabouts: Hashable, Sendable {
    var isGone: Bool
    /// What the database of the wallets knows of it, and that of the account.
    var marks: [String]
    var isClosed: Bool
    var balance: Int64

    /// Nothing has happened.
    static func here(_ balance: Int64 = 0) -> Whereabouts {
      Whereabouts(isGone: false, marks: ["", ""], isClosed: false, balance: balance)
    }
    /// All is done.
    static let gone = Whereabouts(
      isGone: true, marks: ["left", "left"], isClosed: true, balance: 0)
  }

  func whereabouts(of user: UserID) async throws -> Whereabouts {
    func mark(_ fixture: WorkFixture) async throws -> String {
      try await fixture.ledger.database.first(
        "SELECT state FROM platform_leavers WHERE user_id = \(user)"
      ) { try $0.get(0) } ?? ""
    }
    let state = try await home.ledger.database.first(
      "SELECT state FROM test_tickets WHERE id = \(user)"
    ) { try $0.get(0, as: String.self) }
    let account = try await other.ledger.ledger.account(other.ledger.wallet(user))
    return Whereabouts(
      isGone: state == "gone", marks: [try await mark(other), try await mark(home)],
      isClosed: account?.isClosed ?? false, balance: account?.balance.minorUnits ?? 0)
  }

  /// How many notes, jobs and accounts of the ledger there are in both databases.
  func traces() async throws -> [Int] {
    var counts: [Int] = []
    for fixture in [home, other] {
      for table: SQL in ["platform_leavers", "platform_jobs", "ledger_accounts"] {
        counts.append(try await fixture.count(table))
      }
    }
    return counts
  }

  /// How many tickets somebody has.
  func tickets(of user: UserID) async throws -> Int {
    try await other.count("test_tickets WHERE state = \(Self.state(of: user))")
  }

  private static func state(of user: UserID) -> String { "of \(user)" }
}

import Glibc
import Kernel
import KernelTesting
import Ledger
import LedgerTesting
import Storage
import StorageTesting
import Synchronization
import Testing
import Work
import WorkTesting

@testable import PlatformSQL

/// Units of work that share transactions are as they are alone, on every engine.
@Suite struct SharingContractTests {
  private static let claims = UnitClaims([1])

  /// Runs something so often at once.
  private func atOnce<Value: Sendable>(
    _ times: Int, _ body: @escaping @Sendable (Int) async throws -> Value
  ) async -> [Result<Value, any Error>] {
    await withTaskGroup(of: Result<Value, any Error>.self) { group in
      for number in 0..<times {
        group.addTask {
          do { return .success(try await body(number)) } catch { return .failure(error) }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
  }

  @Test(
    "Units that wait are committed together, each with all that it does, in fewer transactions",
    arguments: Engine.allCases)
  func together(on engine: Engine) async throws {
    let fixture = try await WorkFixture(on: engine)
    let counted = CountingDatabase(fixture.ledger.database)
    let office = try await TicketOffice(fixture, holding: .naira(50)).over(counted)
    let sales = await atOnce(40) {
      try await office.sell(under: office.key("\($0)"), claiming: Self.claims)
    }
    #expect(Set(sales.compactMap { try? $0.get() }).count == 40)
    #expect(try await office.traces() == [40, 40, 40, 40, 40, 40])
    #expect(try await fixture.ledger.balance(office.buyer) == 1_000)
    #expect(try fixture.ledger.findings() == [])
    let numbers = try await fixture.ledger.database.all(
      "SELECT number FROM platform_outbox ORDER BY number"
    ) { try $0.get(0, as: Int.self) }
    #expect(numbers == Array(1...40))
    #expect(counted.transactions < 20)
  }

  @Test(
    "One that is refused, before or after it wrote, leaves its answer and takes no other along",
    arguments: Engine.allCases)
  func refused(on engine: Engine) async throws {
    let fixture = try await WorkFixture(on: engine)
    let office = try await TicketOffice(fixture, holding: .naira(50))
    let poor = try await TicketOffice(fixture, holding: .naira(0))
    let sales = await atOnce(30) { number in
      switch number % 5 {
      case 0:
        try await office.sell(
          under: office.key("\(number)"), isSoldOut: true, claiming: Self.claims)
      case 1: try await poor.sell(under: poor.key("\(number)"), claiming: Self.claims)
      default: try await office.sell(under: office.key("\(number)"), claiming: Self.claims)
      }
    }
    let errors = sales.compactMap { if case .failure(let error) = $0 { error } else { nil } }
    #expect(errors.count { $0 is TicketOffice.SoldOut } == 6)
    #expect(errors.count { $0 as? TransferRejection == .exceedsBalance } == 6)
    #expect(try await office.traces() == [18, 18, 18, 18, 18, 30])
    #expect(try await fixture.ledger.balance(office.buyer) == 3_200)
    #expect(try fixture.ledger.findings() == [])
  }

  @Test(
    "A balance is spent once, however many of those who share want it", arguments: Engine.allCases)
  func spent(on engine: Engine) async throws {
    let office = try await TicketOffice(WorkFixture(on: engine), holding: .naira(7))
    let sales = await atOnce(20) { _ in try await office.sell(claiming: Self.claims) }
    #expect(sales.count { (try? $0.get()) != nil } == 7)
    #expect(try await office.traces() == [7, 7, 7, 7, 7, 0])
    #expect(try await office.fixture.ledger.balance(office.buyer) == 0)
    #expect(try office.fixture.ledger.findings() == [])
  }

  @Test("One key has one effect, and one answer for all", arguments: Engine.allCases)
  func oneKey(on engine: Engine) async throws {
    let office = try await TicketOffice(WorkFixture(on: engine), holding: .naira(50))
    let key = office.key("a")
    let sales = await atOnce(20) { _ in try await office.sell(under: key, claiming: Self.claims) }
    #expect(sales.count { (try? $0.get()) != nil } == 1)
    let replays = sales.compactMap {
      if case .failure(let error as Replay) = $0 { error } else { nil }
    }
    #expect(replays.count == 19)
    #expect(try await office.traces() == [1, 1, 1, 1, 1, 1])
    await #expect(throws: IdempotencyKeyReused.self) {
      try await office.sell(under: office.key("a", body: 2), claiming: Self.claims)
    }
  }

  @Test(
    "Two servers that share among themselves want the same accounts and keys: each is sold once",
    arguments: Engine.allCases)
  func servers(on engine: Engine) async throws {
    let office = try await TicketOffice(WorkFixture(on: engine), holding: .naira(90))
    let other = try WorkFixture(over: office.fixture.ledger.database)
    let offices = [office, TicketOffice(other, office.buyer, other.work)]
    let sales = await atOnce(60) { number in
      let own = offices[number % 2]
      let claims = UnitClaims([UInt128(number % 6 / 2)])
      return try await own.sell(under: own.key("\(number / 2)"), claiming: claims)
    }
    #expect(sales.count { (try? $0.get()) != nil } == 30)
    #expect(
      sales.allSatisfy { if case .failure(let error) = $0 { error is Replay } else { true } })
    #expect(try await office.traces() == [30, 30, 30, 30, 30, 30])
    #expect(try await office.fixture.ledger.balance(office.buyer) == 6_000)
    #expect(try office.fixture.ledger.findings() == [])
  }

  @Test(
    "Killed between any two statements, a process leaves all or nothing of each that shared",
    arguments: Engine.allCases)
  func killed(on engine: Engine) async throws {
    let office = try await TicketOffice(WorkFixture(on: engine), holding: .naira(900))
    let ledger = office.fixture.ledger
    let (url, buyer) = (try #require(Engine.address(of: ledger.database)), "\(office.buyer)")
    for number in 1...Self.steps {
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [url = url as String, buyer = buyer as String, number = number as Int] in
        let database = MortalDatabase(try Engine.open(url), dyingAt: number)
        try await Self.sell(number, to: try #require(UserID(buyer)), in: database)
      }
      #expect(Set(try await office.traces()).count == 1)
      try await Self.sell(number, to: office.buyer, in: ledger.database)
      #expect(Set(try await office.traces()) == [4 * number])
    }
    #expect(try await ledger.balance(office.buyer) == Int64(90_000 - 400 * Self.steps))
    #expect(try ledger.findings() == [])
  }

  /// Fewer than a unit alone and three together take.
  private static let steps = 18

  private static func sell(
    _ number: Int, to buyer: UserID, in database: any Database
  ) async throws {
    let fixture = try WorkFixture(over: database)
    let office = TicketOffice(fixture, buyer, fixture.work)
    await withTaskGroup { group in
      for sale in 0..<4 {
        group.addTask {
          _ = try? await office.sell(under: office.key("\(number) \(sale)"), claiming: claims)
        }
      }
    }
  }
}

/// A database that counts the transactions that it is asked for.
private final class CountingDatabase: Database {
  private let base: any Database
  private let asked = Atomic(0)

  init(_ base: any Database) { self.base = base }

  var transactions: Int { asked.load(ordering: .relaxed) }
  var dialect: Dialect { base.dialect }
  var parallelTransactions: Int { base.parallelTransactions }

  func query(_ sql: SQL) async throws -> [Row] { try await base.query(sql) }

  func query(
    _ sql: SQL, consistency: ReadConsistency, expected: ExpectedDuration
  ) async throws -> [Row] {
    try await base.query(sql, consistency: consistency, expected: expected)
  }

  func execute(_ sql: SQL) async throws -> Int { try await base.execute(sql) }

  func execute(_ sql: SQL, expected: ExpectedDuration) async throws -> Int {
    try await base.execute(sql, expected: expected)
  }

  func transaction<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLExecutor) throws -> Value
  ) async throws -> Value {
    try await transaction(waiting: .usual, body)
  }

  func transaction<Value: Sendable>(
    waiting: LockWaiting, _ body: @escaping @Sendable (any SQLExecutor) throws -> Value
  ) async throws -> Value {
    asked.add(1, ordering: .relaxed)
    return try await base.transaction(waiting: waiting, body)
  }

  func announce(_ channel: String) { base.announce(channel) }

  func announcements(on channel: String) -> AsyncStream<Void> {
    base.announcements(on: channel)
  }

  func connect() throws -> any SQLConnection { try base.connect() }

  func check() async throws { try await base.check() }

  func close() async { await base.close() }
}

import Kernel
import KernelTesting
import Ledger
import PlatformSQL
import LedgerTesting
import Ports
import Storage
import StorageTesting
import Testing

/// What parallel attempts were answered.
private actor Replies {
  private(set) var ids: Set<Transfer.ID> = []
  private(set) var first = 0
  private(set) var again = 0

  func add(_ id: Transfer.ID, _ isReplay: Bool) {
    ids.insert(id)
    if isReplay { again += 1 } else { first += 1 }
  }
}

/// What the ledger promises, on every engine.
@Suite struct PostingContractTests {
  @Test("A posting moves its amount, and both sides' books show it", arguments: Engine.allCases)
  func posts(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let ada = try await fixture.user(holding: .naira(500))
    let bola = try await fixture.user(holding: .naira(0))
    let order = fixture.order(.naira(200), from: ada, to: bola, note: "rent ✓")
    let transfer = try await fixture.ledger.post(Posting(order)).result.get()
    #expect(try await fixture.balance(ada) == 300_00)
    #expect(try await fixture.balance(bola) == 200_00)
    let book = try await fixture.ledger.lines(
      of: transfer.credit.account, before: nil, limit: 10)
    #expect(book.map(\.amount) == [200_00])
    #expect(book.first?.note == "rent ✓")
    #expect(book.first?.counterparty == .user(ada))
    #expect(
      try await fixture.ledger.line(of: order.id, in: transfer.debit.account)?.amount == -200_00)
    #expect(try fixture.findings() == [])
  }

  @Test("An account's id is known from when it was opened, by whomever", arguments: Engine.allCases)
  func accountIDs(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let other = SQLLedger(
      database: fixture.database, clock: fixture.clock, ids: fixture.ids,
      units: fixture.units)
    let terms = fixture.wallet(fixture.ids.make())

    #expect(try await fixture.ledger.accountID(terms) == nil)
    let opened = try await other.openAccount(terms)

    for ledger in [fixture.ledger, other, fixture.ledger] {
      #expect(try await ledger.accountID(terms) == opened.id)
    }
  }

  @Test("A ledger that remembers next to no account posts as any other", arguments: Engine.allCases)
  func forgetful(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let forgetful = SQLLedger(
      database: fixture.database, clock: fixture.clock, ids: fixture.ids, units: fixture.units,
      accountCache: 1)
    let ada = try await fixture.user(holding: .naira(500))
    let others: [UserID] = (0..<5).map { _ in fixture.ids.make() }
    for other in others + others {
      let order = fixture.order(.naira(10), from: ada, to: other)
      _ = try await forgetful.post(Posting(order)).result.get()
    }
    for other in others {
      let terms = fixture.wallet(other)
      #expect(try await forgetful.accountID(terms) == fixture.ledger.account(terms)?.id)
      #expect(try await fixture.balance(other) == 20_00)
    }
    #expect(forgetful.rememberedAccounts.count == 1)
    #expect(forgetful.rememberedAccounts.evictions > 0)
    #expect(try fixture.findings() == [])
  }

  @Test("The same id again is the same transfer, once", arguments: Engine.allCases)
  func retriedID(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let ada = try await fixture.user(holding: .naira(500))
    let bola: UserID = fixture.ids.make()
    let order = fixture.order(.naira(200), from: ada, to: bola)
    let first = try await fixture.ledger.post(Posting(order)).result.get()
    let second = try await fixture.ledger.post(Posting(order)).result.get()
    #expect(first == second)
    #expect(try await fixture.balance(ada) == 300_00)
    let other = fixture.order(.naira(201), from: ada, to: bola, id: order.id)
    #expect(
      try await fixture.ledger.post(Posting(other)).result == .failure(.existsWithDifferentTerms))
  }

  @Test("The longest note is kept whole, and a longer one refused", arguments: Engine.allCases)
  func longestNote(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let ada = try await fixture.user(holding: .naira(500))
    let bola: UserID = fixture.ids.make()
    // By chance, so that no engine can make it shorter.
    var chance = SystemRandomNumberGenerator()
    let letters = (0..<Transfer.longestNote).map { _ in
      Character(Unicode.Scalar(UInt8.random(in: 0x21...0x7E, using: &chance)))
    }
    let longest = fixture.order(.naira(1), from: ada, to: bola, note: String(letters))
    let longer = fixture.order(.naira(1), from: ada, to: bola, note: String(letters + ["a"]))

    _ = try await fixture.ledger.post(Posting(longest)).result.get()
    #expect(try await fixture.ledger.post(Posting(longer)).result == .failure(.noteTooLong))

    let account = try #require(try await fixture.ledger.accountID(fixture.wallet(ada)))
    let page = try await fixture.ledger.lines(of: account, before: nil, limit: 20)
    #expect(page.first?.note == longest.note)
    #expect(try await fixture.balance(ada) == 499_00)
  }

  @Test("A refused id stays refused after money came in", arguments: Engine.allCases)
  func refusedID(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let ada = try await fixture.user(holding: .naira(1))
    let bola = try await fixture.user(holding: .naira(100))
    let order = fixture.order(.naira(50), from: ada, to: bola)
    #expect(try await fixture.ledger.post(Posting(order)).result == .failure(.exceedsBalance))
    _ = try await fixture.ledger.post(
      Posting(fixture.order(.naira(100), from: bola, to: ada))
    ).result.get()
    #expect(try await fixture.ledger.post(Posting(order)).result == .failure(.exceedsBalance))
    #expect(try await fixture.balance(ada) == 101_00)
  }

  @Test("50 parallel postings under one key have one effect", arguments: Engine.allCases)
  func parallelKey(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let ada = try await fixture.user(holding: .naira(500))
    let bola: UserID = fixture.ids.make()
    let key = fixture.key("once", of: ada)
    let replies = Replies()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<50 {
        group.addTask {
          let order = fixture.order(.naira(1), from: ada, to: bola)
          let outcome = try await fixture.ledger.post(Posting(order, idempotencyKey: key))
          if case .success(let transfer) = outcome.result {
            await replies.add(transfer.id, outcome.isReplay)
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(await replies.ids.count == 1)
    #expect(await replies.first == 1)
    #expect(await replies.again == 49)
    #expect(try await fixture.balance(bola) == 1_00)
  }

  @Test("A key with another body is refused and moves nothing", arguments: Engine.allCases)
  func reusedKey(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let ada = try await fixture.user(holding: .naira(500))
    let bola: UserID = fixture.ids.make()
    let order = fixture.order(.naira(1), from: ada, to: bola)
    _ = try await fixture.ledger.post(Posting(order, idempotencyKey: fixture.key("k", of: ada)))
    await #expect(throws: IdempotencyKeyReused.self) {
      let other = fixture.order(.naira(2), from: ada, to: bola)
      _ = try await fixture.ledger.post(
        Posting(other, idempotencyKey: fixture.key("k", of: ada, body: 2)))
    }
    await #expect(throws: IdempotencyKeyReused.self) {
      _ = try await fixture.ledger.outcome(of: fixture.key("k", of: ada, body: 2))
    }
    #expect(try await fixture.balance(bola) == 1_00)
  }

  @Test(
    "A key that the release before kept is known again by the octets", arguments: Engine.allCases)
  func keyOfReleaseBefore(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let ada = try await fixture.user(holding: .naira(500))
    let bola: UserID = fixture.ids.make()
    let kept = fixture.key("k", of: ada, body: 1)
    func post(_ key: IdempotencyKey) async throws -> PostingOutcome {
      let order = fixture.order(.naira(1), from: ada, to: bola)
      return try await fixture.ledger.post(Posting(order, idempotencyKey: key))
    }
    _ = try await post(kept)
    let again = fixture.key("k", of: ada, body: 2, octets: 1)
    #expect(try await post(again).isReplay)
    #expect(try await fixture.ledger.outcome(of: again)?.isReplay == true)
    await #expect(throws: IdempotencyKeyReused.self) {
      _ = try await post(fixture.key("k", of: ada, body: 2, octets: 3))
    }
    #expect(try await fixture.balance(bola) == 1_00)
  }

  @Test(
    "A refusal is replayed under its key and names its first request", arguments: Engine.allCases)
  func replayedRefusal(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let ada = try await fixture.user(holding: .naira(1))
    let bola = try await fixture.user(holding: .naira(100))
    func attempt(_ request: String) async throws -> PostingOutcome {
      let order = fixture.order(.naira(50), from: ada, to: bola)
      let key = fixture.key("k", of: ada, request: request)
      return try await fixture.ledger.post(Posting(order, idempotencyKey: key))
    }
    let first = try await attempt("first")
    _ = try await fixture.ledger.post(
      Posting(fixture.order(.naira(100), from: bola, to: ada)))
    let second = try await attempt("second")
    #expect(first.result == .failure(.exceedsBalance))
    #expect(first.replayOf == nil)
    #expect(second.result == first.result)
    #expect(second.replayOf == "first")
  }

  @Test("A key is new again after 24 hours", arguments: Engine.allCases)
  func expiredKey(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let ada = try await fixture.user(holding: .naira(500))
    let bola: UserID = fixture.ids.make()
    func attempt() async throws -> PostingOutcome {
      let order = fixture.order(.naira(1), from: ada, to: bola)
      return try await fixture.ledger.post(
        Posting(order, idempotencyKey: fixture.key("k", of: ada)))
    }
    _ = try await attempt()
    fixture.clock.advance(seconds: 24 * 60 * 60 - 1)
    #expect(try await attempt().isReplay)
    fixture.clock.advance(seconds: 2)
    #expect(try await !attempt().isReplay)
    #expect(try await fixture.balance(bola) == 2_00)
  }

  @Test(
    "What is stored under a key older than 24 hours is nobody's outcome, removed or not",
    arguments: Engine.allCases)
  func outcomeOfExpiredKey(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let ada = try await fixture.user(holding: .naira(500))
    let order = fixture.order(.naira(1), from: ada, to: fixture.ids.make())
    let key = fixture.key("k", of: ada)
    let posted = try await fixture.ledger.post(Posting(order, idempotencyKey: key))
    fixture.clock.advance(seconds: 24 * 60 * 60 - 1)
    #expect(try await fixture.ledger.outcome(of: key)?.result == posted.result)
    fixture.clock.advance(seconds: 1)
    #expect(try await fixture.ledger.outcome(of: key) == nil)
    // It is new for any body.
    #expect(try await fixture.ledger.outcome(of: fixture.key("k", of: ada, body: 2)) == nil)
  }

  @Test("Expired keys are removed, younger ones stay", arguments: Engine.allCases)
  func forgetsKeys(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let ada = try await fixture.user(holding: .naira(500))
    let bola: UserID = fixture.ids.make()
    for name in ["old", "young"] {
      let order = fixture.order(.naira(1), from: ada, to: bola)
      _ = try await fixture.ledger.post(Posting(order, idempotencyKey: fixture.key(name, of: ada)))
      fixture.clock.advance(seconds: IdempotencyKeys.lifetime / 2)
    }
    #expect(
      try await IdempotencyKeys.forgetExpired(in: fixture.database, at: fixture.clock.now()) == 1)
    #expect(try await fixture.ledger.outcome(of: fixture.key("old", of: ada)) == nil)
    #expect(try await fixture.ledger.outcome(of: fixture.key("young", of: ada)) != nil)
  }

  @Test(
    "500 random concurrent transfers leave the sum as it was and nobody below zero",
    arguments: Engine.allCases)
  func concurrent(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    var users: [UserID] = []
    for _ in 0..<10 { users.append(try await fixture.user(holding: .naira(100))) }
    let everyone = users
    try await withThrowingTaskGroup(of: Void.self) { group in
      var random = SystemRandomNumberGenerator()
      for _ in 0..<500 {
        let pair = Array(everyone.shuffled(using: &random).prefix(2))
        let minor = Int64.random(in: 1...60_00, using: &random)
        group.addTask {
          let order = fixture.order(
            Money(minorUnits: minor, unit: .naira), from: pair[0], to: pair[1])
          _ = try await fixture.ledger.post(Posting(order))
        }
      }
      try await group.waitForAll()
    }
    var sum: Int64 = 0
    for user in users {
      let balance = try await fixture.balance(user)
      #expect(balance >= 0)
      sum += balance
    }
    #expect(sum == 10 * 100_00)
    #expect(try fixture.findings() == [])
  }

  @Test("Two ledgers over one database agree under load", arguments: Engine.allCases)
  func twoServers(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let second = SQLLedger(
      database: fixture.database, clock: fixture.clock, ids: fixture.ids,
      units: fixture.units)
    let ada = try await fixture.user(holding: .naira(30))
    let bola: UserID = fixture.ids.make()
    let accepted = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<100 {
        let ledger = number.isMultiple(of: 2) ? fixture.ledger : second
        let key = fixture.key("\(number / 2)", of: ada)
        group.addTask {
          let order = fixture.order(.naira(1), from: ada, to: bola)
          let outcome = try await ledger.post(Posting(order, idempotencyKey: key))
          if case .success = outcome.result { return !outcome.isReplay }
          return false
        }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(accepted == 30)
    #expect(try await fixture.balance(bola) == 30_00)
    #expect(try fixture.findings() == [])
  }
}

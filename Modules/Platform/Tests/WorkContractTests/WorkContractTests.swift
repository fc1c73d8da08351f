import Kernel
import KernelTesting
import Ledger
import LedgerTesting
import Ports
import Storage
import StorageTesting
import Synchronization
import Testing
import Work
import WorkTesting

@testable import PlatformSQL

/// What one unit of work does commits together or not at all, on every engine.
@Suite struct WorkContractTests {
  @Test(
    "Rows, money, event, job, audit entry and answer are there together",
    arguments: Engine.allCases)
  func together(on engine: Engine) async throws {
    let office = try await TicketOffice(WorkFixture(on: engine), holding: .naira(5))
    _ = try await office.sell(under: office.key("a"))
    #expect(try await office.traces() == [1, 1, 1, 1, 1, 1])
    #expect(try await office.fixture.ledger.balance(office.buyer) == 400)
    #expect(try office.fixture.ledger.findings() == [])
  }

  @Test("A refusal after everything was written leaves nothing", arguments: Engine.allCases)
  func nothing(on engine: Engine) async throws {
    let office = try await TicketOffice(WorkFixture(on: engine), holding: .naira(5))
    await #expect(throws: TicketOffice.SoldOut()) { try await office.sell(isSoldOut: true) }
    #expect(try await office.traces() == [0, 0, 0, 0, 0, 0])
  }

  @Test("A refusal under a key leaves its answer and nothing else", arguments: Engine.allCases)
  func refusedUnderKey(on engine: Engine) async throws {
    let office = try await TicketOffice(WorkFixture(on: engine), holding: .naira(5))
    let key = office.key("a")
    await #expect(throws: TicketOffice.SoldOut()) {
      try await office.sell(under: key, isSoldOut: true)
    }
    #expect(try await office.traces() == [0, 0, 0, 0, 0, 1])

    let replayed = await #expect(throws: Replay.self) { try await office.sell(under: key) }
    #expect(replayed?.answer?.status == 409)
    #expect(replayed?.answer?.text == "SoldOut()")
    #expect(try await office.traces() == [0, 0, 0, 0, 0, 1])
  }

  @Test("An order that the ledger rejects undoes the rows", arguments: Engine.allCases)
  func rejected(on engine: Engine) async throws {
    let office = try await TicketOffice(WorkFixture(on: engine), holding: .naira(0))
    await #expect(throws: TransferRejection.exceedsBalance) { try await office.sell() }
    #expect(try await office.traces() == [0, 0, 0, 0, 0, 0])
  }

  @Test("Of orders in one call, all or none are posted", arguments: Engine.allCases)
  func linked(on engine: Engine) async throws {
    let fixture = try await WorkFixture(on: engine)
    let ada = try await fixture.ledger.user(holding: .naira(5))
    let bola = try await fixture.ledger.user(holding: .naira(0))
    let orders = [
      fixture.ledger.order(.naira(3), from: ada, to: bola),
      fixture.ledger.order(.naira(4), from: bola, to: ada),
    ]
    await #expect(throws: TransferRejection.exceedsBalance) {
      try await fixture.work.transaction { try $0.post(orders) }
    }
    #expect(try await fixture.ledger.balance(ada) == 500)

    let back = fixture.ledger.order(.naira(2), from: bola, to: ada)
    let transfers = try await fixture.work.transaction { try $0.post([orders[0], back]) }
    #expect(transfers.map(\.id) == [orders[0].id, back.id])
    #expect(try await fixture.ledger.balance(ada) == 400)
    #expect(try fixture.ledger.findings() == [])
  }

  @Test(
    "A hold is placed, settled and voided in units of work as in batches, and undone with them",
    arguments: Engine.allCases)
  func holds(on engine: Engine) async throws {
    let fixture = try await WorkFixture(on: engine)
    let ledger = fixture.ledger
    let ada = try await ledger.user(holding: .naira(5))
    let bola = try await ledger.user(holding: .naira(0))
    let hold = ledger.order(.naira(3), from: ada, to: bola, step: .hold(until: nil))
    let other = ledger.order(.naira(2), from: ada, to: bola, step: .hold(until: nil))
    let tooMuch = ledger.order(.naira(1), from: ada, to: bola)
    await #expect(throws: TransferRejection.exceedsBalance) {
      try await fixture.work.transaction { try $0.post([hold, other, tooMuch]) }
    }
    #expect(try await ledger.totals(ada) == [5_00, 0, 0])

    _ = try await fixture.work.transaction { try $0.post([hold, other]) }
    #expect(try await ledger.totals(ada) == [5_00, 5_00, 0])
    let ends = [
      ledger.end(.settle(of: hold.id, amount: .naira(1))), ledger.end(.void(of: other.id)),
    ]
    let made = try await fixture.work.transaction { try $0.post(ends) }
    #expect(made.map(\.step) == [.settle(of: hold.id), .void(of: other.id)])
    #expect(try await ledger.totals(ada) == [4_00, 0, 0])
    #expect(try ledger.findings() == [])
  }

  @Test(
    "What a part that failed by itself opened, posted and published is taken back with its rows",
    arguments: Engine.allCases)
  func savepoint(on engine: Engine) async throws {
    struct Failed: Error {}
    let fixture = try await WorkFixture(on: engine)
    let ada = try await fixture.ledger.user(holding: .naira(5))
    let bola: UserID = fixture.ledger.ids.make()
    let order = fixture.ledger.order(.naira(1), from: ada, to: bola)
    try await fixture.work.transaction { work in
      try? work.sql.savepoint {
        try work.post([order])
        try work.publish(Event("test.thing.changed", of: "thing:1", data: [1]))
        throw Failed()
      }
      try work.publish(Event("test.thing.changed", of: "thing:2", data: [2]))
    }
    #expect(try await fixture.count("platform_outbox") == 1)
    #expect(try await fixture.ledger.balance(bola) == 0)
    // Its account was opened in vain, and is opened again.
    try await fixture.work.transaction { _ = try $0.post([order]) }
    #expect(try await fixture.ledger.balance(bola) == 100)
    #expect(try fixture.ledger.findings() == [])
  }

  @Test("The same key tells the same answer and does nothing again", arguments: Engine.allCases)
  func replay(on engine: Engine) async throws {
    let office = try await TicketOffice(WorkFixture(on: engine), holding: .naira(5))
    let id = try await office.sell(under: office.key("a"))
    let replayed = await #expect(throws: Replay.self) {
      try await office.sell(under: office.key("a"))
    }
    #expect(replayed?.answer == StoredAnswer(status: 201, describing: id))
    await #expect(throws: IdempotencyKeyReused()) {
      try await office.sell(under: office.key("a", body: 2))
    }
    #expect(try await office.traces() == [1, 1, 1, 1, 1, 1])
  }

  @Test(
    "A repetition that the first request's effect would refuse has the first answer",
    arguments: Engine.allCases)
  func overtaken(on engine: Engine) async throws {
    struct Closed: Error {}
    let office = try await TicketOffice(WorkFixture(on: engine), holding: .naira(5))
    let key = office.key("close")
    // What is refused here is final for nobody: a 404, say.
    func close() async throws -> String {
      try await office.work.transaction(.describing(under: key, isFinal: { _ in false })) { unit in
        let closed = try unit.sql.execute(
          "UPDATE test_tickets SET state = 'closed' WHERE state = 'sold'")
        guard closed == 1 else { throw Closed() }
        return "closed"
      }
    }
    _ = try await office.sell()
    let answers = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<10 {
        group.addTask {
          do {
            return try await close()
          } catch Replay.answer(let answer) {
            return answer.text
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(answers) == ["closed"])
  }

  @Test("Two contexts number the events of one aggregate apart", arguments: Engine.allCases)
  func contexts(on engine: Engine) async throws {
    let fixture = try await WorkFixture(on: engine)
    let other = fixture.work(over: fixture.ledger.database, context: "other")
    for (work, type) in [(fixture.work, "test.user.paid"), (other, "other.user.seen")] {
      try await work.transaction { try $0.publish(Event(type, of: "user:1", data: [1])) }
    }
    #expect(try await fixture.count("platform_outbox WHERE number = 1") == 2)
  }

  @Test(
    "Keys are kept by the machine's time, whatever the time of business", arguments: Engine.allCases
  )
  func twoClocks(on engine: Engine) async throws {
    let office = try await TicketOffice(WorkFixture(on: engine), holding: .naira(5))
    let ledger = office.fixture.ledger
    let bola = try await ledger.user(holding: .naira(0))
    let business = FixedClock(ledger.clock.now().adding(seconds: 3 * IdempotencyKeys.lifetime))
    let moved = ledger.ledger(clock: business)
    let key = office.key("lone")
    let order = ledger.order(.naira(1), from: office.buyer, to: bola)
    _ = try await moved.post(Posting(order, idempotencyKey: key))
    // Neither a batch nor a question nor the sweep takes the key for an old one.
    let again = ledger.order(.naira(1), from: office.buyer, to: bola)
    let replay = try await moved.post(Posting(again, idempotencyKey: key))
    #expect(replay.isReplay)
    #expect(try await moved.outcome(of: key)?.isReplay == true)
    let removed = try await IdempotencyKeys.forgetExpired(
      in: ledger.database, at: ledger.clock.now())
    #expect(removed == 0)
    #expect(try await ledger.balance(bola) == 100)
  }

  @Test("A key whose day is over is new again", arguments: Engine.allCases)
  func expiredKey(on engine: Engine) async throws {
    let office = try await TicketOffice(WorkFixture(on: engine), holding: .naira(5))
    _ = try await office.sell(under: office.key("a"))
    office.fixture.ledger.clock.advance(seconds: IdempotencyKeys.lifetime)
    _ = try await office.sell(under: office.key("a"))
    #expect(try await office.traces() == [2, 2, 2, 2, 2, 1])
  }

  @Test("Twenty requests under one key at once have one effect", arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    let office = try await TicketOffice(WorkFixture(on: engine), holding: .naira(50))
    let outcomes = await withTaskGroup(of: Result<String, any Error>.self) { group in
      for _ in 0..<20 {
        group.addTask {
          do {
            return .success("\(try await office.sell(under: office.key("a")))")
          } catch let replay as Replay {
            return .success(replay.answer?.text ?? "")
          } catch {
            return .failure(error)
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    let answers = try outcomes.map { try $0.get() }
    #expect(Set(answers).count == 1)
    #expect(try await office.traces() == [1, 1, 1, 1, 1, 1])
    #expect(try await office.fixture.ledger.balance(office.buyer) == 4_900)
  }

  @Test(
    "Fifty units of work at once wait for each other in one order: none runs twice for a conflict",
    arguments: Engine.allCases)
  func order(on engine: Engine) async throws {
    // A unit that waits for its turn for long is begun anew, which is no conflict.
    let fixture = try await WorkFixture(on: engine, waitsForLocks: true)
    let ledger = fixture.ledger
    let users = [
      try await ledger.user(holding: .naira(100)), try await ledger.user(holding: .naira(100)),
    ]
    // The store repeats the body of a unit that a deadlock ended.
    let runs = Counter()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<50 {
        let (payer, payee) = (users[number % 2], users[(number + 1) % 2])
        let order = ledger.order(.naira(1), from: payer, to: payee)
        let key = ledger.key("key \(number)", of: payer)
        group.addTask {
          try await fixture.work.transaction(.describing(under: key)) { work in
            runs.increment()
            try work.record(
              AuditEntry(
                actor: Actor(userID: payer), action: "test.pay", target: "user:\(payee)",
                at: ledger.clock.now()))
            for user in [payer, payee] {
              try work.publish(Event("test.user.paid", of: "user:\(user)", data: ["n": number]))
              try work.enqueue(
                TicketOffice.Print(ticket: "\(user)"), unique: .byArguments)
            }
            try work.post([order])
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(runs.value == 50)
    #expect(try await fixture.count("platform_outbox") == 100)
    #expect(try await fixture.count("platform_jobs") == 2)
    #expect(try await fixture.count("platform_audit") == 50)
    #expect(try await fixture.count("platform_idempotency") == 50)
    #expect(try ledger.findings() == [])
  }

  @Test("Events of an aggregate are numbered in order and without gaps", arguments: Engine.allCases)
  func numbers(on engine: Engine) async throws {
    let fixture = try await WorkFixture(on: engine)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<30 {
        group.addTask {
          try await fixture.work.transaction { work in
            try work.publish(Event("test.thing.changed", of: "thing:1", data: [number]))
            try work.publish(Event("test.thing.changed", of: "thing:\(number % 3)", data: [number]))
          }
        }
      }
      try await group.waitForAll()
    }
    for thing in ["thing:0", "thing:1", "thing:2"] {
      let numbers = try await fixture.ledger.database.all(
        "SELECT number FROM platform_outbox WHERE aggregate = \(thing) ORDER BY number"
      ) { try $0.get(0, as: Int.self) }
      #expect(numbers == Array(1...numbers.count))
    }
    #expect(try await fixture.count("platform_outbox") == 60)
  }

  @Test(
    "A job that is unique waits for one that is unfinished, not for one that is done",
    arguments: Engine.allCases)
  func uniqueJobs(on engine: Engine) async throws {
    let fixture = try await WorkFixture(on: engine)
    func enqueue() async throws {
      try await fixture.work.transaction {
        try $0.enqueue(TicketOffice.Print(ticket: "1"), unique: .byArguments)
      }
    }
    try await enqueue()
    try await enqueue()
    #expect(try await fixture.count("platform_jobs") == 1)
    try await fixture.ledger.database.execute("UPDATE platform_jobs SET state = 'completed'")
    try await enqueue()
    #expect(try await fixture.count("platform_jobs") == 2)
  }

  @Test(
    "What belongs to another context is refused, and nothing is written",
    arguments: Engine.allCases)
  func foreignNames(on engine: Engine) async throws {
    let fixture = try await WorkFixture(on: engine)
    await #expect(throws: ForeignName(name: "testing.a.b", context: "test")) {
      try await fixture.work.transaction {
        try $0.publish(Event("testing.a.b", of: "thing:1", data: [1]))
      }
    }
    await #expect(throws: PostedTwice()) {
      try await fixture.work.transaction { work in
        try work.post([])
        try work.post([])
      }
    }
    #expect(try await fixture.count("platform_outbox") == 0)
  }

  @Test(
    "An answer of over 16 KiB undoes its effect, since it could not be told again",
    arguments: Engine.allCases)
  func largeAnswer(on engine: Engine) async throws {
    let office = try await TicketOffice(WorkFixture(on: engine), holding: .naira(5))
    let long = String(repeating: "x", count: StoredAnswer.largestBody + 1)
    await #expect(throws: AnswerTooLarge(octets: long.utf8.count)) {
      try await office.work.run(.describing(under: office.key("a"))) { _ in long }
    }
    #expect(try await office.traces() == [0, 0, 0, 0, 0, 0])
  }

  @Test("A lone transfer's key is told apart from a unit of work's", arguments: Engine.allCases)
  func loneTransfer(on engine: Engine) async throws {
    let office = try await TicketOffice(WorkFixture(on: engine), holding: .naira(5))
    let ledger = office.fixture.ledger
    let bola = try await ledger.user(holding: .naira(0))
    let order = ledger.order(.naira(1), from: office.buyer, to: bola)
    _ = try await ledger.ledger.post(Posting(order, idempotencyKey: office.key("lone")))
    await #expect(throws: IdempotencyKeyBusy()) {
      try await office.sell(under: office.key("lone"))
    }
    _ = try await office.sell(under: office.key("unit"))
    let replayed = await #expect(throws: Replay.self) {
      try await ledger.ledger.post(Posting(order, idempotencyKey: office.key("unit")))
    }
    #expect(replayed?.answer?.status == 201)
    await #expect(throws: Replay.self) {
      try await ledger.ledger.outcome(of: office.key("unit"))
    }
  }
}

extension Replay {
  /// The answer that is told again.
  var answer: StoredAnswer? { if case .answer(let answer) = self { answer } else { nil } }
}

/// Counts what happens on any thread.
private final class Counter: Sendable {
  private let count = Atomic(0)

  var value: Int { count.load(ordering: .relaxed) }

  func increment() { count.add(1, ordering: .relaxed) }
}

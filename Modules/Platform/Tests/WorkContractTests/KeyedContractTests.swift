import Kernel
import KernelTesting
import Ledger
import LedgerTesting
import Ports
import Storage
import StorageTesting
import Testing
import Work
import WorkTesting

@testable import PlatformSQL

/// What a unit of work promises under an idempotency key, whose row is asked for along with the
/// unit's own statements.
@Suite struct KeyedContractTests {
  private struct Closed: Error, Equatable {}

  private func insert(_ ticket: Identifier<TicketOffice.Sold>) -> SQL {
    "INSERT INTO test_tickets (id, state) VALUES (\(ticket), \("sold"))"
  }

  @Test(
    "A unit that asks the store for nothing is done once under its key, and anew after its time",
    arguments: Engine.allCases)
  func blind(on engine: Engine) async throws {
    let office = try await TicketOffice(WorkFixture(on: engine), holding: .naira(5))
    let key = office.key("blind")
    func sell() async throws -> String {
      let ticket: Identifier<TicketOffice.Sold> = office.fixture.ledger.ids.make()
      return try await office.work.transaction(.describing(under: key)) { work in
        try work.sql.deferred([insert(ticket)])
        return "\(ticket)"
      }
    }
    let first = try await sell()
    let replayed = await #expect(throws: Replay.self) { _ = try await sell() }
    #expect(replayed?.answer?.text == first)
    #expect(try await office.fixture.count("test_tickets") == 1)

    office.fixture.ledger.clock.advance(seconds: IdempotencyKeys.lifetime)
    #expect(try await sell() != first)
    #expect(try await office.fixture.count("test_tickets") == 2)
    #expect(try await office.fixture.count("platform_idempotency") == 1)
  }

  @Test(
    "An answer that is kept is told, whatever the body makes of errors", arguments: Engine.allCases)
  func swallowed(on engine: Engine) async throws {
    let office = try await TicketOffice(WorkFixture(on: engine), holding: .naira(5))
    let sold = try await office.sell(under: office.key("a"))
    for refuses in [false, true] {
      let replayed = await #expect(throws: Replay.self) {
        try await office.work.transaction(.describing(under: office.key("a"))) { work in
          _ = try? work.sql.query("SELECT id FROM test_tickets")
          try? work.sql.savepoint { _ = try work.sql.execute("DELETE FROM test_tickets") }
          if refuses { throw Closed() }
        }
      }
      #expect(replayed?.answer == StoredAnswer(status: 201, describing: sold))
    }
    #expect(try await office.traces() == [1, 1, 1, 1, 1, 1])
  }

  @Test(
    "What refuses a unit undoes all of it, and a final refusal is kept once",
    arguments: Engine.allCases)
  func refused(on engine: Engine) async throws {
    let office = try await TicketOffice(WorkFixture(on: engine), holding: .naira(5))
    for key in ["final", "again"] {
      let once: Once<Identifier<TicketOffice.Sold>> = .describing(
        under: office.key(key), isFinal: { _ in key == "final" })
      let ticket: Identifier<TicketOffice.Sold> = office.fixture.ledger.ids.make()
      await #expect(throws: Closed()) {
        try await office.work.transaction(once) { work in
          try work.sql.deferred([insert(ticket)])
          try work.publish(Event("test.ticket.sold", of: "ticket:\(ticket)", data: [1]))
          try work.enqueue(TicketOffice.Print(ticket: "\(ticket)"))
          throw Closed()
        }
      }
    }
    #expect(try await office.traces() == [0, 0, 0, 0, 0, 1])
    // The refusal that is final is told again; the other one is not.
    await #expect(throws: Replay.self) { try await office.sell(under: office.key("final")) }
    _ = try await office.sell(under: office.key("again"))
    #expect(try await office.traces() == [1, 1, 1, 1, 1, 2])
  }

  @Test(
    "A row that somebody else has shows as the store's error, and nothing is kept",
    arguments: Engine.allCases)
  func violation(on engine: Engine) async throws {
    let office = try await TicketOffice(WorkFixture(on: engine), holding: .naira(5))
    let ticket = try await office.sell()
    let failure = await #expect(throws: StorageError.self) {
      try await office.work.transaction(.describing(under: office.key("a"))) { work in
        try work.sql.deferred([insert(ticket)])
        try work.publish(Event("test.ticket.sold", of: "ticket:\(ticket)", data: [1]))
      }
    }
    #expect(failure?.isUniqueViolation(of: "test_tickets", "id") == true)
    #expect(try await office.traces() == [1, 1, 1, 1, 1, 0])
  }

  @Test(
    "Of twenty requests under one key that all add one row, each has the first one's answer",
    arguments: Engine.allCases)
  func sameRow(on engine: Engine) async throws {
    let office = try await TicketOffice(WorkFixture(on: engine), holding: .naira(5))
    let ticket: Identifier<TicketOffice.Sold> = office.fixture.ledger.ids.make()
    let answers = try await withThrowingTaskGroup(of: String.self) { group in
      for number in 0..<20 {
        group.addTask {
          do {
            return try await office.work.transaction(
              .describing(under: office.key("a"), isFinal: { _ in false })
            ) { work in
              try work.sql.deferred([insert(ticket)])
              return "\(number)"
            }
          } catch Replay.answer(let answer) {
            return answer.text
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(answers).count == 1)
    #expect(try await office.fixture.count("test_tickets") == 1)
  }

  @Test(
    "The answer to a commit is lost: the same request is told what was done, or does it",
    arguments: Engine.allCases)
  func lostAnswers(on engine: Engine) async throws {
    let office = try await TicketOffice(WorkFixture(on: engine), holding: .naira(5))
    let failing = FailingDatabase(office.fixture.ledger.database)
    let disturbed = office.over(failing)
    for (number, fault) in [FailingDatabase.Fault.lostCommit(1), .lostAnswer(1)].enumerated() {
      let key = office.key("lost \(number)")
      failing.fail(fault)
      await #expect(throws: StorageUnavailable.outcomeUnknown) {
        try await disturbed.sell(under: key)
      }
      do {
        _ = try await disturbed.sell(under: key)
      } catch is Replay {
        #expect(fault == .lostAnswer(1))
      }
      #expect(try await office.fixture.count("test_tickets") == number + 1)
    }
    #expect(try await office.traces() == [2, 2, 2, 2, 2, 2])
  }
}

import Kernel
import KernelTesting
import Ledger
import LedgerTesting
import PlatformSQL
import Storage
import StorageTesting
import Testing

/// Stretches of a book, as statements show them, on every engine.
@Suite struct SpanContractTests {
  private static let day: Int64 = 86_400

  /// Somebody's account with a line a day: a credit of 100 naira, then debits of 1, 2, 3 …
  private func book(
    of lines: Int, on fixture: LedgerFixture
  ) async throws -> (account: LedgerAccount.ID, start: Instant) {
    let start = fixture.clock.now()
    let ada = try await fixture.user(holding: .naira(100))
    for number in 1..<lines {
      fixture.clock.advance(seconds: Self.day)
      let order = fixture.order(.naira(Int64(number)), from: ada, to: fixture.ids.make())
      _ = try await fixture.ledger.post(Posting(order)).result.get()
    }
    return (try #require(try await fixture.ledger.accountID(fixture.wallet(ada))), start)
  }

  private func lines(
    _ fixture: LedgerFixture, _ account: LedgerAccount.ID, _ span: LedgerSpan
  ) async throws -> [LedgerLine] {
    var all: [LedgerLine] = []
    while true {
      let page = try await fixture.ledger.lines(
        of: account, in: span, after: all.last?.sequence ?? 0, limit: 3)
      all += page
      if page.count < 3 { return all }
    }
  }

  @Test(
    "A span has the lines from its first instant up to its last, and their sum is what it changed",
    arguments: Engine.allCases)
  func sums(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let (account, start) = try await book(of: 12, on: fixture)
    for (first, last) in [(0, 12), (0, 0), (3, 9), (4, 5), (11, 40), (-5, 1), (-9, -2), (20, 30)] {
      let span = try await fixture.ledger.span(
        of: account, from: start.adding(seconds: Int64(first) * Self.day),
        to: start.adding(seconds: Int64(last) * Self.day))
      let numbers = max(0, min(first, 12))..<max(0, min(last, 12))
      let found = try await lines(fixture, account, span)
      #expect(found.map(\.sequence) == numbers.map { Int64($0) + 1 }, "\(first) to \(last)")
      #expect(span.count == Int64(numbers.count))
      #expect(span.end.balance == span.start.balance + span.credits - span.debits)
      #expect(found.reduce(0) { $0 + $1.amount } == span.credits - span.debits)
      #expect(found.last.map(\.balanceAfter) ?? span.start.balance == span.end.balance)
    }
    // An instant that is an entry's own: a millisecond decides.
    let instant = start.adding(seconds: 3 * Self.day)
    for (shift, count) in [(Int64(0), Int64(3)), (1, 4)] {
      let span = try await fixture.ledger.span(
        of: account, from: start, to: instant.adding(milliseconds: shift))
      #expect(span.count == count)
    }
  }

  @Test("What is posted later is not in a span that was taken", arguments: Engine.allCases)
  func snapshot(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let ada = try await fixture.user(holding: .naira(100))
    let account = try #require(try await fixture.ledger.accountID(fixture.wallet(ada)))
    let (start, end) = (fixture.clock.now(), fixture.clock.now().adding(seconds: Self.day))
    let span = try await fixture.ledger.span(of: account, from: start, to: end)
    let order = fixture.order(.naira(1), from: ada, to: fixture.ids.make())
    _ = try await fixture.ledger.post(Posting(order)).result.get()
    #expect(try await lines(fixture, account, span).map(\.sequence) == [1])
    #expect(span.end.balance == 100_00)
    #expect(try await fixture.ledger.span(of: account, from: start, to: end).count == 2)
  }

  @Test(
    "Spans that follow each other share out all lines, though clocks of servers differ",
    arguments: Engine.allCases)
  func disorder(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let behind = FixedClock(fixture.clock.now().adding(seconds: -50))
    let other = fixture.ledger(clock: behind)
    let start = fixture.clock.now().adding(seconds: -100)
    let ada = try await fixture.user(holding: .naira(100))
    let account = try #require(try await fixture.ledger.accountID(fixture.wallet(ada)))
    for number in 0..<30 {
      fixture.clock.advance(seconds: 7)
      behind.advance(seconds: 7)
      let order = fixture.order(.naira(1), from: ada, to: fixture.ids.make())
      let ledger = number % 3 == 0 ? other : fixture.ledger
      _ = try await ledger.post(Posting(order)).result.get()
    }
    var seen: [Int64] = []
    for second in stride(from: Int64(0), to: 400, by: 13) {
      let span = try await fixture.ledger.span(
        of: account, from: start.adding(seconds: second), to: start.adding(seconds: second + 13))
      seen += try await lines(fixture, account, span).map(\.sequence)
    }
    #expect(seen == Array(1...31))
  }

  @Test(
    "A hold is no line until it is settled, and then of what was settled",
    arguments: Engine.allCases)
  func holds(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let (ada, bola) = (try await fixture.user(holding: .naira(100)), fixture.ids.make() as UserID)
    let account = try #require(try await fixture.ledger.accountID(fixture.wallet(ada)))
    let start = fixture.clock.now()
    var holds: [Transfer.ID] = []
    for amount in [Int64(10), 20, 30] {
      let hold = fixture.order(.naira(amount), from: ada, to: bola, step: .hold(until: nil))
      holds.append(try await fixture.ledger.post(Posting(hold)).result.get().id)
    }
    fixture.clock.advance(seconds: Self.day)
    _ = try await fixture.outcome(.settle(of: holds[0], amount: .naira(4))).get()
    _ = try await fixture.outcome(.void(of: holds[1])).get()
    let before = try await fixture.ledger.span(
      of: account, from: start, to: start.adding(seconds: Self.day))
    #expect(before.count == 1 && before.end.balance == 100_00)
    let after = try await fixture.ledger.span(
      of: account, from: start.adding(seconds: Self.day), to: start.adding(seconds: 2 * Self.day))
    #expect(try await lines(fixture, account, after).map(\.amount) == [-4_00])
    #expect(after.end.balance == 96_00)
  }
}

import Fines
import Kernel
import Testing

/// How long premium lasts.
@Suite struct PremiumTests {
  private let start = Instant(seconds: 1_780_000_000)
  private let day = Premium.secondsOfDay

  @Test("Premium is active before its end, in grace for its days, and gone with their last instant")
  func states() {
    let premium = Premium.until(start)
    #expect(premium.state(at: start.adding(milliseconds: -1), graceDays: 3) == .active)
    #expect(premium.state(at: start, graceDays: 3) == .grace)
    #expect(premium.state(at: start.adding(seconds: 3 * day - 1), graceDays: 3) == .grace)
    #expect(premium.state(at: start.adding(seconds: 3 * day), graceDays: 3) == .none)
    #expect(premium.state(at: start, graceDays: 0) == .none)
    #expect(Premium.none.state(at: start, graceDays: 3) == .none)
    #expect(Premium.unlimited.state(at: start, graceDays: 0) == .active)
  }

  @Test("A renewal adds on, from the end in grace too, and from now after it")
  func renewals() {
    var line = SubscriptionLine([])
    #expect(line.premium == .none)
    let first = line.add(1, days: 30, at: start, graceDays: 3)
    let second = line.add(2, days: 10, at: start.adding(seconds: 31 * day), graceDays: 3)
    #expect(first && second && line.premium == .until(start.adding(seconds: 40 * day)))
    let late = start.adding(seconds: 50 * day)
    let third = line.add(3, days: 1, at: late, graceDays: 3)
    #expect(third && line.spans.last?.start == late)
  }

  @Test("Premium without end cannot be extended, and a set end takes the place of all others")
  func sets() {
    var line = SubscriptionLine([])
    line.set(1, until: nil, at: start)
    #expect(line.premium == .unlimited)
    let added = line.add(2, days: 30, at: start, graceDays: 3)
    #expect(!added)
    let later = start.adding(seconds: day)
    line.set(3, until: later.adding(seconds: day), at: later)
    #expect(line.premium == .until(later.adding(seconds: day)))
    line.cut(at: later)
    #expect(line.premium == .none)
  }

  @Test("What an admin ends has no grace, and what is bought afterwards begins anew")
  func revoked() {
    var line = SubscriptionLine([])
    _ = line.add(1, days: 30, at: start, graceDays: 3)
    _ = line.add(2, days: 30, at: start, graceDays: 3)
    let now = start.adding(seconds: day)
    line.cut(at: now)
    #expect(line.premium == .none && line.spans.map(\.end) == [now])
    let later = now.adding(seconds: day)
    let bought = line.add(3, days: 1, at: later, graceDays: 3)
    #expect(bought && line.premium == .until(later.adding(seconds: day)))
  }

  @Test("A refund takes just the unused part away, and leaves no gap")
  func refunds() {
    var random = SplitMix(seed: 8)
    for _ in 0..<500 {
      var line = SubscriptionLine([])
      for id in 1...Int64.random(in: 1...5, using: &random) {
        _ = line.add(id, days: .random(in: 1...40, using: &random), at: start, graceDays: 3)
      }
      let now = start.adding(seconds: .random(in: 0...100 * day, using: &random))
      let id = Int64.random(in: 1...5, using: &random)
      let left = line.spans.compactMap { $0.unused(at: now) }.reduce(0, +)
      let unused = line.spans.first { $0.id == id }?.unused(at: now) ?? 0
      line.refund(id, at: now)
      #expect(line.spans.compactMap { $0.unused(at: now) }.reduce(0, +) == left - unused)
      for (one, next) in zip(line.spans, line.spans.dropFirst()) { #expect(one.end == next.start) }
      let again = line
      line.refund(id, at: now)
      #expect(line == again)
    }
  }

  @Test("Plans have names that fit a button, and prices")
  func plans() {
    let price = Money(minorUnits: 500, unit: .dollars)
    #expect(Plan(name: "1m", days: 30, amount: price, stars: 250) != nil)
    for name in ["", "1 m", "1M", "a:b", String(repeating: "a", count: 21)] {
      #expect(Plan(name: name, days: 30, amount: price, stars: nil) == nil)
    }
    #expect(Plan(name: "x", days: 0, amount: price, stars: nil) == nil)
    #expect(Plan(name: "x", days: 1, amount: .zero(.dollars), stars: nil) == nil)
    #expect(Plan(name: "x", days: 1, amount: price, stars: 0) == nil)
  }

  @Test("Of many that check, none is counted beyond the limit, and none is given back twice")
  func quota() throws {
    var usage = DailyUsage(count: 4, limit: 5)
    let taken = (0..<50).filter { _ in usage.take() }
    #expect(taken.count == 1 && usage.remaining == 0)
    for _ in 0..<9 { usage.giveBack() }
    #expect(usage.count == 0)
    #expect(DailyUsage(count: 9, limit: 5).remaining == 0)
    let zone = try TimeZoneRules(identifier: "Asia/Almaty")
    let day = QuotaDay(at: try #require(Instant("2026-06-10T23:30:00Z")), in: zone)
    #expect("\(day.date)" == "2026-06-11" && "\(day.resetsAt)" == "2026-06-11T19:00:00.000Z")
    #expect(day.secondsToReset(from: day.resetsAt.adding(milliseconds: -1_001)) == 2)
    #expect(day.secondsToReset(from: day.resetsAt) == 1)
  }
}

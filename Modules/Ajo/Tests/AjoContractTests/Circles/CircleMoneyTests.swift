import Ajo
import Kernel
import KernelTesting
import Ledger
import Testing

/// Whatever happens in a circle, no kobo is made or lost.
@Suite struct CircleMoneyTests {
  @Test(
    "Through any course of payments, looks and cancellations, money is neither made nor lost",
    arguments: CircleTerms.DefaultPolicy.allCases, CircleTerms.FeePolicy.allCases)
  func conservation(_ policy: CircleTerms.DefaultPolicy, _ fees: CircleTerms.FeePolicy) throws {
    for seed in UInt64(1)...60 {
      var course = try RandomCourse(seed: seed, policy, fees)
      for _ in 1...120 { try course.step() }
      #expect(course.total == course.funds, "seed \(seed)")
      #expect(course.potIsRight && course.isSolvent, "seed \(seed)")
      #expect(course.payouts == Array(1..<(course.payouts.count + 1)), "seed \(seed)")
      if course.circle.state != .active {
        #expect(course.circle.pot == .naira(0), "seed \(seed)")
        #expect(course.pledge == 0, "seed \(seed)")
      }
    }
  }
}

/// A circle in memory whose members do what comes to their minds.
private struct RandomCourse {
  private(set) var circle: Circle
  private(set) var payouts: [Int] = []
  private(set) var isSolvent = true
  let funds: Int64
  private var parts: CircleParts
  private var balances: [AccountTerms: Int64] = [:]
  private var now = Instant(milliseconds: 1_767_268_800_000)
  private let random: SeededRandom

  init(
    seed: UInt64, _ policy: CircleTerms.DefaultPolicy, _ fees: CircleTerms.FeePolicy
  ) throws {
    random = SeededRandom(seed: seed)
    let dice = random.bytes(4).map(Int.init)
    let size = 2 + dice[0] % 5
    let terms = CircleTerms(
      name: "n", amount: .naira(10), frequency: .weekly,
      startDate: try #require(CivilDate("2026-01-05")), timeZone: "Africa/Lagos", size: size,
      turnOrder: .random, defaultPolicy: policy, feePolicy: fees,
      lateFee: .naira(Int64(dice[1] % 3)), graceDays: dice[2] % 15)
    let users = (1...size).map { UserID(rawValue: UInt128($0)) }
    for user in users { balances[Wallet.terms(of: user, in: .naira)] = 7_000 }
    funds = Int64(size) * 7_000
    var forming = Circle(
      id: Circle.ID(rawValue: UInt128(seed)), host: users[0], terms: terms,
      invite: CircleInvite(code: "0000000000", expiresAt: nil), createdAt: now)
    forming.membersCount = size
    let (id, now) = (forming.id, now)
    let members = users.enumerated().map { index, user in
      CircleMember(
        circleID: id, userID: user, turn: index + 1, mandate: dice[3] >> index & 1 == 1,
        joinedAt: now)
    }
    let book = try CircleBook.starting(
      forming, members, random: random, ids: SeededIDs(seed: UInt32(seed)), at: now)
    circle = book.circle
    parts = CircleParts(
      members: book.members, cycles: book.cycles, contributions: book.contributions)
    apply(book)
  }

  var total: Int64 { balances.values.reduce(0, +) }
  var pledge: Int64 { balances[circle.pledgeTerms(of: circle.hostID)] ?? 0 }
  var potIsRight: Bool { balances[circle.potTerms] ?? 0 == circle.pot.minorUnits }

  /// Somebody pays something, time goes on, or, rarely, the circle is cancelled.
  mutating func step() throws {
    let dice = random.bytes(3).map(Int.init)
    switch dice[0] % 16 {
    case 0..<9: try pay(1 + dice[1] % circle.cycles, dice[2] % parts.members.count)
    case 9..<15: try look(after: Int64(dice[1] % 3))
    default: if dice[1] < 8, circle.state == .active { try cancel() }
    }
  }

  private func book(with cycle: Int? = nil, all: Bool = false) throws -> CircleBook {
    let window = try CircleBook.window(of: circle, at: now)
    var mine = parts
    mine.contributions = parts.contributions.filter {
      all || window.contains($0.cycle) || $0.cycle == cycle
    }
    return try CircleBook(circle, mine, window: window, pledge: pledge, at: now)
  }

  private mutating func pay(_ cycle: Int, _ index: Int) throws {
    let user = parts.members[index].userID
    var book = try book(with: cycle)
    guard let charge = try? book.charge(for: cycle, of: user),
      charge.total.minorUnits <= balances[Wallet.terms(of: user, in: .naira)] ?? 0
    else { return }
    let paid = try book.pay(cycle, of: user)
    #expect(paid.state == .paid)
    #expect(throws: ContributionRefusal.alreadyPaid) { try book.charge(for: cycle, of: user) }
    apply(book)
  }

  private mutating func look(after days: Int64) throws {
    guard let due = circle.dueAt else { return now = now.adding(seconds: days * 86_400) }
    now = max(now, due).adding(seconds: days * 43_200)
    var book = try book()
    let mandated = book.mandated(at: due)
    book.look(
      at: due,
      funds: Dictionary(
        mandated.map { ($0, balances[Wallet.terms(of: $0, in: .naira)] ?? 0) },
        uniquingKeysWith: { first, _ in first }))
    #expect(book.circle.dueAt.map { $0 > due } ?? true)
    apply(book)
  }

  private mutating func cancel() throws {
    let unpaid = parts.contributions.filter {
      $0.state == .paid && $0.cycle >= circle.currentCycle ?? 1
    }
    var book = try book(all: true)
    book.cancel()
    #expect(book.updatedContributions.count == unpaid.count)
    apply(book)
  }

  private mutating func apply(_ book: CircleBook) {
    for order in book.orders {
      guard case .opening(let payer) = order.debit, case .opening(let payee) = order.credit,
        let amount = order.amount?.minorUnits
      else { continue }
      isSolvent = isSolvent && amount > 0 && payer != payee
      balances[payer, default: 0] -= amount
      balances[payee, default: 0] += amount
      isSolvent = isSolvent && balances[payer, default: 0] >= 0
    }
    for changed in book.updatedContributions {
      if let index = parts.contributions.firstIndex(where: { $0.id == changed.id }) {
        parts.contributions[index] = changed
      }
    }
    for changed in book.updatedCycles where changed.payout != nil {
      payouts.append(changed.number)
      parts.cycles[changed.number - 1] = changed
    }
    circle = book.circle
  }
}

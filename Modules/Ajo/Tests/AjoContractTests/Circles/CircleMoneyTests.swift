import Kernel
import KernelTesting
import Ledger
import Testing

@testable import Ajo

/// Whatever happens in a circle, no kobo is made or lost.
@Suite struct CircleMoneyTests {
  @Test(
    "Through any course of payments, looks and changes, money is neither made nor lost",
    arguments: CircleTerms.DefaultPolicy.allCases, CircleTerms.FeePolicy.allCases)
  func conservation(_ policy: CircleTerms.DefaultPolicy, _ fees: CircleTerms.FeePolicy) throws {
    for seed in UInt64(1)...60 {
      var course = try RandomCourse(seed: seed, policy, fees)
      for _ in 1...140 { try course.step() }
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
  private(set) var funds: Int64
  private var parts: CircleParts
  private var balances: [AccountTerms: Int64] = [:]
  private var now = Instant(milliseconds: 1_767_268_800_000)
  private let random: SeededRandom
  private var newcomers = 0

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

  /// Somebody pays something, time goes on, members agree on something, or, rarely, the circle is
  /// cancelled.
  mutating func step() throws {
    let dice = random.bytes(3).map(Int.init)
    switch dice[0] % 22 {
    case 0..<9: try pay(1 + dice[1] % circle.cycles, dice[2] % parts.members.count)
    case 9..<15: try look(after: Int64(dice[1] % 3))
    case 15: if dice[1] < 8, circle.state == .active { try cancel() }
    case 16: try forgive(dice[1])
    default: if circle.state == .active { try agree(on: dice[0] % 22, dice[1], dice[2]) }
    }
  }

  /// Two members swap, one is replaced or removed, or the circle is handed over.
  private mutating func agree(on what: Int, _ one: Int, _ two: Int) throws {
    let first = parts.members[one % parts.members.count]
    let second = parts.members[two % parts.members.count]
    let current = circle.currentCycle ?? 1
    let isHost = first.userID == circle.hostID
    switch what {
    case 17, 18:
      guard first != second, min(first.turn, second.turn) >= current else { return }
      try change { $0.swapTurns(of: first, and: second) }
    case 19:
      guard !isHost, first.turn >= current else { return }
      let newcomer = CircleMember(
        circleID: circle.id, userID: UserID(rawValue: UInt128(100 + newcomers)), turn: first.turn,
        joinedAt: now)
      newcomers += 1
      balances[Wallet.terms(of: newcomer.userID, in: .naira)] = 7_000
      funds += 7_000
      try change { $0.replace(first.userID, by: newcomer) }
    case 20:
      guard !isHost, try book(whole: true).isInDefault(first.userID) else { return }
      try change { _ = $0.remove(first) }
    default:
      let wallet = balances[Wallet.terms(of: first.userID, in: .naira)] ?? 0
      guard !isHost, wallet >= circle.pledge.minorUnits else { return }
      try change { $0.handOver(to: first.userID) }
    }
  }

  /// Whoever is owed one of the debts forgives it.
  private mutating func forgive(_ dice: Int) throws {
    let debts = parts.contributions.filter { $0.state == .covered || $0.state == .excused }
    guard !debts.isEmpty else { return }
    let debt = debts[dice % debts.count]
    let creditors = [debt.coveredBy, parts.cycles[debt.cycle - 1].recipientID].compactMap(\.self)
    let before = (try? book(whole: true).charge(for: debt.cycle, of: debt.userID))?.total
    try change { book in
      for creditor in creditors.prefix(1 + dice % 2) {
        _ = try? book.forgive(debt.cycle, of: debt.userID, by: creditor, name: "n")
      }
      let after = (try? book.charge(for: debt.cycle, of: debt.userID))?.total
      #expect((after?.minorUnits ?? 0) <= (before?.minorUnits ?? 0))
    }
  }

  /// Changes the book of all cycles.
  private mutating func change(_ body: (inout CircleBook) throws -> Void) throws {
    var book = try book(whole: true)
    try body(&book)
    apply(book)
    parts = CircleParts(
      members: book.members, cycles: book.cycles, contributions: book.contributions)
  }

  private func book(
    with cycle: Int? = nil, all: Bool = false, whole: Bool = false
  ) throws -> CircleBook {
    let window =
      whole ? 1...max(1, circle.cycles) : try CircleBook.window(of: circle, at: now)
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
      [.paid, .excused].contains($0.state) && $0.cycle >= circle.currentCycle ?? 1
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
      if parts.cycles.indices.contains(changed.number - 1) {
        parts.cycles[changed.number - 1] = changed
      }
    }
    circle = book.circle
  }
}

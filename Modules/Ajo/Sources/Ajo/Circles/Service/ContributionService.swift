public import Kernel
import Ledger
import Ports
import Work

/// Pays contributions from members' wallets.
public struct ContributionService: Sendable {
  private let store: any CircleStore
  private let money: MoneyOut
  private let clock: any WallClock

  /// Makes the service.
  /// - Parameters:
  ///   - money: asks for the PIN.
  ///   - clock: business time.
  public init(store: any CircleStore, money: MoneyOut, clock: any WallClock) {
    self.store = store
    self.money = money
    self.clock = clock
  }

  /// What somebody wants to pay.
  public struct Request: Sendable, Hashable {
    /// Into which circle.
    public let circleID: Circle.ID
    /// To which cycle; nil for the oldest one that they owe something late to, or else for the one
    /// that is under way.
    public let cycle: Int?
    /// Who.
    public let member: UserID

    /// A request.
    public init(circleID: Circle.ID, cycle: Int?, member: UserID) {
      self.circleID = circleID
      self.cycle = cycle
      self.member = member
    }
  }

  /// Pays a contribution, its late fee with it, and whatever payout it completes.
  /// - Throws: `CircleRefusal.notFound`, `ContributionRefusal`, `PinRequired`,
  ///   `IdempotencyKeyReused`, `Replay`, or the store's error.
  public func contribute(
    _ request: Request, pinToken: String? = nil, once: Once<Contribution> = .unkeyed
  ) async throws -> Contribution {
    guard let view = try await store.circle(request.circleID, of: request.member) else {
      throw CircleRefusal.notFound
    }
    let cycle =
      if let named = request.cycle {
        Optional(named)
      } else {
        try await defaultCycle(of: request.member, in: view.circle)
      }
    let asksPin = try await money.asksPin(of: request.member)
    // Only a PIN token is for one amount.
    let quoted = asksPin ? try await quote(view.circle, cycle, request.member) : nil
    return try await money.perform(
      Spending(
        userID: request.member, action: .contribute, amount: quoted ?? view.circle.amount,
        pinToken: pinToken),
      hasPin: asksPin, once: once, refusals: ContributionRefusal.self,
      replay: { key in
        try await store.replay(key)
        return nil
      },
      check: {}, move: { try await move(request, cycle, quoted, view.circle, once) })
  }

  /// The cycle that is paid for where a member names none.
  private func defaultCycle(of member: UserID, in circle: Circle) async throws -> Int? {
    try await store.oldestDebt(of: member, in: circle) ?? circle.currentCycle
  }

  /// What a contribution costs now; nil where it cannot be paid.
  private func quote(_ circle: Circle, _ cycle: Int?, _ member: UserID) async throws -> Money? {
    guard let cycle,
      let contribution = try await store.contribution(cycle, of: member, in: circle.id),
      let turn = try await store.cycles(of: circle.id, after: cycle - 1, limit: 1).first
    else { return nil }
    let late = try CircleCalendar(of: circle.terms).graceEnd(of: contribution.dueDate)
    let charge = try? ContributionCharge(
      for: contribution, in: circle, recipient: turn.recipientID, lateMoment: late,
      at: clock.now())
    return charge?.total
  }

  private func move(
    _ request: Request, _ cycle: Int?, _ quoted: Money?, _ seen: Circle,
    _ once: Once<Contribution>
  ) async throws -> Contribution {
    let now = clock.now()
    let claims = UnitClaims([request.circleID.rawValue, request.member.rawValue])
    return try await store.atomically(once, claiming: claims) { transaction in
      // As it was seen, it will hardly have changed.
      let window = try CircleBook.window(of: seen, at: now)
      let question = CircleQuestion(window: window, cycle: cycle ?? 0, member: request.member)
      guard let (circle, parts) = try transaction.lockCircle(request.circleID, with: question)
      else { throw CircleRefusal.notFound }
      guard circle.state != .forming, let cycle else { throw ContributionRefusal.circleNotActive }
      var book =
        try window == CircleBook.window(of: circle, at: now)
        ? CircleBook(circle, parts, window: window, at: now)
        : transaction.book(of: circle, with: cycle, of: request.member, at: now)
      let charge = try book.charge(for: cycle, of: request.member)
      guard quoted == nil || quoted == charge.total else {
        throw ContributionRefusal.amountChanged
      }
      _ = try transaction.funds(
        of: [], for: &book, others: book.accounts(ofContributionTo: cycle, by: request.member))
      let paid = try book.pay(cycle, of: request.member)
      do {
        try transaction.commit(book)
      } catch TransferRejection.exceedsBalance {
        throw ContributionRefusal.insufficientFunds
      }
      return paid
    }
  }
}

extension CircleTransaction {
  /// The book of a locked circle with a member's contribution to a cycle.
  func book(
    of circle: Circle, with cycle: Int, of member: UserID, at now: Instant
  ) throws -> CircleBook {
    let window = try CircleBook.window(of: circle, at: now)
    var parts = try parts(of: circle.id, contributionsTo: window)
    if !window.contains(cycle),
      let single = try contribution(cycle, of: member, in: circle.id)
    {
      parts.contributions.append(single)
    }
    return try CircleBook(circle, parts, window: window, at: now)
  }
}

extension CircleBook {
  /// The accounts that a contribution may move money between, those aside that every round names.
  fileprivate func accounts(ofContributionTo cycle: Int, by member: UserID) -> [AccountTerms] {
    let covering = contributions.first { $0.cycle == cycle && $0.userID == member }?.coveredBy
    let people = [member, self.cycle(cycle)?.recipientID, covering].compactMap(\.self)
    let fees =
      circle.terms.feePolicy == .house && circle.terms.lateFee.minorUnits > 0
      ? [Circle.feeTerms(in: circle.unit)] : []
    return people.map(wallet(of:)) + fees
  }
}

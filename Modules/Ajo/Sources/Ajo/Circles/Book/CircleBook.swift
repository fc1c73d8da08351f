public import Kernel
public import Ledger

/// A circle within one unit of work: its rules, as plain arithmetic over rows that are locked, and
/// what they lead to.
///
/// The rules move nothing. They note which orders are to be posted, which rows have changed and
/// what there is to tell; `CircleTransaction.commit` does all of it at once. So each rule can be
/// tried without a database, and a unit of work posts once.
public struct CircleBook: Sendable {
  /// The circle, as the rules leave it.
  public internal(set) var circle: Circle
  /// Those who take part, by turn.
  public internal(set) var members: [CircleMember]
  /// Its cycles, in order.
  public internal(set) var cycles: [CircleCycle]
  /// The contributions that were read: all of the cycles in `window`, and single ones of others.
  public internal(set) var contributions: [Contribution]
  /// The cycles whose contributions are all here.
  public let window: ClosedRange<Int>
  /// When things happen.
  public let calendar: CircleCalendar
  /// Business time.
  public let now: Instant
  /// What is left of the host's pledge; what they have not pledged counts for nothing.
  public internal(set) var pledge: Int64

  /// What is to be posted, in order.
  public private(set) var orders: [TransferOrder] = []
  /// To which cycles those transfers belong.
  public private(set) var movements: [CircleMovement] = []
  /// What there is to tell.
  public internal(set) var news: [CircleNews] = []
  private var changedContributions: Set<Contribution.ID> = []
  private var changedCycles: Set<Int> = []
  private var changedMembers: Set<UserID> = []

  /// Opens the book of a circle.
  /// - Parameters:
  ///   - window: the cycles whose contributions are all among the parts.
  ///   - pledge: what is left of the host's pledge.
  /// - Throws: `TimeZoneError`.
  public init(
    _ circle: Circle, _ parts: CircleParts, window: ClosedRange<Int>, pledge: Int64 = 0,
    at now: Instant
  ) throws(TimeZoneError) {
    self.circle = circle
    members = parts.members
    cycles = parts.cycles
    contributions = parts.contributions
    self.window = window
    self.pledge = pledge
    self.now = now
    calendar = try CircleCalendar(of: circle.terms)
  }

  /// The cycles whose contributions a round needs: from the one that is under way to the last that
  /// is due.
  public static func window(of circle: Circle, at now: Instant) throws(TimeZoneError)
    -> ClosedRange<Int>
  {
    let current = circle.currentCycle ?? max(1, circle.cycles)
    let today = try CircleCalendar(of: circle.terms).date(at: now)
    var last = current
    while last < circle.cycles, circle.terms.dueDate(of: last + 1) <= today { last += 1 }
    return current...last
  }

  /// The contributions that the rules have changed.
  public var updatedContributions: [Contribution] {
    contributions.filter { changedContributions.contains($0.id) }
  }

  /// The cycles that the rules have changed.
  public var updatedCycles: [CircleCycle] {
    cycles.filter { changedCycles.contains($0.number) }
  }

  /// The members whom the rules have changed, of those who still take part.
  public var updatedMembers: [CircleMember] {
    members.filter { changedMembers.contains($0.userID) }
  }

  /// The accounts of which a unit of work must know what is in them before the rules decide, with
  /// all others that its orders may name: they are locked together.
  func accounts(with wallets: [UserID]) -> [AccountTerms] {
    let recipients = cycles.filter { window.contains($0.number) }.map(\.recipientID)
    let people = Set(wallets + recipients + [circle.hostID])
    var terms = people.map { Wallet.terms(of: $0, in: circle.unit) }
    terms.append(circle.potTerms)
    if circle.terms.defaultPolicy == .hostCover {
      terms.append(circle.pledgeTerms(of: circle.hostID))
    }
    return terms
  }

  /// Notes that money is to move.
  /// - Returns: the transfer's id.
  @discardableResult
  mutating func move(
    _ use: CircleTransferUse, from payer: AccountTerms, to payee: AccountTerms,
    _ minorUnits: Int64, cycle: Int?
  ) -> Transfer.ID {
    let id = circle.transferID(use)
    let amount = Money(minorUnits: minorUnits, unit: circle.unit)
    orders.append(
      TransferOrder(
        id: id, debit: .opening(payer), credit: .opening(payee), amount: amount, kind: use.kind))
    movements.append(CircleMovement(transferID: id, circleID: circle.id, cycle: cycle))
    if payer == circle.potTerms { addToPot(-minorUnits) }
    if payee == circle.potTerms { addToPot(minorUnits) }
    return id
  }

  private mutating func addToPot(_ minorUnits: Int64) {
    circle.pot = Money(minorUnits: circle.pot.minorUnits + minorUnits, unit: circle.unit)
  }

  /// Changes a contribution.
  mutating func change(_ index: Int, _ body: (inout Contribution) -> Void) {
    body(&contributions[index])
    changedContributions.insert(contributions[index].id)
  }

  /// Changes a cycle.
  mutating func change(cycle number: Int, _ body: (inout CircleCycle) -> Void) {
    guard let index = cycles.firstIndex(where: { $0.number == number }) else { return }
    body(&cycles[index])
    changedCycles.insert(number)
  }

  /// Changes a member.
  mutating func change(member user: UserID, _ body: (inout CircleMember) -> Void) {
    guard let index = members.firstIndex(where: { $0.userID == user }) else { return }
    body(&members[index])
    changedMembers.insert(user)
  }

  /// A cycle, by its number.
  func cycle(_ number: Int) -> CircleCycle? { cycles.first { $0.number == number } }

  func wallet(of user: UserID) -> AccountTerms { Wallet.terms(of: user, in: circle.unit) }

  func money(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, unit: circle.unit) }
}

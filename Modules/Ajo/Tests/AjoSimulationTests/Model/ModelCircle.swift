import Kernel

/// A circle, as one would keep it on paper.
struct ModelCircle: Sendable {
  enum State: String, Sendable { case forming, active, completed, cancelled }
  enum DueState: String, Sendable { case pending, late, paid, covered, excused, refunded }

  /// Who takes part, and when their turn is.
  struct Seat: Sendable {
    let user: Int
    var turn: Int
    var hasMandate = false
    /// What they agree to pledge if the circle becomes theirs.
    var offer: Int64 = 0
  }

  /// A cycle: who is paid by it, and what they were.
  struct Cycle: Sendable {
    var recipient: Int
    var paid: Int64?
  }

  /// What somebody owes one cycle.
  struct Due: Sendable {
    let cycle: Int
    var user: Int
    var state = DueState.pending
    var fee: Int64 = 0
    var covered: Int64 = 0
    var coveredBy: Int?
    var settled: Int64 = 0
    var wasLate = false
    var waived = Waived()

    var isMissing: Bool { state == .pending || state == .late }
  }

  /// What is not owed any more, as those waived it who were to get it.
  struct Waived: Sendable {
    var toCycle: Int64 = 0
    var toHost: Int64 = 0
    var fee: Int64 = 0
    var isAll = false
  }

  var deal: Deal
  var host: Int
  var state = State.forming
  /// By turn.
  var seats: [Seat]
  /// Those who took part, and what became of them.
  var gone: [Int: String] = [:]
  var cycles: [Cycle] = []
  var dues: [Due] = []
  /// The first cycle that is not paid out.
  var current: Int?

  init(_ deal: Deal, host: Int) {
    (self.deal, self.host) = (deal, host)
    seats = [Seat(user: host, turn: 1)]
  }

  var isOpen: Bool { state == .forming || state == .active }
  var hasFreeSeats: Bool { state == .forming && seats.count < deal.size }

  /// What whoever is the host pledges: one cycle's amount for each seat but theirs.
  var pledge: Int64 {
    guard deal.policy == .host_cover else { return 0 }
    return deal.amount * Int64((state == .forming ? deal.size : seats.count) - 1)
  }

  func seat(of user: Int) -> Seat? { seats.first { $0.user == user } }

  func isKnown(_ user: Int) -> Bool { seat(of: user) != nil || gone[user] != nil }

  func due(_ cycle: Int, of user: Int) -> Int? {
    dues.firstIndex { $0.cycle == cycle && $0.user == user }
  }

  /// Whether a cycle is still to be paid out.
  func isUnpaid(_ cycle: Int) -> Bool { cycles[cycle - 1].paid == nil }

  /// The dues of a cycle in the order of turns, those who have no seat last.
  func dues(of cycle: Int) -> [Int] {
    let turns = Dictionary(uniqueKeysWithValues: seats.map { ($0.user, $0.turn) })
    return dues.indices.filter { dues[$0].cycle == cycle }.sorted {
      (turns[dues[$0].user] ?? .max, dues[$0].user)
        < (turns[dues[$1].user] ?? .max, dues[$1].user)
    }
  }

  mutating func sortSeats() { seats.sort { ($0.turn, $0.user) < ($1.turn, $1.user) } }
}

/// What members propose to each other.
struct ModelProposal: Sendable {
  enum Kind: String, Sendable { case swap, replacement, removal }
  enum State: String, Sendable { case open, accepted, declined, withdrawn, lapsed }

  let circle: Int
  let kind: Kind
  let proposer: Int
  /// With whom turns are swapped, or whose seat it is about.
  let member: Int
  var newcomer: Int?
  /// Which turns it is about.
  let turns: [Int]
  var endsAt: Instant?
  var state = State.open
  var answers: [Int: Bool] = [:]

  var isOpen: Bool { state == .open }
  /// Whose turn or seat it changes.
  var concerned: [Int] { kind == .swap ? [proposer, member] : [member] }
  /// Whose agreement it needs, votes aside.
  var asked: [Int] {
    switch kind {
    case .swap: [member]
    case .replacement: [member] + [newcomer].compactMap(\.self)
    case .removal: []
    }
  }
}

public import Kernel
public import Ledger
public import Work

/// Where circles are kept. What it promises is in the contract suite.
public protocol CircleStore: ChatStore, ProposalStore, ReminderStore {
  /// A circle, whoever is in it; nil when there is none of this id.
  func circle(_ id: Circle.ID) async throws -> Circle?

  /// A circle that a user is or was in, and their part in it; nil where they have none.
  func circle(_ id: Circle.ID, of user: UserID) async throws -> CircleView?

  /// The circle that one joins by a code; nil when there is none.
  func circle(invitedBy code: String) async throws -> Circle?

  /// Up to `limit` circles that a user is or was in, with ids below `before`, newest first.
  func circles(
    of user: UserID, in states: Set<Circle.State>, before: Circle.ID?, limit: Int
  ) async throws -> [CircleView]

  /// Up to `limit` parts in a circle after a place, by turn; those who have gone come last.
  func members(
    of circle: Circle.ID, after place: MemberPlace?, limit: Int
  ) async throws -> [CircleMember]

  /// Up to `limit` cycles of a circle with numbers above `number`, in order.
  func cycles(of circle: Circle.ID, after number: Int, limit: Int) async throws -> [CircleCycle]

  /// Up to `limit` cycles of a circle that were paid out with numbers below `number`, the latest
  /// first.
  func payouts(
    of circle: Circle.ID, before number: Int, limit: Int
  ) async throws -> [CircleCycle]

  /// Up to `limit` contributions to a circle after a place, by cycle and member.
  func contributions(
    _ filter: ContributionFilter, after place: ContributionPlace?, limit: Int
  ) async throws -> [Contribution]

  /// A member's contribution to a cycle; nil where they have none.
  func contribution(
    _ cycle: Int, of member: UserID, in circle: Circle.ID
  ) async throws -> Contribution?

  /// The first cycle to which a member owes something that is late; nil where there is none.
  func oldestDebt(of member: UserID, in circle: Circle) async throws -> Int?

  /// How each member stands with what was to be paid in cycles up to one, by turn.
  /// - Parameter lateBefore: the first due day whose grace is not over.
  func standings(
    of circle: Circle, through cycle: Int, lateBefore: CivilDate
  ) async throws -> [MemberStanding]

  /// Up to `limit` circles with ids below `before`, newest first, each with how it stands.
  /// - Parameter today: due days before it are over.
  func overviews(
    _ filter: CircleFilter, on today: CivilDate, before: Circle.ID?, limit: Int
  ) async throws -> [CircleOverview]

  /// To which circles, and which of their cycles, transfers belong; others are left out.
  func movements(_ transfers: [Transfer.ID]) async throws -> [CircleMovement]

  /// The earliest moment by `now`, and after `moment` if one is given, at which circles are to be
  /// looked at that are not held.
  func dueMoment(by now: Instant, after moment: Instant?) async throws -> Instant?

  /// Up to `limit` circles that are to be looked at at a moment and not held by `now`, with ids
  /// after `after` and up to `last`, in the order of their ids.
  func due(
    at moment: Instant, by now: Instant, after: Circle.ID?, through last: Circle.ID?, limit: Int
  ) async throws -> [Circle.ID]

  /// Throws the answer that is kept under a key as `Replay`; returns if the key is new.
  func replay(_ key: IdempotencyKey) async throws

  /// Runs a unit of work: all of it is committed when the call returns, or nothing when it throws.
  /// The body may run more than once.
  /// - Parameter claims: has it share its transaction with others where many wait.
  /// - Throws: what the body throws, `Replay` where the request was answered before, or the store's
  ///   error.
  func atomically<Value: Sendable>(
    _ once: Once<Value>, claiming claims: UnitClaims?,
    _ body: @escaping @Sendable (any CircleTransaction) throws -> Value
  ) async throws -> Value
}

extension CircleStore {
  /// Runs a unit of work in a transaction of its own.
  /// - Throws: as it does with claims.
  public func atomically<Value: Sendable>(
    _ once: Once<Value>, _ body: @escaping @Sendable (any CircleTransaction) throws -> Value
  ) async throws -> Value {
    try await atomically(once, claiming: nil, body)
  }
}

/// The rows of a unit of work. Synchronous, so that nothing suspends while they are locked.
///
/// A circle's row is the lock of all that belongs to it: it is taken first, and rows of members,
/// cycles and contributions are read and written under it. Where several circles are locked, it is
/// done in the order of their ids.
public protocol CircleTransaction: ChatRows, ProposalRows, ReminderRows {
  /// Money, events, jobs and the audit trail, committed with the rows.
  var work: any Work { get }

  /// Locks a circle, whoever is in it; nil when there is none of this id.
  func lockCircle(_ id: Circle.ID) throws -> Circle?

  /// Locks a circle, whoever is in it, and reads what a round needs of it, all at once; nil when
  /// there is none of this id.
  func lockCircle(
    _ id: Circle.ID, with question: CircleQuestion
  ) throws -> (circle: Circle, parts: CircleParts)?

  /// Locks the circle that one joins by a code; nil when there is none.
  func lockCircle(invitedBy code: String) throws -> Circle?

  /// Somebody's part in a locked circle; nil where they have none.
  func member(_ user: UserID, of circle: Circle.ID) throws -> CircleMember?

  /// Those who take part in a locked circle, by turn.
  func members(of circle: Circle.ID) throws -> [CircleMember]

  /// What a round needs of a locked circle: its members, its cycles, and the contributions to some
  /// of them, by cycle and turn.
  func parts(
    of circle: Circle.ID, contributionsTo cycles: ClosedRange<Int>
  ) throws -> CircleParts

  /// Whether a circle with a smaller id, in which one of these users takes part, is to be looked at
  /// by `moment`; the smallest of those.
  func circleAhead(
    of circle: Circle.ID, sharing users: [UserID], dueBy moment: Instant
  ) throws -> Circle.ID?

  /// The forming circles that a user is in, up to `limit`, in the order of their ids.
  func formingCircles(of user: UserID, limit: Int) throws -> [Circle.ID]

  /// A member's contribution to a cycle of a locked circle; nil where they have none.
  func contribution(
    _ cycle: Int, of member: UserID, in circle: Circle.ID
  ) throws -> Contribution?

  /// A contribution to a locked circle; nil where it has none of this id.
  func contribution(_ id: Contribution.ID, in circle: Circle.ID) throws -> Contribution?

  /// All contributions to a locked circle in these states, by cycle and member.
  func contributions(
    to circle: Circle.ID, in states: Set<Contribution.State>
  ) throws -> [Contribution]

  /// Keeps a new circle.
  func insert(_ circle: Circle) throws
  /// Keeps a changed circle, its version as it is given.
  func update(_ circle: Circle) throws
  /// Keeps a new member.
  func insert(_ member: CircleMember) throws
  /// Keeps changed members.
  func update(_ members: [CircleMember]) throws
  /// Removes a member from a circle that is forming.
  func remove(_ member: CircleMember) throws
  /// Keeps the cycles and the contributions of a circle that starts.
  func insert(_ cycles: [CircleCycle], _ contributions: [Contribution]) throws
  /// Keeps recipients and payouts of cycles.
  func update(_ cycles: [CircleCycle]) throws
  /// Keeps changed contributions.
  func update(_ contributions: [Contribution]) throws
  /// Notes which transfers of this unit of work belong to which cycles.
  func note(_ movements: [CircleMovement]) throws
  /// Ends a user's mandates in all circles, and what they offer to pledge.
  func stopMandates(of user: UserID) throws
}

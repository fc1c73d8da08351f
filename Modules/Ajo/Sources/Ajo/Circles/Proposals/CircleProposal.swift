public import Kernel

/// What somebody in a circle proposes, and those whom it concerns have to agree to.
public struct CircleProposal: Sendable, Hashable {
  /// A proposal's id.
  public typealias ID = Identifier<CircleProposal>

  /// The proposal's id.
  public let id: ID
  /// In which circle.
  public let circleID: Circle.ID
  /// What is proposed.
  public let subject: Subject
  /// Who proposes it.
  public let proposerID: UserID
  /// What has become of it.
  public var state: State
  /// When it ends by itself; nil where it stays open.
  public let endsAt: Instant?
  /// When it was made.
  public let createdAt: Instant
  /// When it was answered, withdrawn or overtaken; nil before.
  public var endedAt: Instant?
  /// What those who were asked have answered, in the order of their answers.
  public var answers: [Answer]

  /// For how many seconds members vote on a removal: seven days.
  public static let votingSeconds: Int64 = 7 * 86_400

  /// What is proposed.
  public enum Subject: Sendable, Hashable {
    /// Two members change turns: the proposer and another.
    case swap(Swap)
    /// Somebody takes over the seat of a member, with what is still to come.
    case replacement(Replacement)
    /// A member who has not paid goes, and the circle goes on without them.
    case removal(Removal)

    /// What kind of proposal it is.
    public var kind: Kind {
      switch self {
      case .swap: .swap
      case .replacement: .replacement
      case .removal: .removal
      }
    }
  }

  /// Two members change turns.
  public struct Swap: Sendable, Hashable {
    /// The turn of the proposer.
    public let turn: Int
    /// With whom.
    public let withUserID: UserID
    /// The other's turn.
    public let withTurn: Int

    /// A swap.
    public init(turn: Int, withUserID: UserID, withTurn: Int) {
      self.turn = turn
      self.withUserID = withUserID
      self.withTurn = withTurn
    }
  }

  /// Somebody takes a member's seat over.
  public struct Replacement: Sendable, Hashable {
    /// Whose seat.
    public let memberID: UserID
    /// Who takes it over.
    public let byUserID: UserID
    /// The turn that goes over.
    public let turn: Int

    /// A replacement.
    public init(memberID: UserID, byUserID: UserID, turn: Int) {
      self.memberID = memberID
      self.byUserID = byUserID
      self.turn = turn
    }
  }

  /// A member who has not paid goes.
  public struct Removal: Sendable, Hashable {
    /// Who.
    public let memberID: UserID
    /// Their turn.
    public let turn: Int

    /// A removal.
    public init(memberID: UserID, turn: Int) {
      self.memberID = memberID
      self.turn = turn
    }
  }

  /// The kinds of proposals.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Two members change turns.
    case swap
    /// Somebody takes a seat over.
    case replacement
    /// A member goes.
    case removal
  }

  /// What has become of a proposal.
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// Answers are awaited.
    case open
    /// It was agreed to, and done.
    case accepted
    /// It was not agreed to.
    case declined
    /// The proposer took it back.
    case withdrawn
    /// It came to nothing: a turn was paid, the circle ended, a member went, or time was up.
    case lapsed
  }

  /// What somebody who was asked has answered.
  public struct Answer: Sendable, Hashable {
    /// Who.
    public let userID: UserID
    /// Whether they agree.
    public let approves: Bool

    /// An answer.
    public init(userID: UserID, approves: Bool) {
      self.userID = userID
      self.approves = approves
    }
  }

  /// A proposal as it was kept; a new one unless more is said.
  public init(
    id: ID, circleID: Circle.ID, subject: Subject, proposerID: UserID, state: State = .open,
    endsAt: Instant? = nil, createdAt: Instant, endedAt: Instant? = nil, answers: [Answer] = []
  ) {
    self.id = id
    self.circleID = circleID
    self.subject = subject
    self.proposerID = proposerID
    self.state = state
    self.endsAt = endsAt
    self.createdAt = createdAt
    self.endedAt = endedAt
    self.answers = answers
  }

  /// With whom turns are swapped, or whose seat it is about.
  public var memberID: UserID {
    switch subject {
    case .swap(let swap): swap.withUserID
    case .replacement(let replacement): replacement.memberID
    case .removal(let removal): removal.memberID
    }
  }

  /// The member's turn, as it was when it was proposed.
  public var turn: Int {
    switch subject {
    case .swap(let swap): swap.withTurn
    case .replacement(let replacement): replacement.turn
    case .removal(let removal): removal.turn
    }
  }

  /// The turn that the proposer of a swap gives; nil of others.
  public var ownTurn: Int? {
    if case .swap(let swap) = subject { swap.turn } else { nil }
  }

  /// Who takes a seat over; nil where nobody does.
  public var newcomerID: UserID? {
    if case .replacement(let replacement) = subject { replacement.byUserID } else { nil }
  }

  /// Whether somebody has agreed.
  public func isAgreed(by user: UserID) -> Bool {
    answers.contains { $0.userID == user && $0.approves }
  }

  /// Whether somebody has answered.
  public func isAnswered(by user: UserID) -> Bool { answers.contains { $0.userID == user } }

  /// Whether answers are awaited at an instant.
  public func isOpen(at now: Instant) -> Bool {
    state == .open && (endsAt.map { now < $0 } ?? true)
  }

  /// Whose agreement a swap or a replacement needs; of removals all other members decide.
  public var asked: [UserID] {
    subject.kind == .removal ? [] : [memberID] + [newcomerID].compactMap(\.self)
  }

  /// Whose turn or seat it changes, the newcomer's aside.
  var concerned: [UserID] {
    subject.kind == .swap ? [proposerID, memberID] : [memberID]
  }
}

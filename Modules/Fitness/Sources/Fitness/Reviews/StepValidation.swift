public import Kernel
import Ports

/// A question to the staff: did somebody walk this record?
public struct StepValidation: Hashable, Sendable, Identifiable {
  /// A validation's id.
  public typealias ID = Identifier<StepValidation>

  /// Which validation.
  public let id: ID
  /// The record in question.
  public let recordID: StepRecord.ID
  /// Whose record it is.
  public let userID: UserID
  /// The record's date.
  public let date: CivilDate
  /// The record's steps.
  public let steps: Int
  /// What counted them.
  public let source: StepSource
  /// What became of the question.
  public private(set) var state: State
  /// How strongly rules speak against the record, 0–100; 0 where none does.
  public let score: Int
  /// The rules that flagged the record.
  public let rules: [CheatRule]
  /// What was said last, 1–500 characters: why it was opened, or how it was decided.
  public private(set) var reason: String?
  /// Who decided; nil while it waits, and once they have deleted their account.
  public private(set) var reviewerID: UserID?
  /// When it was decided.
  public private(set) var reviewedAt: Instant?
  /// Grows with each change, from 1.
  public private(set) var version: Int64
  /// When it was opened first.
  public let createdAt: Instant
  /// When it was changed last.
  public private(set) var updatedAt: Instant

  /// What becomes of a validation.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// It waits for somebody to decide.
    case pending
    /// The record counts.
    case approved
    /// The record does not count.
    case rejected
    /// Another record took the place of this one before anybody decided.
    case withdrawn
  }

  /// Puts a validation together.
  public init(
    id: ID, recordID: StepRecord.ID, userID: UserID, date: CivilDate, steps: Int,
    source: StepSource, state: State = .pending, score: Int, rules: [CheatRule],
    reason: String? = nil, reviewerID: UserID? = nil, reviewedAt: Instant? = nil,
    version: Int64 = 1, createdAt: Instant, updatedAt: Instant? = nil
  ) {
    self.id = id
    self.recordID = recordID
    self.userID = userID
    self.date = date
    self.steps = steps
    self.source = source
    self.state = state
    self.score = score
    self.rules = rules
    self.reason = reason
    self.reviewerID = reviewerID
    self.reviewedAt = reviewedAt
    self.version = version
    self.createdAt = createdAt
    self.updatedAt = updatedAt ?? createdAt
  }

  /// A question about a record.
  /// - Parameter reason: why staff asks it; nil where rules do.
  public init(
    id: ID, of record: StepRecord, score: Int, rules: [CheatRule], reason: String? = nil,
    at now: Instant
  ) {
    self.init(
      id: id, recordID: record.id, userID: record.userID, date: record.date,
      steps: record.steps, source: record.reporter.source, score: score, rules: rules,
      reason: reason, createdAt: now)
  }
}

extension StepValidation {
  /// Answers the question.
  /// - Throws: `ReviewRefusal.alreadyDecided` unless it waits for an answer.
  mutating func decide(
    _ decision: ReviewDecision, by reviewer: UserID?, at now: Instant
  ) throws(ReviewRefusal) {
    guard state == .pending else { throw .alreadyDecided(state) }
    state = decision.state
    reason = decision.words
    reviewerID = reviewer
    reviewedAt = now
    change(at: now)
  }

  /// Asks the question again.
  /// - Throws: `ReviewRefusal.alreadyPending` where it waits for an answer, `alreadyDecided` where
  ///   it was withdrawn.
  mutating func reopen(because reason: String, at now: Instant) throws(ReviewRefusal) {
    switch state {
    case .pending: throw .alreadyPending
    case .withdrawn: throw .alreadyDecided(state)
    case .approved, .rejected: break
    }
    state = .pending
    self.reason = reason
    reviewerID = nil
    reviewedAt = nil
    change(at: now)
  }

  private mutating func change(at now: Instant) {
    version += 1
    updatedAt = now
  }

  /// What it was done to, for the audit trail.
  var auditTarget: String { "validation:\(id)" }

  /// Its state, for the audit trail.
  /// - Parameter more: what else there is to say of it.
  func auditText(_ more: [(name: String, value: String?)] = []) -> String {
    AuditText(
      [
        ("status", state.rawValue), ("reason", reason), ("step_record_id", "\(recordID)"),
        ("user_id", "\(userID)"),
      ] + more
    ).text
  }
}

/// What the staff says of a record.
public enum ReviewDecision: Hashable, Sendable {
  /// It counts. With what is to be said of it, 1–500 characters.
  case approve(note: String?)
  /// It does not count, and why: 1–500 characters.
  case reject(reason: String)

  /// What becomes of the validation.
  var state: StepValidation.State {
    switch self {
    case .approve: .approved
    case .reject: .rejected
    }
  }

  /// What becomes of the record.
  var verification: StepRecord.Verification {
    switch self {
    case .approve: .verified
    case .reject: .rejected
    }
  }

  /// What is said of it.
  var words: String? {
    switch self {
    case .approve(let note): note
    case .reject(let reason): reason
    }
  }
}

/// Why the staff is refused a step of a review, in order of precedence.
public enum ReviewRefusal: Error, Hashable, Sendable {
  /// There is no such validation, record or user.
  case notFound
  /// The record is the reviewer's own.
  case ownRecord
  /// A validation of the record waits for an answer.
  case alreadyPending
  /// It was decided, or withdrawn.
  case alreadyDecided(StepValidation.State)
}

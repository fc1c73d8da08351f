public import Kernel

/// Which validations somebody looks for.
public struct ValidationFilter: Hashable, Sendable {
  /// What became of them; nil for any.
  public var state: StepValidation.State?
  /// Whose records; nil for anybody's.
  public var userID: UserID?
  /// The rule that flagged them; nil for any, and for none.
  public var rule: CheatRule?

  /// A filter.
  public init(
    state: StepValidation.State? = nil, userID: UserID? = nil, rule: CheatRule? = nil
  ) {
    self.state = state
    self.userID = userID
    self.rule = rule
  }
}

/// In which order validations are listed, and where the page before ended.
public enum ValidationOrder: Hashable, Sendable {
  /// The longest waiting first, after one that was opened at an instant.
  case oldest(after: Place<Instant>?)
  /// Those that most speaks against first, of those with equal scores the newest, after one with a
  /// score.
  case suspicious(after: Place<Int64>?)

  /// Where a page ended.
  public struct Place<Key: Hashable & Sendable>: Hashable, Sendable {
    /// What the list is sorted by.
    public let key: Key
    /// The validation.
    public let id: StepValidation.ID

    /// A place.
    public init(key: Key, id: StepValidation.ID) {
      self.key = key
      self.id = id
    }
  }
}

/// A validation, with the record in question.
public struct ValidationView: Hashable, Sendable {
  /// The validation.
  public let validation: StepValidation
  /// The record as it is now; nil once it was archived.
  public let record: StepRecord?

  /// Puts both together.
  public init(validation: StepValidation, record: StepRecord?) {
    self.validation = validation
    self.record = record
  }
}

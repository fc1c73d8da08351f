public import Kernel

/// Why a context objects to the deletion of an account, as its user is told.
public struct DeletionObjection: Hashable, Sendable {
  /// The stable name, in snake_case: `wallet_not_empty`.
  public let code: String
  /// What stands in the way, for a person to read.
  public let detail: String

  /// Makes an objection.
  public init(_ code: String, _ detail: String) {
    self.code = code
    self.detail = detail
  }
}

/// An account is not deleted, because contexts object.
public struct DeletionRefused: Error, Hashable, Sendable {
  /// An objection with the context that makes it.
  public struct Reason: Hashable, Sendable {
    /// The context's name.
    public let context: String
    /// What it says.
    public let objection: DeletionObjection

    /// A reason.
    public init(_ context: String, _ objection: DeletionObjection) {
      self.context = context
      self.objection = objection
    }
  }

  /// The objections of all contexts, by the contexts' names; not empty.
  public let reasons: [Reason]

  /// Makes the refusal.
  public init(_ reasons: [Reason]) {
    self.reasons = reasons.sorted {
      ($0.context, $0.objection.code) < ($1.context, $1.objection.code)
    }
  }
}

/// Another deletion of the account is under way, or this one took so long that it was given up.
public struct DeletionUnderWay: PlainRefusal {
  /// Makes the refusal.
  public init() {}
}

/// Somebody who is leaving, or has left, cannot be given anything that would keep them.
public struct UserLeaving: PlainRefusal {
  /// Makes the refusal.
  public init() {}
}

import Kernel

/// Why a proposal is not made or answered, in order of precedence.
public enum ProposalRefusal: Error, Hashable, Sendable, CaseIterable {
  /// There is no such proposal in the circle, or none that the caller may know of.
  case noSuchProposal
  /// The circle is not under way.
  case circleNotActive
  /// Somebody else is asked.
  case notAsked
  /// It was answered, withdrawn, or overtaken.
  case notOpen
  /// A turn that it is about was paid.
  case turnPaid
  /// A turn or seat that it is about is the subject of another one that is open.
  case otherIsOpen
  /// The host hands over before their seat is another's.
  case isHost
  /// Whoever is to take the seat over is or was in the circle.
  case newcomerKnown
  /// The member has nothing open that is late.
  case noDefault
  /// The caller has voted.
  case alreadyVoted
}

extension ValidationErrors {
  /// Somebody whom a field names is no other member of the circle.
  static func notAnotherMember(_ field: String) -> ValidationErrors {
    ValidationErrors(errors: [
      FieldError(
        field: field, code: "not_a_member", message: "Name another member of the circle.")
    ])
  }

  /// Nobody has the id that a field names, or they may not act.
  static func unknownUser(_ field: String) -> ValidationErrors {
    ValidationErrors(errors: [
      FieldError(field: field, code: "unknown_user", message: "There is no such user.")
    ])
  }
}

public import Kernel

/// What happened in a circle: from it come events, what the circle's topic carries, and what
/// members are told.
public enum CircleNews: Sendable, Hashable {
  /// Somebody took a seat; the name is what the others read.
  case joined(UserID, name: String)
  /// Somebody gave their seat up.
  case left(UserID, name: String)
  /// The host gave the members of a forming circle their turns.
  case ordered
  /// The host changed what was agreed, which ended the mandates of these members.
  case changed(mandatesEnded: [UserID])
  /// Turns are given, and the first cycle is under way.
  case started
  /// A member paid.
  case paid(Contribution, byMandate: Bool)
  /// A member's grace is over.
  case late(Contribution)
  /// The host's pledge paid for a member.
  case covered(Contribution)
  /// Somebody who is owed a contribution forgave it, as far as it is owed to them.
  case forgiven(Contribution, by: UserID, name: String)
  /// The recipient of a cycle was paid.
  case paidOut(UserID, CirclePayout, cycle: Int)
  /// Everybody had their turn.
  case completed
  /// The circle ended before its time.
  case cancelled
}

public import Kernel
public import Ports

extension ProblemKind {
  /// 409: contexts object to the deletion of an account; `reasons` has what they say.
  public static let deletionRefused = ProblemKind(
    status: 409, code: "deletion_refused", title: "The account cannot be deleted yet")
  /// 409: the user is leaving, or has left.
  public static let userLeaving = ProblemKind(
    status: 409, code: "user_leaving", title: "The user is leaving")
}

extension DeletionRefused: Refusing {
  /// 409 with the reasons of all contexts.
  public var problem: Problem {
    Problem(
      .deletionRefused, detail: reasons.map(\.objection.detail).joined(separator: " "),
      lists: [
        (
          "reasons",
          reasons.map {
            [
              ("context", $0.context), ("code", $0.objection.code), ("detail", $0.objection.detail),
            ]
          }
        )
      ])
  }

  /// `deletion_refused`.
  public static var kinds: [ProblemKind] { [.deletionRefused] }
}

extension DeletionUnderWay: Refusing {
  /// 409.
  public var problem: Problem {
    Problem(.conflict, detail: "The account is being deleted already. Try again in a minute.")
  }
}

extension UserLeaving: Refusing {
  /// 409.
  public var problem: Problem {
    Problem(.userLeaving, detail: "This user is deleting their account, or has done so.")
  }
}

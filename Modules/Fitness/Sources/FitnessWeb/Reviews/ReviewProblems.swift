import ContextKit
public import Fitness
public import Kernel
import Router

extension ProblemKind {
  /// 403: the record is the reviewer's own.
  static let ownRecord = ProblemKind(
    status: 403, code: "own_record", title: "You do not decide on your own records")
  /// 409: a validation of the record waits.
  static let alreadyPending = ProblemKind(
    status: 409, code: "already_pending", title: "A review of the record is pending")
  /// 409: it does not wait any more.
  static let alreadyDecided = ProblemKind(
    status: 409, code: "already_decided", title: "The review is decided or withdrawn")
}

extension ReviewRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .notFound: NotFound().problem
    case .ownRecord: Problem(.ownRecord, detail: "Somebody else decides on it.")
    case .alreadyPending: Problem(.alreadyPending)
    case .alreadyDecided(let state):
      Problem(
        .alreadyDecided, detail: "It is \(state.rawValue).", members: [("state", state.rawValue)])
    }
  }

  /// What each case is answered.
  public static var kinds: [ProblemKind] {
    [.notFound, .ownRecord, .alreadyPending, .alreadyDecided]
  }
}

public import Ajo
import ContextKit
public import Kernel
import Router

// How refusals of proposals are told.

extension ProblemKind {
  /// 409: the proposal was answered, withdrawn or overtaken.
  static let proposalEnded = ProblemKind(
    status: 409, code: "proposal_ended", title: "Nobody waits for an answer to this any more")
  /// 409: a proposal about the same turn or seat is open.
  static let proposalOpen = ProblemKind(
    status: 409, code: "proposal_open", title: "Another proposal about this turn or seat is open")
  /// 409: the newcomer is or was in the circle.
  static let newcomerKnown = ProblemKind(
    status: 409, code: "already_joined", title: "They are or were in this circle")
  /// 409: the member owes nothing that is late.
  static let noDefault = ProblemKind(
    status: 409, code: "nothing_late", title: "The member owes nothing that is late")
  /// 409: the caller has voted.
  static let alreadyVoted = ProblemKind(
    status: 409, code: "already_voted", title: "You have voted")
}

extension ProposalRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .noSuchProposal: NotFound().problem
    case .circleNotActive: Problem(.circleNotActive)
    case .notAsked: Problem(.forbidden, detail: "This is for somebody else to say.")
    case .notOpen: Problem(.proposalEnded)
    case .turnPaid: Problem(.alreadyPaidOut, detail: "Only turns that are to come change hands.")
    case .otherIsOpen: Problem(.proposalOpen, detail: "Wait for an answer to it, or withdraw it.")
    case .isHost: Problem(.hostCannotLeave, detail: "Hand the circle over to another member first.")
    case .newcomerKnown: Problem(.newcomerKnown)
    case .noDefault: Problem(.noDefault, detail: "Only a member who is late can be removed.")
    case .alreadyVoted: Problem(.alreadyVoted)
    }
  }
}

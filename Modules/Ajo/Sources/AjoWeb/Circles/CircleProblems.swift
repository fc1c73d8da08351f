public import Ajo
import ContextKit
public import Kernel
import Router

// How refusals of circles are told.

extension ProblemKind {
  /// 403: only the host may do this.
  static let hostOnly = ProblemKind(
    status: 403, code: "host_only", title: "Only the host of the circle may do this")
  /// 409: the circle has started.
  static let circleStarted = ProblemKind(
    status: 409, code: "circle_started", title: "The circle has started")
  /// 409: the circle is over.
  static let circleEnded = ProblemKind(
    status: 409, code: "circle_ended", title: "The circle is over")
  /// 409: the circle is not under way.
  static let circleNotActive = ProblemKind(
    status: 409, code: "circle_not_active", title: "The circle is not under way")
  /// 409: the caller has a seat already.
  static let alreadyJoined = ProblemKind(
    status: 409, code: "already_joined", title: "You are in this circle already")
  /// 409: no seat is free.
  static let circleFull = ProblemKind(
    status: 409, code: "circle_full", title: "All seats are taken")
  /// 409: the host hands over before they leave.
  static let hostCannotLeave = ProblemKind(
    status: 409, code: "host_cannot_leave", title: "A host hands over before they leave")
  /// 409: seats are free.
  static let seatsFree = ProblemKind(
    status: 409, code: "seats_free", title: "Seats are free")
  /// 409: whoever is to be the host has not agreed to pledge.
  static let pledgeNotOffered = ProblemKind(
    status: 409, code: "pledge_not_offered", title: "The new host has not agreed to pledge")
  /// 409: the host cannot pledge.
  static let pledgeMissing = ProblemKind(
    status: 409, code: "pledge_missing", title: "The host's wallet does not hold the pledge")
  /// 409: the house cannot give late fees back.
  static let feesMissing = ProblemKind(
    status: 409, code: "fees_missing", title: "The late fees cannot be given back now")
  /// 409: somebody was paid already.
  static let alreadyPaidOut = ProblemKind(
    status: 409, code: "already_paid_out", title: "Somebody was paid already")
  /// 409: the order is not the host's to give.
  static let orderNotByHost = ProblemKind(
    status: 409, code: "order_not_by_host", title: "The host does not give the turns")
  /// 409: more members are there than seats would be.
  static let tooManyMembers = ProblemKind(
    status: 409, code: "too_many_members", title: "There are more members than seats")
  /// 409: it was paid.
  static let alreadyPaid = ProblemKind(
    status: 409, code: "already_paid", title: "This contribution is paid")
  /// 409: nobody is owed it.
  static let nothingOwed = ProblemKind(
    status: 409, code: "nothing_owed", title: "Nobody is owed this contribution")
  /// 409: what is to be paid has changed.
  static let amountChanged = ProblemKind(
    status: 409, code: "amount_changed", title: "What is to be paid has changed")
  /// 422: there is no such cycle.
  static let noSuchCycle = ProblemKind(
    status: 422, code: "no_such_cycle", title: "The circle has no such cycle for you")
}

extension CircleRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .notFound: NotFound().problem
    case .hostOnly: Problem(.hostOnly)
    case .alreadyStarted:
      Problem(.circleStarted, detail: "What was agreed stays so once a circle has started.")
    case .alreadyEnded: Problem(.circleEnded)
    case .alreadyJoined: Problem(.alreadyJoined)
    case .full: Problem(.circleFull)
    case .hostCannotLeave:
      Problem(.hostCannotLeave, detail: "Hand the circle over to another member, or cancel it.")
    case .seatsFree:
      Problem(.seatsFree, detail: "Wait until all seats are taken, or make the circle smaller.")
    case .amountChanged:
      Problem(.amountChanged, detail: "The terms have changed. Look at the circle, and try again.")
    case .pledgeNotOffered:
      Problem(.pledgeNotOffered, detail: "They agree by PUT /circles/{id}/pledge-offer.")
    case .pledgeMissing:
      Problem(
        .pledgeMissing,
        detail: "The host pledges a cycle's amount for each seat but their own.")
    case .feesMissing:
      Problem(
        .feesMissing,
        detail: "The operator's account ajo.fees holds less than the late fees to be given back.")
    case .alreadyPaidOut:
      Problem(.alreadyPaidOut, detail: "A circle is cancelled before its first payout.")
    case .notHostOrder:
      Problem(.orderNotByHost, detail: "Its payout_order is not host_order.")
    case .tooManyMembers: Problem(.tooManyMembers)
    }
  }
}

extension ContributionRefusal: Refusing {
  /// Why nothing is paid.
  public var problem: Problem {
    switch self {
    case .circleNotActive: Problem(.circleNotActive)
    case .noSuchCycle:
      Problem(
        .noSuchCycle,
        fields: [
          FieldError(
            field: "cycle_number", code: "no_such_cycle",
            message: "You have nothing to pay in this cycle.")
        ])
    case .alreadyPaid: Problem(.alreadyPaid)
    case .nothingOwed: Problem(.nothingOwed)
    case .amountChanged:
      Problem(.amountChanged, detail: "It is late now. Look at what it costs, and try again.")
    case .insufficientFunds:
      Problem(.insufficientFunds, detail: "Your wallet does not hold this much.")
    }
  }
}

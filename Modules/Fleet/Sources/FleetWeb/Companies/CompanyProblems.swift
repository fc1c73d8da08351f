import ContextKit
public import Fleet
public import Kernel
import Router

extension ProblemKind {
  /// 409: the id is taken.
  static let idTaken = ProblemKind(
    status: 409, code: "id_taken", title: "This id is taken")
  /// 409: a user owns a company.
  static let ownsACompany = ProblemKind(
    status: 409, code: "owns_a_company", title: "A user owns one company at most")
  /// 409: a company has no owner.
  static let noOwner = ProblemKind(
    status: 409, code: "no_owner", title: "The company has no owner")
  /// 409: requests wait to be decided.
  static let pendingTransactions = ProblemKind(
    status: 409, code: "pending_transactions", title: "Requests wait to be decided")
  /// 409: there is something on an account.
  static let balanceNotZero = ProblemKind(
    status: 409, code: "balance_not_zero", title: "There is something on its accounts")
  /// 409: a company would be left without an owner.
  static let lastOwner = ProblemKind(
    status: 409, code: "last_owner", title: "A company has an owner")
  /// 403: a code was sent to another address.
  static let otherAddress = ProblemKind(
    status: 403, code: "other_address", title: "The invitation is for another address")
  /// 409: an invitation was accepted.
  static let invitationUsed = ProblemKind(
    status: 409, code: "invitation_used", title: "The invitation was accepted already")
  /// 409: an invitation's time is over.
  static let invitationExpired = ProblemKind(
    status: 409, code: "invitation_expired", title: "The invitation has expired")
  /// 409: somebody is a member.
  static let alreadyMember = ProblemKind(
    status: 409, code: "already_member", title: "You are a member already")
  /// 409: somebody is a driver.
  static let alreadyDriver = ProblemKind(
    status: 409, code: "already_driver", title: "You drive for a company already")
}

extension CompanyRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .idTaken: Problem(.idTaken, detail: "Choose another id.")
    case .ownsACompany: Problem(.ownsACompany, detail: "You own a company already.")
    case .immutableType:
      Problem(
        .validation,
        fields: [
          FieldError(
            field: "type", code: "immutable", message: "The type of a company never changes.")
        ])
    case .noOwner:
      Problem(.noOwner, detail: "It stays inactive until an administrator hands it over.")
    case .pendingTransactions:
      Problem(.pendingTransactions, detail: "Decide them, or wait until they expire.")
    case .balanceNotZero:
      Problem(.balanceNotZero, detail: "Use up, pay back or settle what is on its accounts.")
    }
  }
}

extension MemberRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .lastOwner:
      Problem(.lastOwner, detail: "Make another member the owner first.")
    case .ownsACompany:
      Problem(.ownsACompany, detail: "This member owns another company.")
    }
  }
}

extension InvitationRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .notFound: NotFound().problem
    case .otherAddress:
      Problem(.otherAddress, detail: "Sign in with the address that was invited.")
    case .invitationUsed: Problem(.invitationUsed)
    case .invitationExpired: Problem(.invitationExpired, detail: "Ask for a new one.")
    case .alreadyMember: Problem(.alreadyMember)
    case .alreadyDriver: Problem(.alreadyDriver)
    }
  }
}

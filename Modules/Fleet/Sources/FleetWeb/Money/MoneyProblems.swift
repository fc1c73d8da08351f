import ContextKit
public import Fleet
public import Kernel
import Router

// How refusals of accounts, top-ups and transactions are told.

extension ProblemKind {
  /// 409: a company takes part in no sales.
  static let companyInactive = ProblemKind(
    status: 409, code: "company_inactive", title: "One of the companies is inactive")
  /// 409: the companies have no account together.
  static let noAccount = ProblemKind(
    status: 409, code: "no_account", title: "The companies have no account together")
  /// 409: the account is suspended.
  static let accountSuspended = ProblemKind(
    status: 409, code: "account_suspended", title: "The account is suspended")
  /// 409: the driver may not be served.
  static let driverInactive = ProblemKind(
    status: 409, code: "driver_inactive", title: "The driver is inactive")
  /// 409: the meter would run back.
  static let odometerBackwards = ProblemKind(
    status: 409, code: "odometer_backwards", title: "The odometer does not fit its readings")
  /// 409: a limit would be passed.
  static let limitExceeded = ProblemKind(
    status: 409, code: "limit_exceeded", title: "A limit of the driver would be exceeded")
  /// 409: the month's litres would be passed.
  static let monthlyLimitExceeded = ProblemKind(
    status: 409, code: "monthly_limit_exceeded",
    title: "The driver's monthly limit would be exceeded")
  /// 409: more would be settled than is owed.
  static let exceedsOwed = ProblemKind(
    status: 409, code: "exceeds_owed", title: "This is more than is owed")
  /// 409: the account would hold more than it counts.
  static let balanceTooLarge = ProblemKind(
    status: 409, code: "balance_too_large", title: "The account cannot hold so much")
  /// 409: a supplier's reference stands for another top-up.
  static let referenceUsed = ProblemKind(
    status: 409, code: "reference_used", title: "The reference is used")
  /// 409: it was reversed.
  static let alreadyReversed = ProblemKind(
    status: 409, code: "already_reversed", title: "It was reversed already")
  /// 409: only what was approved can be reversed.
  static let notApproved = ProblemKind(
    status: 409, code: "not_approved", title: "The transaction is not approved")
  /// 409: it does not wait any more.
  static let notPending = ProblemKind(
    status: 409, code: "not_pending", title: "The request is decided or over")
  /// 403: who asks does not decide.
  static let ownRequest = ProblemKind(
    status: 403, code: "own_request", title: "You do not decide your own request")
  /// 403: the other side decides.
  static let notTheOtherSide = ProblemKind(
    status: 403, code: "not_the_other_side", title: "The other side decides this request")
}

extension AccountRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .wrongType(let field):
      .invalid(field, "wrong_type", "The company is on the other side of a sale.")
    case .companyInactive: Problem(.companyInactive)
    case .idTaken: Problem(.idTaken, detail: "Choose another id.")
    case .exceedsOwed(let owed):
      Problem(
        .exceedsOwed, detail: "No more than \(owed) is owed.", members: [("owed", "\(owed)")])
    case .balanceTooLarge:
      Problem(.balanceTooLarge, detail: "An account holds and owes \(Self.most) at the most.")
    case .referenceUsed:
      Problem(.referenceUsed, detail: "Another top-up has it that is not reversed.")
    case .alreadyReversed: Problem(.alreadyReversed)
    case .insufficientFunds(let available): .insufficientFunds(available)
    }
  }

  /// What each case is answered.
  public static var kinds: [ProblemKind] {
    [
      .validation, .companyInactive, .idTaken, .exceedsOwed, .balanceTooLarge, .referenceUsed,
      .alreadyReversed, .insufficientFunds,
    ]
  }

  private static let most = Money(minorUnits: Money.largestTransfer, unit: .dinar)
}

extension TransactionRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .totalOutOfRange:
      .invalid("total_price", "out_of_range", "The total cannot be nothing, nor this much.")
    case .receiverNotOnTheOtherSide: Problem(.validation, fields: [Self.unfitReceiver])
    case .driverMissing:
      .invalid("driver_id", "required", "Neither of you drives for the consumer: name a driver.")
    case .driverNotOfTheCompany: Problem(.validation, fields: [Self.unfitDriver])
    case .receiverAndDriver: Problem(.validation, fields: [Self.unfitReceiver, Self.unfitDriver])
    case .moreThanRequested:
      .invalid("amount_liters", "more_than_requested", "This is more than was requested.")
    case .notTheSuppliersSide:
      .invalid("amount_liters", "not_yours", "The supplier's side says what was delivered.")
    case .idTaken: Problem(.idTaken, detail: "Choose another id.")
    case .companyInactive: Problem(.companyInactive)
    case .noAccount: Problem(.noAccount, detail: "The consumer opens one first.")
    case .accountSuspended: Problem(.accountSuspended, detail: "The supplier has suspended it.")
    case .driverInactive: Problem(.driverInactive)
    case .odometerBackwards(let last):
      Problem(
        .odometerBackwards, detail: "The reading next to it is \(last).",
        members: [("last", "\(last)")])
    case .limitExceeded(let breach): Problem(.limitExceeded, members: breach.members)
    case .monthlyLimitExceeded(let allowed, let used):
      Problem(
        .monthlyLimitExceeded, detail: "\(used) of \(allowed) litres are used or requested.",
        members: [
          ("limit", "monthly_limit"), ("allowed", "\(allowed)"), ("used", "\(used)"),
        ])
    case .insufficientFunds(let available): .insufficientFunds(available)
    case .ownRequest: Problem(.ownRequest)
    case .notTheOtherSide: Problem(.notTheOtherSide)
    case .notPending(let state):
      Problem(
        .notPending, detail: "It is \(state.rawValue).", members: [("state", state.rawValue)])
    case .notApproved: Problem(.notApproved)
    case .alreadyReversed: Problem(.alreadyReversed)
    }
  }

  private static let unfitReceiver = FieldError(
    field: "receiver_id", code: "not_on_the_other_side",
    message: "This must be somebody of the other company.")
  private static let unfitDriver = FieldError(
    field: "driver_id", code: "not_of_the_company",
    message: "This must be a driver of the consumer.")

  /// What each case is answered.
  public static var kinds: [ProblemKind] {
    [
      .validation, .idTaken, .companyInactive, .noAccount, .accountSuspended, .driverInactive,
      .odometerBackwards, .limitExceeded, .monthlyLimitExceeded, .insufficientFunds, .ownRequest,
      .notTheOtherSide, .notPending, .notApproved, .alreadyReversed,
    ]
  }
}

extension LimitBreach {
  fileprivate var members: [(name: String, value: String)] {
    [("limit", limit)] + (allowed.map { [("allowed", $0)] } ?? [])
      + (used.map { [("used", $0)] } ?? [])
  }
}

extension Problem {
  fileprivate static func invalid(
    _ field: String, _ code: String, _ message: String
  ) -> Problem {
    Problem(.validation, fields: [FieldError(field: field, code: code, message: message)])
  }

  fileprivate static func insufficientFunds(_ available: Money) -> Problem {
    Problem(
      .insufficientFunds, detail: "\(available) is available on the account.",
      members: [("available", "\(available)")])
  }
}

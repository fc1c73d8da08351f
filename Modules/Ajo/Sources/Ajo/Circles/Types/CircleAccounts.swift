import Crypto
public import Kernel
public import Ledger

// Where a circle's money is, and how its transfers are called.

extension Circle {
  /// The pot: contributions come in, payouts and refunds go out.
  public static func potTerms(of circle: ID, in unit: Unit) -> AccountTerms {
    AccountTerms(
      owner: Owner(kind: .circle, id: circle.rawValue), code: "ajo.circle", unit: unit)
  }

  /// The pot.
  public var potTerms: AccountTerms { Self.potTerms(of: id, in: unit) }

  /// What a host has pledged under `hostCover`.
  public func pledgeTerms(of host: UserID) -> AccountTerms {
    AccountTerms(owner: .user(host), code: "ajo.cover.\(id)", unit: unit)
  }

  /// Where the house has late fees.
  public static func feeTerms(in unit: Unit) -> AccountTerms {
    AccountTerms(owner: .house, code: "ajo.fees", unit: unit)
  }

  /// The id of a transfer of the circle, made from what it is for: repeated, it is the same
  /// transfer.
  func transferID(_ use: CircleTransferUse) -> Transfer.ID {
    Transfer.ID(rawValue: NamedUUID.make("atrium ajo circle \(id) \(use.name)"))
  }
}

/// What a transfer of a circle is for. There is one of each.
enum CircleTransferUse {
  case contribution(Contribution)
  /// What a member pays of a contribution straight to the recipient, after the payout.
  case arrears(Contribution)
  /// What a member pays back of a contribution to the host who covered it.
  case repayment(Contribution)
  case fee(Contribution)
  case cover(Contribution)
  case refund(Contribution)
  case feeRefund(Contribution)
  case payout(cycle: Int)
  case pledge(UserID)
  case release(UserID)
  /// A pledge by somebody whom the circle was handed over to, in this version of it.
  case laterPledge(UserID, version: Int64)
  /// The release of the pledge of somebody who handed the circle over.
  case earlyRelease(UserID, version: Int64)

  fileprivate var name: String {
    switch self {
    case .contribution(let paid): "contribution \(paid.cycle) \(paid.userID)"
    case .arrears(let paid): "arrears \(paid.cycle) \(paid.userID)\(paid.part)"
    case .repayment(let paid): "repayment \(paid.cycle) \(paid.userID)\(paid.part)"
    case .fee(let paid): "fee \(paid.cycle) \(paid.userID)\(paid.part)"
    case .cover(let paid): "cover \(paid.cycle) \(paid.userID)"
    case .refund(let paid): "refund \(paid.cycle) \(paid.userID)"
    case .feeRefund(let paid): "fee refund \(paid.cycle) \(paid.userID)"
    case .payout(let cycle): "payout \(cycle)"
    case .pledge(let host): "pledge \(host)"
    case .release(let host): "release \(host)"
    case .laterPledge(let host, let version): "pledge \(host) \(version)"
    case .earlyRelease(let host, let version): "release \(host) \(version)"
    }
  }

  /// The ledger's word for it.
  var kind: String {
    switch self {
    case .contribution, .arrears, .repayment, .cover: "contribution"
    case .fee: "late_fee"
    case .refund, .feeRefund, .release, .earlyRelease: "refund"
    case .payout: "payout"
    case .pledge, .laterPledge: "transfer"
    }
  }
}

extension Contribution {
  /// Tells the transfers of its parts apart.
  fileprivate var part: String { settled.minorUnits == 0 ? "" : " after \(settled.minorUnits)" }
}

/// That a transfer belongs to a circle, and to which of its cycles.
public struct CircleMovement: Sendable, Hashable {
  /// The transfer.
  public let transferID: Transfer.ID
  /// The circle.
  public let circleID: Circle.ID
  /// The cycle; nil for what belongs to none, such as a pledge.
  public let cycle: Int?

  /// A movement.
  public init(transferID: Transfer.ID, circleID: Circle.ID, cycle: Int?) {
    self.transferID = transferID
    self.circleID = circleID
    self.cycle = cycle
  }
}

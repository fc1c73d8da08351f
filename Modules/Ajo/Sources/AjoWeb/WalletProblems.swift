public import Ajo
public import Kernel
import Ledger
import Ports

extension ProblemKind {
  /// 409: the wallet does not hold as much as is to be sent.
  static let insufficientFunds = ProblemKind(
    status: 409, code: "insufficient_funds", title: "Insufficient funds")
  /// 422: sender and recipient are the same user.
  static let transferToSelf = ProblemKind(
    status: 422, code: "transfer_to_self", title: "A transfer needs another recipient")
  /// 409: the recipient cannot be paid at present.
  static let recipientUnavailable = ProblemKind(
    status: 409, code: "recipient_unavailable", title: "The recipient cannot receive money")
}

extension TransferRefusal: Refusing {
  /// Why the money stays where it is.
  public var problem: Problem {
    switch self {
    case .recipientNotFound:
      return Problem(.notFound, detail: "There is no such resource.")
    case .toSelf(let recipient):
      let detail = "You cannot send money to yourself."
      return Problem(
        .transferToSelf, detail: detail,
        fields: [FieldError(field: recipient.field, code: "transfer_to_self", message: detail)])
    case .recipientUnavailable:
      return Problem(.recipientUnavailable, detail: "This user cannot receive money at present.")
    case .insufficientFunds:
      return Problem(.insufficientFunds, detail: "Your wallet does not hold this much.")
    case .rejected(let rejection):
      return Problem(
        .conflict, detail: "The ledger refused the transfer: \(rejection.rawValue).")
    }
  }

  /// What each case is answered.
  public static var kinds: [ProblemKind] {
    [.notFound, .transferToSelf, .recipientUnavailable, .insufficientFunds, .conflict]
  }
}

extension PayeeName {
  /// The field of the body that it came in.
  fileprivate var field: String {
    switch self {
    case .id: "to_user_id"
    case .email: "to_email"
    }
  }
}

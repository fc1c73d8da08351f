import Ajo
import Kernel
import Ledger
import Ports

extension ProblemKind {
  /// 409: the wallet does not hold as much as is to be sent.
  static let insufficientFunds = ProblemKind(
    status: 409, code: "insufficient_funds", title: "Insufficient funds")
  /// 422: sender and recipient are the same user.
  static let transferToSelf = ProblemKind(
    status: 422, code: "transfer_to_self", title: "A transfer needs another recipient")
  /// 403: no PIN token came with the request, or none that fits.
  static let pinRequired = ProblemKind(
    status: 403, code: "pin_required", title: "A PIN token is required")
  /// 409: the recipient cannot be paid at present.
  static let recipientUnavailable = ProblemKind(
    status: 409, code: "recipient_unavailable", title: "The recipient cannot receive money")
}

extension Problem {
  /// How a missing PIN token is told to the client.
  init(_ refusal: PinRequired) {
    self.init(
      .pinRequired,
      detail: refusal.hasPin
        ? "Trade your PIN for a token at /pin/verify and send it as X-Pin-Token."
        : "Set a transaction PIN first.")
  }

  /// How a refused transfer is told to the client.
  /// - Parameter recipient: as the client named them.
  init(_ refusal: TransferRefusal, to recipient: PayeeName) {
    switch refusal {
    case .recipientNotFound:
      self.init(.notFound, detail: "There is no such resource.")
    case .toSelf:
      let detail = "You cannot send money to yourself."
      self.init(
        .transferToSelf, detail: detail,
        fields: [FieldError(field: recipient.field, code: "transfer_to_self", message: detail)])
    case .ledger(.payeeUnavailable, _):
      self.init(.recipientUnavailable, detail: "This user cannot receive money at present.")
    case .ledger(.exceedsBalance, _):
      self.init(.insufficientFunds, detail: "Your wallet does not hold this much.")
    case .ledger(let refusal, _):
      self.init(
        .conflict, detail: "The ledger refused the transfer: \(refusal.rawValue).")
    }
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

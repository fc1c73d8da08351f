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
  init(_ refusal: TransferRefusal) {
    switch refusal {
    case .recipientNotFound:
      self.init(.notFound, detail: "There is no such resource.")
    case .toSelf:
      self.init(.transferToSelf, detail: "You cannot send money to yourself.")
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

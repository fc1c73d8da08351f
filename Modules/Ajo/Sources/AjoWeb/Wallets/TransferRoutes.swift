public import Ajo
import ContextKit
public import Kernel
import Ledger
import Ports
import Router

/// Sending money from one wallet to another.
func transferRoutes(_ transfers: TransferService) -> [Route] {
  let currency = transfers.currency
  return [
    .post(
      "/wallet/transfer", permission: .spendOwnWallet, summary: "Send money to another user",
      status: 201, refusals: [PinRequired.self, TransferRefusal.self],
      reading: { TransferInput(from: &$0, currency: currency) },
      answer: { (receipt: TransferReceipt) in
        Reply.created(
          TransferBody(receipt.movement), at: "/wallet/transactions/\(receipt.movement.id)"
        ).replayed(if: receipt.isReplay)
      }
    ) { (caller, input, once) in
      try await transfers.send(
        input.request(of: caller.userID), pinToken: input.pinToken, once: once)
    }
  ]
}

/// The body of `POST /wallet/transfer`.
struct TransferInput: Sendable {
  let recipient: PayeeName
  let amount: Money
  let note: String?
  let pinToken: String?

  /// - Parameter currency: the currency of every wallet.
  init(from fields: inout RequestFields, currency: Unit) {
    let id = fields.optionalBody("to_user_id", .id(of: UserTag.self))
    let email = fields.optionalBody("to_email", .email)
    fields.exactlyOne(of: "to_user_id", "to_email")
    amount = fields.body("amount", .money(currency))
    note = fields.nullableBody("note", .text(length: TransferRequest.noteLength))
    pinToken = fields.pinToken()
    // The placeholder never escapes: without either the input is refused.
    recipient = email.map { .email($0) } ?? .id(id ?? UserID(rawValue: 0))
  }

  func request(of sender: UserID) -> TransferRequest {
    TransferRequest(sender: sender, recipient: recipient, amount: amount, note: note)
  }
}

/// The answer to a transfer: the entry, and the balance that it left.
struct TransferBody: ResponseBody {
  let transaction: TransactionBody

  init(_ movement: WalletTransaction) {
    transaction = TransactionBody(movement)
  }

  static let shape = Shape<TransferBody>(
    "WalletTransfer",
    fields: TransactionBody.shape.pulled { $0.transaction } + [
      .money("balance") { $0.transaction.transaction.balanceAfter }
    ])
}

extension ProblemKind {
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
      return NotFound().problem
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
      let reason = rejection.rawValue.replacing("_", with: " ")
      return Problem(.conflict, detail: "The ledger refused the transfer: \(reason).")
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

import ContextKit
public import Fleet
public import Kernel
import Router

/// Receipts, as data and as documents, and whether one is genuine.
func receiptRoutes(
  _ receipts: ReceiptService, _ printer: ReceiptPrinter, store: any FleetStore
) -> [Route] {
  let links = printer.links
  @Sendable func answer(_ shown: ShownReceipt, status: Int) -> Reply<ReceiptBody> {
    shown.reply(links, status: status)
  }
  return [
    .get(
      "/transactions/{id}/receipt", permission: .readFleet,
      summary: "Show the receipt of a transaction", otherStatuses: [304],
      refusals: [AccessRefusal.self, ReceiptRefusal.self]
    ) { (caller, query: ReceiptQuery) in
      let receipt = try await receipts.receipt(query.kind, of: query.id, for: FleetCaller(caller))
      return answer(try await printer.show(receipt, as: query.format), status: 200)
    }
    .described(ReceiptQuery.description),
    .post(
      "/transactions/{id}/receipt", permission: .readFleet,
      summary: "Show the receipt of a transaction, as GET does", status: 201,
      refusals: [AccessRefusal.self, ReceiptRefusal.self],
      answer: { (shown: ShownReceipt) in answer(shown, status: 201) }
    ) { (caller, query: ReceiptQuery, once) in
      if let key = once.key { try await store.replay(key) }
      let receipt = try await receipts.receipt(query.kind, of: query.id, for: FleetCaller(caller))
      let shown = try await printer.show(receipt, as: query.format)
      if query.format == .pdf {
        // A document is more than is kept under a key, and the same whenever it is asked for.
        _ = once.consume()
        return shown
      }
      return try await store.atomically(once) { _ in shown }
    }
    .described(ReceiptQuery.description),
    .get(
      "/receipts/{code}/verify", permission: .verifyReceipts,
      summary: "Tell whether a receipt is genuine", refusals: [AccessRefusal.self]
    ) { (_, path: ReceiptCodePath) in
      VerifiedReceiptBody(try await receipts.verify(path.code))
    }.limited(to: 60, inSeconds: 60),
  ]
}

extension OpenPermission {
  /// Check a receipt by the code on it.
  static let verifyReceipts = OpenPermission("fleet.receipts.verify")
}

extension ProblemKind {
  /// 409: it was not reversed.
  static let notReversed = ProblemKind(
    status: 409, code: "not_reversed", title: "The transaction was not reversed")
}

extension ReceiptRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .notApproved:
      Problem(.notApproved, detail: "Only what was approved has a receipt.")
    case .notReversed:
      Problem(.notReversed, detail: "Only what was reversed has a credit note.")
    }
  }
}

/// The path and query of `GET /transactions/{id}/receipt`.
struct ReceiptQuery: RequestInput {
  let id: FuelTransaction.ID
  let format: ReceiptFormat
  let kind: Receipt.Kind

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: FuelTransaction.self))
    format = fields.query("format", .enumeration()) ?? .json
    kind = fields.query("kind", .enumeration()) ?? .receipt
  }

  static let description =
    "`format=pdf` is a document with a QR code of `verify_url`; `kind=credit_note` is of the "
    + "reversal. Both are always the same."
}

/// The forms of a receipt.
enum ReceiptFormat: String, CaseIterable, Sendable {
  case json, pdf
}

/// The path of a receipt by its code.
struct ReceiptCodePath: RequestInput {
  let code: String

  init(from fields: inout RequestFields) {
    code = fields.path("code", .string(length: 1...64))
  }
}

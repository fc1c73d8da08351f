import Fleet
import Kernel
import Router

/// Where receipts are verified.
struct ReceiptLinks: Sendable {
  /// The address of receipts as it is seen from outside.
  let base: String

  /// Where a receipt is verified.
  func verifying(_ receipt: Receipt) -> String {
    let end = base.utf8.last == UInt8(ascii: "/") ? "" : "/"
    return "\(base)\(end)\(receipt.name.code)/verify"
  }
}

/// A receipt that is about to be answered.
struct ShownReceipt: Sendable {
  let receipt: Receipt
  /// The file; nil where data was asked for.
  let file: [UInt8]?

  func reply(_ links: ReceiptLinks, status: Int) -> Reply<ReceiptBody> {
    let body = ReceiptBody(receipt, links)
    guard let file else {
      return status == 201
        ? Reply.created(body, at: "/transactions/\(receipt.transactionID)/receipt")
        : Reply(body, status: status).etag(ETag(of: body))
    }
    let kind = receipt.kind == .receipt ? "receipt" : "credit-note"
    return Reply<ReceiptBody>.encoded(file, status: status, contentType: "application/pdf")
      .header("Content-Disposition", "inline; filename=\"\(kind)-\(receipt.name.number).pdf\"")
      .header("Cache-Control", "private, no-store")
  }
}

/// A receipt on the wire.
struct ReceiptBody: ResponseBody {
  let receipt: Receipt
  let verifyURL: String

  init(_ receipt: Receipt, _ links: ReceiptLinks) {
    self.receipt = receipt
    verifyURL = links.verifying(receipt)
  }

  static let shape = Shape<ReceiptBody>(
    "FuelReceipt",
    .string("number") { $0.receipt.name.number },
    .integer("sequence") { $0.receipt.sequence },
    .integer("year") { $0.receipt.year },
    .enumeration("kind") { $0.receipt.kind },
    .string("code") { $0.receipt.name.code },
    .string("verify_url") { $0.verifyURL },
    .instant("issued_at") { $0.receipt.issuedAt },
    .id("transaction_id") { $0.receipt.transactionID },
    .object("supplier") { ReceiptSideBody(side: $0.receipt.supplier) },
    .object("consumer") { ReceiptSideBody(side: $0.receipt.consumer) },
    .string("driver_name") { $0.receipt.driverName },
    .optionalString("vehicle_number") { $0.receipt.vehicleNumber },
    .optionalOneOf("product", FuelProduct.allCases.map(\.rawValue)) {
      $0.receipt.product?.rawValue
    },
    .money("amount_liters") { $0.receipt.amount.liters },
    .money("price_per_liter") { $0.receipt.amount.pricePerLiter },
    .money("total_price") { $0.receipt.amount.totalPrice },
    .money("amount_dzd") { $0.receipt.amount.chargedMoney },
    .enumeration("settlement") { $0.receipt.settlement },
    .unit("currency") { $0.receipt.amount.totalPrice.unit })
}

/// A company as it stands on a receipt.
struct ReceiptSideBody: ResponseBody {
  let side: Receipt.Side

  static let shape = Shape<ReceiptSideBody>(
    "ReceiptSide",
    .id("id") { $0.side.id },
    .string("name") { $0.side.name },
    .string("address") { $0.side.address },
    .optionalString("tax_id") { $0.side.taxID })
}

/// What anybody is told of a genuine receipt: nothing of the driver.
struct VerifiedReceiptBody: ResponseBody {
  let verified: VerifiedReceipt

  init(_ verified: VerifiedReceipt) { self.verified = verified }

  private var receipt: Receipt { verified.receipt }

  static let shape = Shape<VerifiedReceiptBody>(
    "VerifiedReceipt",
    .bool("valid") { _ in true },
    .string("number") { $0.receipt.name.number },
    .enumeration("kind") { $0.receipt.kind },
    .instant("issued_at") { $0.receipt.issuedAt },
    .string("supplier_company_name") { $0.receipt.supplier.name },
    .string("consumer_company_name") { $0.receipt.consumer.name },
    .money("amount_liters") { $0.receipt.amount.liters },
    .money("total_price") { $0.receipt.amount.totalPrice },
    .unit("currency") { $0.receipt.amount.totalPrice.unit },
    .bool("reversed") { $0.verified.isReversed })
}

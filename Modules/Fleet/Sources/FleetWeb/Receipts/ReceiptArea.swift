import Configuration
import ContextKit
import Documents
import Fleet

/// Receipts as they are shown.
struct ReceiptArea: FleetArea {
  private let receipts: ReceiptService
  private let printer: ReceiptPrinter
  private let parts: FleetParts

  init(_ parts: FleetParts) {
    self.parts = parts
    receipts = ReceiptService(store: parts.store)
    printer = ReceiptPrinter(
      press: DocumentPress(pool: parts.environment.hashing),
      links: ReceiptLinks(base: parts.environment.configuration[FleetConfiguration.receiptURL]))
  }

  func add(to offers: inout Offers) {
    offers.routes += receiptRoutes(receipts, printer, store: parts.store)
  }
}

/// What the configuration says of Fleet.
enum FleetConfiguration {
  static let receiptURL = Setting(
    "fleet.receipt_url", .url, default: "http://127.0.0.1:8080/api/fleet/receipts",
    "Where receipts are found from outside: verify_url, and the QR code on a receipt, are this "
      + "with /<code>/verify.")

  static let all: [any SettingDeclaration] = [receiptURL]
}

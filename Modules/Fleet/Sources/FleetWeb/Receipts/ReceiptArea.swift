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
      links: ReceiptLinks(base: FleetConfiguration.receiptBase(in: parts.environment)))
  }

  func add(to offers: inout Offers) {
    offers.routes += receiptRoutes(receipts, printer, store: parts.store)
  }
}

import Documents
import Fleet
import Kernel
import QRCode
import Synchronization

/// Prints receipts: the same receipt is always the same octets.
struct ReceiptPrinter: Sendable {
  let press: DocumentPress
  let links: ReceiptLinks

  /// A receipt in the form that somebody asks for.
  /// - Throws: what the press throws.
  func show(_ receipt: Receipt, as format: ReceiptFormat) async throws -> ShownReceipt {
    ShownReceipt(receipt: receipt, file: format == .pdf ? try await file(of: receipt) : nil)
  }

  private func file(of receipt: Receipt) async throws -> [UInt8] {
    let row = row(of: receipt)
    let total = total(of: receipt)
    let prepared = try await press.prepare(document(of: receipt)) { take in
      try await take([row, total])
    }
    let octets = Octets()
    try await prepared.write { octets.append($0) }
    return octets.all
  }

  private func document(of receipt: Receipt) throws -> Document {
    let url = links.verifying(receipt)
    let code = try QRCode(url)
    let words = ReceiptWords(receipt)
    return Document(
      title: words.title, subtitle: "No. \(receipt.name.number)", issuer: receipt.supplier.name,
      createdAt: receipt.issuedAt, facts: facts(of: receipt, words), figures: words.figures,
      columns: [
        TableColumn("Description", share: 46, wraps: true),
        TableColumn("Quantity", share: 16, alignment: .trailing),
        TableColumn("Price a litre", share: 18, alignment: .trailing),
        TableColumn("Amount", share: 20, alignment: .trailing),
      ], footer: "Anybody can verify this \(words.noun): \(url)",
      mark: Document.Mark(size: code.size, caption: "Scan to verify") {
        code.isDark(column: $0, row: $1)
      })
  }

  private func facts(of receipt: Receipt, _ words: ReceiptWords) -> [Document.Fact] {
    func side(_ name: String, _ side: Receipt.Side) -> [Document.Fact] {
      [
        Document.Fact(name, side.name), Document.Fact("Address", side.address),
        Document.Fact("Tax number", side.taxID ?? "–"),
      ]
    }
    return side("Seller", receipt.supplier) + side("Buyer", receipt.consumer) + [
      Document.Fact("Issued", words.issued), Document.Fact("Driver", receipt.driverName),
      Document.Fact("Vehicle", receipt.vehicleNumber ?? "–"),
      Document.Fact("Transaction", "\(receipt.transactionID)"),
      Document.Fact("Settled", words.settled),
      Document.Fact("Currency", receipt.amount.totalPrice.unit.code),
    ]
  }

  private func row(of receipt: Receipt) -> TableRow {
    let words = ReceiptWords(receipt)
    let details = [receipt.vehicleNumber, receipt.driverName].compactMap(\.self)
    return TableRow([
      [
        TableText(words.product, .strong), TableText(details.joined(separator: "  ·  "), .fine),
      ],
      [TableText("\(receipt.amount.liters.grouped) L")],
      [TableText(receipt.amount.pricePerLiter.grouped)],
      [TableText(receipt.amount.totalPrice.grouped)],
    ])
  }

  private func total(of receipt: Receipt) -> TableRow {
    TableRow(
      [
        [TableText(receipt.kind == .receipt ? "Total" : "Total credited")],
        [TableText("\(receipt.amount.liters.grouped) L")], [],
        [TableText(receipt.amount.totalPrice.grouped)],
      ], emphasis: .total)
  }
}

/// What a receipt says in words.
private struct ReceiptWords {
  private let receipt: Receipt

  init(_ receipt: Receipt) {
    self.receipt = receipt
  }

  var title: String { receipt.kind == .receipt ? "Receipt" : "Credit note" }
  var noun: String { receipt.kind == .receipt ? "receipt" : "credit note" }

  var product: String {
    switch receipt.product {
    case .diesel: "Diesel"
    case .gasoline: "Gasoline"
    case .lpg: "LPG"
    case .adblue: "AdBlue"
    case nil: "Fuel"
    }
  }

  /// The instant in UTC, in which receipts of all suppliers can be compared.
  var issued: String {
    let text = "\(receipt.issuedAt)"
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"
  }

  var settled: String {
    switch receipt.settlement {
    case .money: "From the balance in dinars"
    case .liters: "From the balance in litres"
    }
  }

  var figures: [Document.Fact] {
    let amount = receipt.amount
    let currency = amount.totalPrice.unit.code
    let charged =
      receipt.settlement == .money
      ? "\(currency) \(amount.chargedMoney.grouped)" : "\(amount.liters.grouped) L"
    return [
      Document.Fact("Quantity", "\(amount.liters.grouped) L"),
      Document.Fact("Price a litre", "\(currency) \(amount.pricePerLiter.grouped)"),
      Document.Fact("Total", "\(currency) \(amount.totalPrice.grouped)"),
      Document.Fact(receipt.kind == .receipt ? "Charged" : "Returned", charged),
    ]
  }
}

extension Money {
  /// `1,234,567.89`
  fileprivate var grouped: String {
    let text = "\(self)"
    let parts = text.split(separator: ".", maxSplits: 1)
    var grouped = ""
    for (place, digit) in parts[0].enumerated() {
      if place > 0, (parts[0].count - place) % 3 == 0 { grouped.append(",") }
      grouped.append(digit)
    }
    return parts.count > 1 ? "\(grouped).\(parts[1])" : grouped
  }
}

/// A file under way.
private final class Octets: Sendable {
  private let octets = Mutex<[UInt8]>([])

  var all: [UInt8] { octets.withLock { $0 } }

  func append(_ more: [UInt8]) {
    octets.withLock { $0 += more }
  }
}

public import Kernel

/// What a receipt is called: its number, and the code that verifies it.
public struct ReceiptName: Hashable, Sendable {
  /// Such as `2026-000017`.
  public let number: String
  /// 128 random bits as text.
  public let code: String

  /// Makes a name.
  public init(number: String, code: String) {
    self.number = number
    self.code = code
  }
}

/// A receipt or a credit note: a snapshot that never changes.
public struct Receipt: Hashable, Sendable {
  /// The receipt's id.
  public typealias ID = Identifier<Receipt>

  /// The receipt's id.
  public let id: ID
  /// What it is called.
  public let name: ReceiptName
  /// The year of its number, by the supplier's zone.
  public let year: Int
  /// Its number among the supplier's of the year, from 1 without gaps.
  public let sequence: Int64
  /// What it is.
  public let kind: Kind
  /// When it was issued.
  public let issuedAt: Instant
  /// The transaction.
  public let transactionID: FuelTransaction.ID
  /// Who sold.
  public let supplier: Side
  /// Who bought.
  public let consumer: Side
  /// Who was served.
  public let driverName: String
  /// In which vehicle.
  public let vehicleNumber: String?
  /// What was sold.
  public let product: FuelProduct?
  /// How much at which price.
  public let amount: FuelAmount
  /// Which balance was charged.
  public let settlement: Settlement

  /// What a receipt is.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Of an approved transaction.
    case receipt
    /// Of its reversal.
    case creditNote = "credit_note"
  }

  /// A company as it was when the receipt was issued.
  public struct Side: Hashable, Sendable {
    /// The company.
    public let id: Company.ID
    /// Its name.
    public let name: String
    /// Its address.
    public let address: String
    /// The number under which it pays tax.
    public let taxID: String?

    /// Makes a side.
    public init(id: Company.ID, name: String, address: String, taxID: String?) {
      self.id = id
      self.name = name
      self.address = address
      self.taxID = taxID
    }
  }

  /// Puts a receipt together.
  public init(
    id: ID, name: ReceiptName, year: Int, sequence: Int64, kind: Kind, issuedAt: Instant,
    transactionID: FuelTransaction.ID, supplier: Side, consumer: Side, driverName: String,
    vehicleNumber: String?, product: FuelProduct?, amount: FuelAmount, settlement: Settlement
  ) {
    self.id = id
    self.name = name
    self.year = year
    self.sequence = sequence
    self.kind = kind
    self.issuedAt = issuedAt
    self.transactionID = transactionID
    self.supplier = supplier
    self.consumer = consumer
    self.driverName = driverName
    self.vehicleNumber = vehicleNumber
    self.product = product
    self.amount = amount
    self.settlement = settlement
  }
}

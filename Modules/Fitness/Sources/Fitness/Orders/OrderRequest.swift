public import Kernel

/// What somebody wants to order.
public struct OrderRequest: Hashable, Sendable {
  /// Some of a product.
  public struct Line: Hashable, Sendable {
    /// Which product.
    public let productID: Product.ID
    /// How many: 1–10.
    public let quantity: Int64

    /// Makes a line.
    public init(productID: Product.ID, quantity: Int64) {
      self.productID = productID
      self.quantity = quantity
    }
  }

  /// How many lines a request has.
  public static let lineCount = 1...20
  /// How many of one product may be ordered at once, in all lines together.
  public static let quantityRange: ClosedRange<Int64> = 1...10

  /// What is wanted, as it was sent.
  public let lines: [Line]
  /// Where it is sent.
  public let address: ShippingAddress?
  /// What the user was told that it costs; nil where they take any price.
  public let expectedTotal: Int64?

  /// Puts a request together. No product may be in its lines more than ten times.
  public init(lines: [Line], address: ShippingAddress? = nil, expectedTotal: Int64? = nil) {
    self.lines = lines
    self.address = address
    self.expectedTotal = expectedTotal
  }

  /// How many of each product, in the order in which they are named first.
  public var wanted: [Line] {
    var wanted: [Line] = []
    for line in lines {
      if let place = wanted.firstIndex(where: { $0.productID == line.productID }) {
        let quantity = wanted[place].quantity + line.quantity
        wanted[place] = Line(productID: line.productID, quantity: quantity)
      } else {
        wanted.append(line)
      }
    }
    return wanted
  }
}

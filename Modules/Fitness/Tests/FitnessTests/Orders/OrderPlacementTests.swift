import Kernel
import KernelTesting
import Testing

@testable import Fitness

/// Why a request is refused, and in which order.
@Suite struct OrderPlacementTests {
  private static func product(
    _ id: UInt128, price: Int64 = 10, stock: Int64? = 5, ships: Bool = false,
    isActive: Bool = true
  ) -> Product {
    Product(
      id: .init(rawValue: id), name: "P\(id)", coinPrice: price, stock: stock,
      requiresShipping: ships, isActive: isActive, createdAt: Instant(milliseconds: 0))
  }

  private static func line(_ id: UInt128, _ quantity: Int64 = 1) -> OrderRequest.Line {
    .init(productID: .init(rawValue: id), quantity: quantity)
  }

  @Test("Unknown, inactive and deleted products are named by all of their lines")
  func unknown() {
    let request = OrderRequest(
      lines: [Self.line(1), Self.line(9), Self.line(2), Self.line(9)], expectedTotal: 1)
    #expect(throws: OrderRefusal.unknownProducts([1, 2, 3])) {
      try OrderPlacement(
        request, among: [Self.product(1, stock: 0), Self.product(2, isActive: false)])
    }
  }

  @Test("A missing address comes before the price, the price before the stock")
  func precedence() throws {
    let products = [Self.product(1, stock: 1, ships: true), Self.product(2, stock: 0)]
    let lines = [Self.line(1, 2), Self.line(2)]
    #expect(throws: OrderRefusal.addressMissing) {
      try OrderPlacement(OrderRequest(lines: lines, expectedTotal: 1), among: products)
    }
    let address = ShippingAddress(json: "{}")
    #expect(throws: OrderRefusal.priceChanged(total: 30)) {
      try OrderPlacement(
        OrderRequest(lines: lines, address: address, expectedTotal: 1), among: products)
    }
    #expect(
      throws: OrderRefusal.outOfStock([
        .init(productID: products[0].id, available: 1),
        .init(productID: products[1].id, available: 0),
      ])
    ) {
      try OrderPlacement(
        OrderRequest(lines: lines, address: address, expectedTotal: 30), among: products)
    }
  }

  @Test("Lines of one product are one wish, in the order in which it is named first")
  func summed() throws {
    let request = OrderRequest(lines: [Self.line(2), Self.line(1, 2), Self.line(2, 3)])
    let placement = try OrderPlacement(
      request, among: [Self.product(1), Self.product(2, price: 7, stock: nil)])
    #expect(placement.items.map(\.quantity) == [4, 2] && placement.total == 48)
    #expect(placement.taken == [.init(rawValue: 1): -2])
  }

  @Test("A code is FK- and eight characters that nobody takes for others")
  func code() {
    let code = OrderCode(from: SeededRandom(seed: 1)).text
    #expect(code.wholeMatch(of: /FK-[0-9A-HJKMNP-TV-Z]{8}/) != nil)
    #expect(code != OrderCode(from: SeededRandom(seed: 2)).text)
  }
}

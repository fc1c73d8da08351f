import Testing

@testable import Fitness

/// What products of ours take from what the shop lists.
@Suite struct ListedVariantTests {
  private func variants(_ product: ShopProduct) -> [ListedVariant] {
    ShopPage(products: [product], next: nil, size: 1).listed(coinsPerUnit: 100)
  }

  private static func variant(_ number: UInt64, _ title: String) -> ShopVariant {
    ShopVariant(number: ShopNumber(number), title: title, price: "5.00", stock: 1)
  }

  @Test("A variant is called after its product and itself, unless it is the only one")
  func names() {
    let product = ShopProduct(
      number: ShopNumber(1), title: "Shirt",
      variants: [Self.variant(2, "Blue / M"), Self.variant(3, "Default Title")])
    #expect(variants(product).map(\.content.name) == ["Shirt – Blue / M", "Shirt"])
  }

  @Test("Names are cut to what can be kept; one of nothing but spaces is called after its number")
  func longNames() {
    let long = ShopProduct(
      number: ShopNumber(1), title: String(repeating: "a", count: 255),
      variants: [Self.variant(2, String(repeating: "b", count: 255))])
    #expect(variants(long)[0].content.name.unicodeScalars.count == 200)
    let empty = ShopProduct(
      number: ShopNumber(7), title: " \u{7}", variants: [Self.variant(2, "Default Title")])
    #expect(variants(empty)[0].content.name == "Product 7")
  }

  @Test(
    "Only addresses of the web are pictures",
    arguments: [
      ("https://cdn.shopify.com/s/files/1/a.jpg?v=1", true), ("HTTP://a.example/b.png", true),
      ("javascript:alert(1)", false), ("data:image/svg+xml,x", false), ("//cdn/a.jpg", false),
      ("https://a.example/\"onerror=x", false), ("https://a.example/a b", false), ("", false),
      ("https://a.example/" + String(repeating: "a", count: 2_048), false),
    ])
  func images(address: String, isShown: Bool) {
    let product = ShopProduct(
      number: ShopNumber(1), title: "Shirt", imageURL: address, variants: [Self.variant(2, "M")])
    #expect(variants(product)[0].content.imageURL == (isShown ? address : nil))
  }

  @Test("A variant that is on a page twice counts once")
  func twice() {
    let product = ShopProduct(
      number: ShopNumber(1), title: "Shirt", variants: [Self.variant(2, "M"), Self.variant(2, "L")])
    #expect(variants(product).map(\.content.name) == ["Shirt – M"])
  }

  @Test(
    "A number is read from the id of its kind alone",
    arguments: [
      ("gid://shopify/Product/632910392", 632_910_392), ("gid://shopify/Product/0", 0),
      ("gid://shopify/ProductVariant/1", nil), ("gid://shopify/Product/", nil),
      ("gid://shopify/Product/01", nil), ("gid://shopify/Product/-1", nil),
      ("gid://shopify/Product/1?x=2", nil), ("1", nil), ("", nil),
      ("gid://shopify/Product/18446744073709551616", nil), ("gid://shopify/Product/\u{301}1", nil),
    ] as [(String, UInt64?)])
  func numbers(text: String, number: UInt64?) {
    #expect(ShopNumber(globalID: text, of: "Product")?.value == number)
  }
}

import Crypto
public import Kernel

/// The products that a new house begins with.
public enum ProductSeed {
  /// Eight: a tracker band, earbuds, a water bottle, running shoes, a yoga mat, gift cards of 10
  /// and 25, and socks.
  public static let standard: [(id: Product.ID, draft: ProductDraft)] = [
    product(
      "tracker-band", "Fitness Tracker Band", "A band that counts steps and reads the pulse.",
      "electronics", 5_000, stock: 50),
    product(
      "earbuds", "Wireless Earbuds", "They stay where they are while you run.",
      "electronics", 8_000, stock: 30),
    product(
      "water-bottle", "Insulated Water Bottle", "Steel, 750 ml; keeps water cold for a day.",
      "accessories", 1_500, stock: 100),
    product(
      "running-shoes", "Running Shoes", "Light shoes for roads, in your size.",
      "apparel", 12_000, stock: 20),
    product(
      "yoga-mat", "Yoga Mat", "6 mm thick, with a strap to carry it.",
      "equipment", 2_500, stock: 60),
    product(
      "gift-card-10", "Gift Card 10", "A code worth 10 in the shop, sent by e-mail.",
      "gift_cards", 1_000, stock: nil),
    product(
      "gift-card-25", "Gift Card 25", "A code worth 25 in the shop, sent by e-mail.",
      "gift_cards", 2_500, stock: nil),
    product(
      "socks", "Running Socks", "Three pairs that dry quickly.", "apparel", 800, stock: 150),
  ]

  /// Makes those of the standard products that were never made. It may be called again: what
  /// somebody changed or deleted stays so.
  /// - Returns: how many it made.
  @discardableResult
  public static func plant(in store: any FitnessStore, at now: Instant) async throws -> Int {
    try await store.atomically(.unkeyed) { transaction in
      var made = 0
      // Each a millisecond later, so that lists have one order.
      for (place, seed) in standard.enumerated() {
        let product = Product(
          id: seed.id, seed.draft, at: now.adding(milliseconds: Int64(place)))
        if try transaction.insert(product) { made += 1 }
      }
      return made
    }
  }

  /// A gift card is a code: nothing is sent, and there are always more.
  private static func product(
    _ word: String, _ name: String, _ description: String, _ category: String, _ price: Int64,
    stock: Int64?
  ) -> (id: Product.ID, draft: ProductDraft) {
    (
      Product.ID(rawValue: NamedUUID.make("atrium fitness product \(word)")),
      ProductDraft(
        name: name, description: description, category: category, coinPrice: price, stock: stock,
        requiresShipping: stock != nil)
    )
  }
}

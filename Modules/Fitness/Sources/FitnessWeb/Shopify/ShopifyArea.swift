import ContextKit

/// What it offers.
struct ShopifyArea: Sendable {
  let offers = Offers()

  init(_ parts: FitnessParts) {}
}

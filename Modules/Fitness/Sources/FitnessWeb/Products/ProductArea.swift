import ContextKit

/// What it offers.
struct ProductArea: Sendable {
  let offers = Offers()

  init(_ parts: FitnessParts) {}
}

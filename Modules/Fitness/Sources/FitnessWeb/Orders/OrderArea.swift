import ContextKit

/// What it offers.
struct OrderArea: Sendable {
  let offers = Offers()

  init(_ parts: FitnessParts) {}
}

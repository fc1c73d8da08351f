import ContextKit

/// What it offers.
struct ReviewArea: Sendable {
  let offers = Offers()

  init(_ parts: FitnessParts) {}
}

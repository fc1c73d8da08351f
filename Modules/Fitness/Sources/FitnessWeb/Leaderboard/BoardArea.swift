import ContextKit

/// What it offers.
struct BoardArea: Sendable {
  let offers = Offers()

  init(_ parts: FitnessParts) {}
}

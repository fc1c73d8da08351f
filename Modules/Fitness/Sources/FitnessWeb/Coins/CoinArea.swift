import ContextKit
import Fitness

/// What it offers.
struct CoinArea: Sendable {
  private let parts: FitnessParts

  init(_ parts: FitnessParts) { self.parts = parts }

  var offers: Offers {
    Offers()
  }
}

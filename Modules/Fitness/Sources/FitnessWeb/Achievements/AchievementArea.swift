import ContextKit

/// What it offers.
struct AchievementArea: Sendable {
  let offers = Offers()

  init(_ parts: FitnessParts) {}
}

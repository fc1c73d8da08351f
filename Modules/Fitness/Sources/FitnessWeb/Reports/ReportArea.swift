import ContextKit

/// What it offers.
struct ReportArea: Sendable {
  let offers = Offers()

  init(_ parts: FitnessParts) {}
}

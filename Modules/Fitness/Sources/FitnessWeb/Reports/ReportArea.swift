import ContextKit
import Fitness

/// What users did, summed up for themselves and for the staff.
struct ReportArea: Sendable {
  private let reports: ReportService
  private let parts: FitnessParts

  init(_ parts: FitnessParts) {
    self.parts = parts
    reports = ReportService(
      store: parts.store, clock: parts.environment.clock, terms: parts.terms)
  }

  var offers: Offers {
    var offers = Offers()
    offers.routes = reportRoutes(reports)
    offers.analytics = fitnessAnalytics(parts.store)
    return offers
  }
}

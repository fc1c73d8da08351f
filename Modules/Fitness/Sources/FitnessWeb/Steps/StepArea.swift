import ContextKit
import Fitness
import Kernel
import Observability

/// What users walked.
struct StepArea: Sendable {
  let uploads: UploadService
  let steps: StepService
  private let profiles: ProfileService
  private let parts: FitnessParts

  init(_ parts: FitnessParts) {
    self.parts = parts
    let (store, clock) = (parts.store, parts.environment.clock)
    let log = parts.environment.log
    profiles = ProfileService(store: store, clock: clock, terms: parts.terms)
    steps = StepService(store: store, profiles: profiles, clock: clock, terms: parts.terms)
    uploads = UploadService(store: store, terms: parts.terms) { record in
      log.info(
        "a record that rules have flagged counts",
        [
          "record_id": .string("\(record.id)"),
          "flags": .string(record.flags.map(\.rawValue).joined(separator: ",")),
        ])
    }
  }

  /// What the area does in a server.
  var offers: Offers {
    var offers = Offers()
    let metrics = parts.metrics
    offers.routes =
      stepRoutes(steps)
      + uploadRoutes(uploads, profiles) { source, result in metrics.count(source, result.word) }
    offers.events = stepEvents
    return offers
  }
}

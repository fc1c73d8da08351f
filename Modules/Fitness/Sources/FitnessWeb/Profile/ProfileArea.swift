import ContextKit
import Events
import Fitness
import Jobs
import Kernel

/// What users set of themselves, and what becomes of it when they leave.
struct ProfileArea: Sendable {
  let profiles: ProfileService
  private let leaving: WalkerLeaving
  private let parts: FitnessParts

  init(_ parts: FitnessParts) {
    self.parts = parts
    profiles = ProfileService(
      store: parts.store, clock: parts.environment.clock, terms: parts.terms)
    leaving = WalkerLeaving(store: parts.store)
  }

  /// What the area does in a server.
  var offers: Offers {
    var offers = Offers()
    let leaving = leaving
    offers.routes = profileRoutes(profiles, terms: parts.terms)
    offers.jobs = [
      JobHandler(ForgetWalker.self) { job, run in try await leaving.forget(job.user, in: run) }
    ]
    offers.eventSubscribers = [
      .ofLeavers(WalkerLeaving.subscriber) { user, event in
        try await leaving.forget(user, after: event)
      }
    ]
    offers.personalData = [WalkerExport(store: parts.store, terms: parts.terms)]
    return offers
  }
}

import ContextKit
import Fitness

/// What looks as if nobody had walked it, and whom the house trusts.
struct ReviewArea {
  private let reviews: ReviewService
  private let trust: TrustService

  init(_ parts: FitnessParts) {
    let clock = parts.environment.clock
    reviews = ReviewService(store: parts.store, clock: clock, terms: parts.terms)
    trust = TrustService(store: parts.store, users: parts.users, clock: clock)
  }

  var offers: Offers {
    var offers = Offers()
    offers.routes = reviewRoutes(reviews) + trustRoutes(trust)
    offers.events = reviewEvents
    offers.notifications = reviewNotifications
    return offers
  }
}

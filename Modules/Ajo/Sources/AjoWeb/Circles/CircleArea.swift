import Ajo
import AjoSQL
import ContextKit
import Jobs
import Kernel
import Observability
import Ports

/// Savings circles, put together from what the program gives the context.
struct CircleArea: Sendable {
  let circles: CircleService
  let contributions: ContributionService
  let rounds: CircleRounds
  private let store: SQLCircleStore
  private let timeZone: String
  private let zone: TimeZoneRules
  private let demo: CircleDemo
  let people: CirclePeople

  /// - Parameters:
  ///   - timeZone: the zone of circles that name none.
  ///   - wallets: what members pay from in a demo.
  init(
    _ environment: ContextEnvironment, users: any UserDirectory, money: MoneyOut,
    wallets: WalletService, timeZone: String
  ) throws {
    self.timeZone = timeZone
    zone = try TimeZoneRules(identifier: timeZone)
    store = SQLCircleStore(work: environment.work, currency: wallets.currency)
    circles = CircleService(
      store: store, users: users, money: money, clock: environment.clock, ids: environment.ids,
      random: environment.random, currency: wallets.currency)
    people = CirclePeople(environment, store: store, users: users)
    contributions = ContributionService(
      store: store, money: money, clock: environment.clock)
    let figures = CircleFigures()
    rounds = CircleRounds(
      store: store, clock: environment.clock, figures: figures, users: users
    ) { [log = environment.log] circle, error in
      log.error("what is due in circle \(circle) failed; it is held for an hour: \(error)")
    }
    figures.register(in: environment.metrics)
    // Whatever PINs the people of a demo have.
    let unasked = MoneyOut(pins: PinPolicy(verifier: nil, isForEverybody: false))
    demo = CircleDemo(
      circles: CircleService(
        store: store, users: users, money: unasked, clock: environment.clock,
        ids: environment.ids, random: environment.random, currency: wallets.currency),
      contributions: ContributionService(store: store, money: unasked, clock: environment.clock),
      zone: zone, clock: environment.clock)
  }

  /// Adds all that circles do in a server.
  func add(to offers: inout Offers) {
    offers.routes.append(forgivingRoute(circles))
    offers.routes +=
      circleRoutes(circles, timeZone: timeZone) + seatRoutes(circles) + courseRoutes(circles)
      + contributionRoutes(circles, contributions)
      + circleAdminRoutes(circles, people.reminders)
    offers.jobs += circleJobs(circles, rounds)
    offers.schedules += circleSchedules(in: zone)
    offers.events += circleEvents
    offers.topics.append(circleTopic(circles))
    offers.eventSubscribers += circleSubscribers(circles)
    offers.notifications += circleNotifications
    offers.adminResources.append(circleResource)
    offers.leaving.append(store.leaving)
    offers.personalData.append(CircleExport(circles: circles))
    people.add(to: &offers, circles, in: zone)
    offers.demo.append(
      DemoScene(of: AjoPlugin.name, after: ["auth"]) { [demo] stage in
        try await demo.perform(on: &stage)
      })
  }
}

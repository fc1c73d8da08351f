import Ajo
import AjoSQL
import ContextKit
import Jobs
import Kernel
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
      store: store, users: users, clock: environment.clock, ids: environment.ids,
      random: environment.random, currency: wallets.currency)
    people = CirclePeople(environment, store: store, users: users)
    contributions = ContributionService(
      store: store, money: money, clock: environment.clock)
    let figures = CircleFigures()
    rounds = CircleRounds(store: store, clock: environment.clock, figures: figures)
    figures.register(in: environment.metrics)
    demo = CircleDemo(
      circles: circles,
      contributions: ContributionService(
        store: store, money: MoneyOut(pins: PinPolicy(verifier: nil, isForEverybody: false)),
        clock: environment.clock),
      zone: zone, clock: environment.clock)
  }

  /// Adds all that circles do in a server.
  func add(to offers: inout Offers) {
    offers.routes +=
      circleRoutes(circles, timeZone: timeZone) + seatRoutes(circles) + courseRoutes(circles)
      + contributionRoutes(circles, contributions)
    offers.jobs += circleJobs(circles, rounds)
    offers.schedules += circleSchedules(in: zone)
    offers.events += circleEvents
    offers.topics.append(circleTopic(circles))
    offers.eventSubscribers += circleSubscribers(circles)
    offers.notifications += circleNotifications
    offers.adminResources.append(circleResource)
    offers[LeavingQuestionOffer.self].append(store.leaving)
    offers.personalData = JoinedExport(
      sources: [offers.personalData, CircleExport(circles: circles)].compactMap(\.self))
    people.add(to: &offers, circles, in: zone)
    let before = offers.demo
    offers.demo = DemoScene(of: AjoPlugin.name, after: ["auth"]) { [demo] stage in
      try await before?.perform(&stage)
      try await demo.perform(on: &stage)
    }
  }
}

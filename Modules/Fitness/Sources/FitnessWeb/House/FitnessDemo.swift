import ContextKit
import Fitness
import FitnessSQL
import Kernel
import Synchronization

/// Fitness's part in a demo: ten walkers with sixty days of steps, some of which wait for a review,
/// and an order in each state.
struct FitnessDemo: Sendable {
  let parts: FitnessParts

  private static let walkers = 10
  private static let days = 60
  /// Uploads are of so many days, as of a phone that is opened now and then.
  private static let daysAtOnce = 6

  /// Makes whatever is not there yet; nothing where there are fewer people than walkers.
  func perform(on stage: inout DemoStage) async throws {
    let people = Array(stage.cast.prefix(Self.walkers))
    guard people.count == Self.walkers else { return }
    var products = DemoCount("products", title: "products")
    products.made = try await ProductSeed.plant(
      in: parts.store, at: parts.environment.clock.now())
    products.found = ProductSeed.standard.count - products.made
    stage.add(products)
    stage.add(try await walk(people, seed: stage.seed))
    stage.add(try await order(people))
    try await BoardService(
      store: parts.store, users: parts.users, clock: parts.environment.clock, terms: parts.terms
    ).refresh()
  }

  /// Uploads what everybody walked, from the first day on.
  private func walk(_ people: [DemoPerson], seed: UInt64) async throws -> DemoCount {
    var count = DemoCount("step_records", title: "records of steps")
    let today = parts.zone.date(at: parts.environment.clock.now())
    let clock = DemoDay(parts.environment.clock.now())
    let uploads = UploadService(store: parts.store.following(clock), terms: parts.terms)
    for first in stride(from: Self.days - 1, through: 0, by: -Self.daysAtOnce) {
      let last = max(0, first - Self.daysAtOnce + 1)
      clock.goBack(days: last, from: parts.environment.clock.now())
      let dates = (last...first).map { today.adding(days: -$0) }
      for person in people {
        let outcome = try await uploads.record(
          dates.map { upload(of: person, on: $0, seed: seed) }, of: person.id)
        for result in outcome.results {
          if result.status == .unchanged { count.found += 1 } else { count.made += 1 }
        }
      }
    }
    return count
  }

  /// The same each time for the same person and date. Now and then it is more than anybody walks.
  private func upload(of person: DemoPerson, on date: CivilDate, seed: UInt64) -> StepUpload {
    var numbers = DemoNumbers(
      seed: seed ^ person.lot ^ UInt64(truncatingIfNeeded: date.daysSinceEpoch) &* 2_654_435_761)
    let isTooMuch = numbers.next(below: 150) == 0
    let steps = isTooMuch ? 71_000 + numbers.next(below: 9_000) : 3_000 + numbers.next(below: 9_000)
    let source: StepSource = person.lot.isMultiple(of: 2) ? .appleHealth : .fitbit
    return StepUpload(
      steps: steps, source: source, span: .day(date), zone: .utc, deviceID: "demo-\(person.id)")
  }

  /// An order in each state, each of another walker.
  private func order(_ people: [DemoPerson]) async throws -> DemoCount {
    var count = DemoCount("orders", title: "orders")
    let environment = parts.environment
    let orders = OrderService(
      OrderParts(
        store: parts.store, users: parts.users, clock: environment.clock, ids: environment.ids,
        random: environment.random, terms: parts.terms))
    guard let merchant = people.first,
      let product = ProductSeed.standard.min(by: { $0.draft.coinPrice < $1.draft.coinPrice })
    else { return count }
    let staff = FitnessCaller(userID: merchant.id, rights: [.merchant])
    for (person, state) in zip(people, OrderState.allCases) {
      let caller = FitnessCaller(userID: person.id)
      guard try await orders.orders(of: caller, limit: 1).isEmpty else {
        count.found += 1
        continue
      }
      let made = try await orders.place(
        OrderRequest(
          lines: [.init(productID: product.id, quantity: 1)], address: Self.address), by: caller)
      try await bring(made, to: state, orders, by: staff)
      count.made += 1
    }
    return count
  }

  private func bring(
    _ order: Order, to state: OrderState, _ orders: OrderService, by staff: FitnessCaller
  ) async throws {
    let way: [OrderState] =
      switch state {
      case .pending: []
      case .confirmed, .refunded: [.confirmed]
      case .cancelled: [.cancelled]
      case .processing: [.confirmed, .processing]
      case .shipped: [.confirmed, .processing, .shipped]
      case .delivered: [.confirmed, .processing, .shipped, .delivered]
      }
    for step in way {
      _ = try await orders.setStatus(
        order.id,
        OrderStatusChange(
          to: step, trackingNumber: step == .shipped ? "DEMO-\(order.code)" : nil), by: staff)
    }
    if state == .refunded {
      _ = try await orders.refund(
        order.id, OrderRefund(reason: "It was broken on arrival."), by: staff)
    }
  }

  private static let address = ShippingAddress(
    json: #"{"name":"Demo Walker","line1":"1 Main Street","city":"Berlin","country":"DE"}"#)
}

/// A clock that shows a day that has passed.
private final class DemoDay: WallClock {
  private let time: Mutex<Instant>

  init(_ time: Instant) { self.time = Mutex(time) }

  func now() -> Instant { time.withLock { $0 } }

  func goBack(days: Int, from now: Instant) {
    time.withLock { $0 = now.adding(seconds: -Int64(days) * 86_400) }
  }
}

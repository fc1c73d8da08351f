import ContextKit
import Fleet
import FleetSQL
import Kernel
import Ports
import Synchronization

/// Fleet's part in a demo: two suppliers and three consumers, their people and drivers, and sixty
/// days of fuel.
struct FleetDemo: Sendable {
  let parts: FleetParts

  /// Makes whatever is not there yet. It needs enough people for everybody's part.
  func perform(on stage: inout DemoStage) async throws {
    guard stage.cast.count >= FuelPlan.people else { return }
    let plan = FuelPlan(cast: stage.cast.count, seed: stage.seed)
    let crew = FuelCrew(cast: stage.cast.map(\.id), plan: plan)
    let past = DemoPast(parts, over: FuelPlan.days)
    try await FirmDemo(plan: plan, crew: crew, past: past).perform(on: &stage)
    try await SaleDemo(plan: plan, crew: crew, past: past).perform(on: &stage)
  }
}

/// Who acts for whom in a demo.
struct FuelCrew {
  let cast: [UserID]
  let plan: FuelPlan

  func owner(of firm: FuelPlan.Firm) -> FleetCaller { FleetCaller(userID: cast[firm.owner]) }

  /// The pump attendant of both suppliers, and the dispatcher of all consumers.
  func `operator`(of side: CompanyType) -> UserID { cast[side == .supplier ? 5 : 6] }

  /// Everybody's parts beside the owners'.
  var members: [(firm: FuelPlan.Firm, user: UserID, role: MemberRole)] {
    plan.suppliers.map { ($0, cast[5], .operator) }
      + plan.consumers.map { ($0, cast[6], .operator) }
      + [(plan.suppliers[0], cast[7], .manager), (plan.consumers[0], cast[8], .viewer)]
  }

  /// Who asks for a sale, and who decides.
  func parties(of sale: FuelPlan.Sale) -> (asks: UserID, decides: UserID) {
    let driver = plan.seats[sale.seat].user.map { cast[$0] } ?? self.operator(of: .consumer)
    let attendant = self.operator(of: .supplier)
    return sale.side == .consumer ? (driver, attendant) : (attendant, driver)
  }
}

/// Fleet's services at moments that have passed.
final class DemoPast: Sendable {
  private let clock: DemoClock
  private let start: Instant
  private let now: Instant
  let store: any FleetStore
  let users: any UserDirectory
  let companies: CompanyService
  let members: MemberService
  let drivers: DriverService
  let accounts: AccountService
  let topUps: TopUpService
  let transactions: TransactionService

  init(_ parts: FleetParts, over days: Int64) {
    let environment = parts.environment
    now = environment.clock.now()
    start = now.adding(seconds: -days * 86_400)
    clock = DemoClock(start)
    store = parts.store.following(clock)
    users = parts.users
    companies = CompanyService(
      store: store, clock: clock, ids: environment.ids, terms: parts.terms)
    members = MemberService(store: store, users: parts.users, clock: clock)
    // Nobody of a demo is sent mails.
    drivers = DriverService(
      store: store,
      post: InvitationPost(random: environment.random, areSent: false, terms: parts.terms),
      clock: clock, ids: environment.ids, terms: parts.terms)
    let money = MoneyParts(
      store: store, users: parts.users, clock: clock, ids: environment.ids,
      random: environment.random, terms: parts.terms)
    accounts = AccountService(money)
    topUps = TopUpService(money)
    transactions = TransactionService(money)
  }

  /// Goes to a moment, in seconds from the first day's beginning; never past now.
  func go(to seconds: Int64) {
    clock.set(min(now, start.adding(seconds: seconds)))
  }

  var time: Instant { clock.now() }
}

/// A clock that shows what it is set to.
private final class DemoClock: WallClock {
  private let time: Mutex<Instant>

  init(_ time: Instant) {
    self.time = Mutex(time)
  }

  func now() -> Instant { time.withLock { $0 } }

  func set(_ time: Instant) { self.time.withLock { $0 = time } }
}

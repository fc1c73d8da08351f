import Console
import ContextKit
import Fleet
import Jobs
import Kernel
import Observability

/// What the house sees and does itself: what administrators and operators look at and do, the
/// nightly check of the books, and the demo.
struct HouseArea: FleetArea {
  let parts: FleetParts
  let administration: FleetAdministration
  let books: BooksService

  /// - Parameter members: hands companies over.
  init(_ parts: FleetParts, members: MemberService) {
    self.parts = parts
    administration = FleetAdministration(
      store: parts.store, members: members, clock: parts.environment.clock)
    books = BooksService(store: parts.store, users: parts.users)
  }

  func add(to offers: inout Offers) {
    offers.adminResources += fleetResources
    offers.analytics += fleetAnalytics(parts.store)
    offers.routes += fleetAdminRoutes(administration)
    let (books, log) = (books, parts.environment.log)
    offers.jobs.append(
      // It reads all transactions.
      JobHandler(CheckBooks.self, timeLimit: .seconds(3_600)) { _, run in
        for difference in try await books.check(in: run) {
          log.error("Fleet's books differ", ["difference": .string("\(difference)")])
        }
      })
    offers.schedules.append(
      Schedule("fleet.books.check", .daily(at: .hour(4), in: zone)) { _ in CheckBooks() })
    let demo = FleetDemo(parts: parts)
    offers.demo.append(
      DemoScene(of: FleetPlugin.name, after: ["auth"]) { stage in
        try await demo.perform(on: &stage)
      })
  }

  /// The zone of the house's nights, as it was set when the server started.
  private var zone: TimeZoneRules {
    (try? TimeZoneRules(identifier: parts.terms().defaultTimeZone)) ?? .utc
  }

  /// Fleet's commands.
  static func commands(_ open: @escaping @Sendable () async throws -> FleetPlugin) -> [Command] {
    let desk: @Sendable () async throws -> FleetDesk = { FleetDesk(try await open()) }
    return companyCommands(desk) + accountCommands(desk) + transactionCommands(desk)
  }
}

import Ajo
import AjoSQL
import ContextKit
import Kernel
import Ports

/// What users see of themselves, put together from what the program gives the context.
struct ProfileArea: Sendable {
  let profiles: ProfileService
  let dashboards: DashboardService

  /// - Parameters:
  ///   - payments: where deposits, banks and checks are kept.
  ///   - zone: where months begin and end.
  ///   - others: who else asks users to do things.
  init(
    _ environment: ContextEnvironment, wallets: WalletService, payments: SQLPaymentStore,
    zone: TimeZoneRules, others: [any ActionSource] = []
  ) throws {
    let store = SQLDashboardStore(database: environment.database)
    profiles = ProfileService(
      accounts: try environment.require(AccountsPort.self), wallets: wallets,
      pins: try environment.optional(PinPort.self), customers: payments,
      sources: [CircleActions(store: store, currency: wallets.currency)] + others
        + [PaymentActions(store: payments)],
      administrators: [MismatchActions(store: payments)], clock: environment.clock)
    dashboards = DashboardService(
      store: store, clock: environment.clock, zone: zone, currency: wallets.currency)
  }

  /// Adds the routes.
  func add(to offers: inout Offers) {
    offers.routes += profileRoutes(profiles) + dashboardRoutes(dashboards)
  }
}

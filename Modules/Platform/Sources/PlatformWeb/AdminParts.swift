import AdminResources
import ContextKit
import PlatformSQL
import Router
import RuntimeSettings

/// What administrators have of all contexts: their settings, their audit trails, and what they
/// declare.
struct AdminParts: Sendable {
  let settings: SettingCatalogue
  private let logs: LogDesk
  private let declared: [DeclaredResource]

  init(_ platform: PlatformPlugin, _ all: AllOffers) {
    settings = SettingCatalogue(all, settings: SQLSettings(work: platform.environment.work))
    declared = all.adminResources
    logs = LogDesk(platform.stores, users: platform.users, resources: declared)
  }

  var routes: [Route] {
    settingRoutes(settings) + auditRoutes(logs) + adminResourceRoutes(declared)
  }

  /// What administrators look at in the platform.
  static let resources = [
    JobResources.jobs, JobResources.schedules, LedgerResources.accounts, LedgerResources.transfers,
    LedgerResources.entries, SettingResources.settings, WebhookResources.webhooks,
    WebhookResources.deliveries, .paymentWebhooks,
  ]

  /// What follows the settings of all contexts while the server runs.
  static func background(_ environment: ContextEnvironment) -> [BackgroundWork] {
    let feed = SettingsFeed(from: environment.database, into: environment.settings.store)
    return [BackgroundWork("platform settings") { try await feed.run() }]
  }
}

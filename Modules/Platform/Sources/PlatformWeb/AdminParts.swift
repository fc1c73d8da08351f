import ContextKit
import PlatformSQL
import Router
import RuntimeSettings

/// What administrators have of all contexts: their settings and their audit trails.
struct AdminParts: Sendable {
  let settings: SettingCatalogue
  private let logs: LogDesk

  init(_ platform: PlatformPlugin, _ all: AllOffers) {
    settings = SettingCatalogue(all, settings: SQLSettings(work: platform.environment.work))
    logs = LogDesk(platform.stores, users: platform.users, resources: all.adminResources)
  }

  var routes: [Route] { settingRoutes(settings) + auditRoutes(logs) }

  /// What follows the settings of all contexts while the server runs.
  static func background(_ environment: ContextEnvironment) -> [BackgroundWork] {
    let feed = SettingsFeed(from: environment.database, into: environment.settings.store)
    return [BackgroundWork("platform settings") { try await feed.run() }]
  }
}

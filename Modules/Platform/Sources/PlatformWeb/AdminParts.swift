import ContextKit
import PlatformSQL
import Router
import RuntimeSettings

/// What administrators have of all contexts: their settings.
struct AdminParts: Sendable {
  let settings: SettingCatalogue

  init(_ environment: ContextEnvironment, _ stores: [SharedStore], _ all: AllOffers) {
    settings = SettingCatalogue(all, settings: SQLSettings(work: environment.work))
  }

  var routes: [Route] { settingRoutes(settings) }

  /// What follows the settings of all contexts while the server runs.
  static func background(_ environment: ContextEnvironment) -> [BackgroundWork] {
    let feed = SettingsFeed(from: environment.database, into: environment.settings.store)
    return [BackgroundWork("platform settings") { try await feed.run() }]
  }
}

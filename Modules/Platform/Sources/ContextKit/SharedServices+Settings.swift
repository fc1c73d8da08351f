import PlatformSQL

extension SharedServices {
  /// Reads what administrators changed, before contexts are put together.
  /// - Throws: the store's error.
  public func readSettings(from stores: [SharedStore]) async throws {
    guard let home = stores.first(where: { $0.contexts.contains("platform") }) else { return }
    try await SettingsFeed(from: home.store.database, into: settings).read()
  }
}

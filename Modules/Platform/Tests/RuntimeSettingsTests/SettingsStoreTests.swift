import Kernel
import Observability
import RuntimeSettings
import Testing

/// What settings are at a server.
@Suite struct SettingsStoreTests {
  private static let hours = RuntimeSetting("hours", .int(in: 1...72), default: 24, "")
  private let log = CollectedLog()

  private func store() -> SettingsStore { SettingsStore(log: Logger(sink: log)) }

  private func stored(_ json: String?, version: Int64, context: String = "ajo") -> StoredSetting {
    StoredSetting(
      name: SettingName(context, "hours"), json: json, version: version,
      updatedAt: Instant(milliseconds: 0), updatedBy: nil)
  }

  @Test("A setting has its default until it is changed, and again once that was put back")
  func follows() {
    let store = store()
    let settings = ContextSettings(of: "ajo", in: store)
    #expect(settings[Self.hours] == 24)
    store.replace(with: [stored("48", version: 1)])
    #expect(settings[Self.hours] == 48)
    store.replace(with: [stored("12", version: 2)])
    #expect(settings[Self.hours] == 12)
    store.replace(with: [stored(nil, version: 3)])
    #expect(settings[Self.hours] == 24)
    #expect(log.lines.isEmpty)
  }

  @Test("What was read before and comes later changes nothing")
  func stale() {
    let store = store()
    let settings = ContextSettings(of: "ajo", in: store)
    store.replace(with: [stored("12", version: 2)])
    store.replace(with: [stored("48", version: 1)])
    #expect(settings[Self.hours] == 12)
    store.replace(with: [])
    #expect(settings[Self.hours] == 12)
  }

  @Test("What a setting was at an instant is told by its history, in whatever pieces it was read")
  func history() {
    let store = store()
    func entry(_ json: String?, version: Int64, at milliseconds: Int64) -> StoredSetting {
      StoredSetting(
        name: SettingName("ajo", "hours"), json: json, version: version,
        updatedAt: Instant(milliseconds: milliseconds), updatedBy: nil)
    }
    store.add(history: [entry("12", version: 2, at: 200)])
    store.add(history: [
      entry("48", version: 1, at: 100), entry("12", version: 2, at: 200),
      entry(nil, version: 3, at: 300),
    ])
    let settings = ContextSettings(of: "ajo", in: store)
    let found = [99, 100, 199, 200, 300, 1_000].map {
      settings.value(of: Self.hours, at: Instant(milliseconds: $0))
    }
    #expect(found == [24, 48, 48, 12, 24, 24])
  }

  @Test("Two contexts may call a setting alike, and each has its own value")
  func contexts() {
    let store = store()
    store.replace(with: [stored("48", version: 1), stored("7", version: 1, context: "fleet")])
    #expect(ContextSettings(of: "ajo", in: store)[Self.hours] == 48)
    #expect(ContextSettings(of: "fleet", in: store)[Self.hours] == 7)
    #expect(ContextSettings(of: "fines", in: store)[Self.hours] == 24)
  }

  @Test("A stored value that this release does not take counts for none, and the log says so once")
  func unfit() {
    let store = store()
    let settings = ContextSettings(of: "ajo", in: store)
    store.replace(with: [stored("1000", version: 1)])
    #expect(settings[Self.hours] == 24)
    #expect(settings[Self.hours] == 24)
    #expect(log.lines.count == 1)
    #expect(log.lines.first?.contains("\"setting\":\"ajo.hours\"") == true)
    store.replace(with: [stored("1000", version: 1)])
    #expect(settings[Self.hours] == 24)
    #expect(log.lines.count == 1)
    store.replace(with: [stored("10", version: 2)])
    #expect(settings[Self.hours] == 10)
  }

  @Test("The name of a setting is its context and its key, which may have dots")
  func names() {
    #expect(SettingName("platform.realtime.age") == SettingName("platform", "realtime.age"))
    #expect(SettingName("hours") == nil)
    #expect("\(SettingName("ajo", "a.b"))" == "ajo.a.b")
  }
}

/// Every setting of the program, checked, with the origin of each value.
///
/// Made by `load`, which returns it only if everything is in order, and otherwise names every
/// mistake.
public struct Configuration: Sendable {
  /// One setting and its value.
  public struct Entry: Sendable {
    /// The key, without wildcards where it was named.
    public let key: SettingKey
    /// The value as text; `***` for a secret that is set.
    public let value: String
    /// Where the value comes from.
    public let origin: SettingOrigin
    /// What the setting is, type and documentation included.
    public let setting: ErasedSetting
  }

  /// Every declared setting in the order of the keys; settings with wildcards once for each name
  /// that was given.
  public let entries: [Entry]
  /// Variables that begin as settings do and are none: Kubernetes sets them for a Service.
  public let serviceLinks: [String]
  private var values: [SettingKey: any Sendable]

  init(entries: [Entry], values: [SettingKey: any Sendable], serviceLinks: [String] = []) {
    self.entries = entries.sorted { $0.key.words.lexicographicallyPrecedes($1.key.words) }
    self.values = values
    self.serviceLinks = serviceLinks
  }

  /// The same configuration with another value of one setting.
  public func replacing<Value>(
    _ setting: Setting<Value>, _ names: String..., by value: Value
  ) -> Configuration {
    var copy = self
    copy.values[setting.key.naming(names)] = value
    return copy
  }

  /// The same configuration without what somebody set of some settings.
  public func withDefaults(of keys: SettingKey...) -> Configuration {
    var copy = self
    for entry in entries where keys.contains(entry.key) {
      copy.values[entry.key] = entry.setting.fallback?.value
    }
    return copy
  }

  /// The value of a setting without wildcards.
  ///
  /// A setting that was not declared to `load` has its default; asking for one that has none is
  /// a mistake in the program.
  public subscript<Value>(_ setting: Setting<Value>) -> Value {
    value(of: setting, at: setting.key)
  }

  /// The value of a setting with a wildcard for one name: `configuration[storageURL, "fitness"]`.
  public subscript<Value>(_ setting: Setting<Value>, _ names: String...) -> Value {
    value(of: setting, at: setting.key.naming(names))
  }

  /// The names that a setting with one wildcard was given, each with its value.
  public func named<Value>(_ setting: Setting<Value>) -> [(name: String, value: Value)] {
    entries.compactMap { entry in
      guard let names = setting.key.names(in: entry.key.words), let name = names.first,
        let stored = values[entry.key], let value = stored as? Value
      else { return nil }
      return (name, value)
    }
  }

  /// Whether it was set, in any source.
  public func isSet<Value>(_ setting: Setting<Value>, _ names: String...) -> Bool {
    let key = setting.key.naming(names)
    return entries.contains { $0.key == key && $0.origin != .fallback }
  }

  private func value<Value>(of setting: Setting<Value>, at key: SettingKey) -> Value {
    // Two steps: a missing value would otherwise cast to an optional without complaint.
    if let stored = values[key], let value = stored as? Value { return value }
    guard let value = setting.defaultValue else {
      preconditionFailure("The required setting \(key) was not declared when loading.")
    }
    return value
  }
}

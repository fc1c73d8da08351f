public import Kernel

/// Which setting: of which context, and its key there.
public struct SettingName: Sendable, Hashable, CustomStringConvertible {
  /// The context.
  public let context: String
  /// The key within it.
  public let key: String

  /// The name of a context's setting.
  public init(_ context: String, _ key: String) {
    self.context = context
    self.key = key
  }

  /// Reads `context.key`; the key may have dots of its own.
  public init?(_ text: String) {
    guard let dot = text.firstIndex(of: ".") else { return nil }
    self.init(String(text[..<dot]), String(text[text.index(after: dot)...]))
  }

  /// `ajo.reminder_hours`.
  public var description: String { "\(context).\(key)" }
}

/// A setting that was changed at some time, as it is stored.
public struct StoredSetting: Sendable, Hashable {
  /// Which setting.
  public let name: SettingName
  /// Its value as JSON text; nil once the default was put back.
  public let json: String?
  /// How often it was changed.
  public let version: Int64
  /// When it was changed last, in business time.
  public let updatedAt: Instant
  /// Who did; nil where nobody signed in did.
  public let updatedBy: UserID?

  /// A setting as it is stored.
  public init(
    name: SettingName, json: String?, version: Int64, updatedAt: Instant, updatedBy: UserID?
  ) {
    self.name = name
    self.json = json
    self.version = version
    self.updatedAt = updatedAt
    self.updatedBy = updatedBy
  }
}

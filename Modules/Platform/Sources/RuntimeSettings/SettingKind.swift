/// What kind of value a setting has.
public enum SettingKind: String, Sendable, Hashable, CaseIterable {
  /// Text.
  case string
  /// A whole number.
  case int
  /// A number with digits after the point, exact; in JSON a string.
  case decimal
  /// `true` or `false`.
  case bool
  /// Any JSON value.
  case json
  /// A span of time: `"250ms"`, `"10m"`, `"24h"`, `"7d"`.
  case duration
}

/// What narrows the values of a setting, for forms and documentation.
public struct SettingBounds: Sendable, Hashable {
  /// The only texts there are; empty where any is.
  public var choices: [String] = []
  /// The least value as JSON text; nil where there is none.
  public var minimum: String?
  /// The greatest value as JSON text; nil where there is none.
  public var maximum: String?
  /// The most Unicode scalars of a text; nil where it has none.
  public var maximumLength: Int?

  /// Nothing is narrowed.
  public init() {}
}

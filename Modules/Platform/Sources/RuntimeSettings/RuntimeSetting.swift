/// A setting that administrators change while servers run.
///
/// A context declares it once, as a constant of its plugin, offers it (`offers.runtimeSettings`),
/// and reads it wherever it is wanted. Each read sees what counts now, on every server within a
/// second of the change.
///
/// ```swift
/// static let reminderHours = RuntimeSetting(
///   "reminder_hours", .int(in: 1...72), default: 24,
///   "How many hours before a contribution is due its member is reminded.")
///
/// let hours = environment.settings[Self.reminderHours]
/// ```
///
/// The key and the type stay what they are once released: values of them are stored. One that the
/// declaration of a later release does not take counts for none, and the default counts.
public struct RuntimeSetting<Value: Sendable>: RuntimeSettingDeclaration {
  /// Its name within the context, in snake_case, with dots between words that belong together:
  /// `history_events`, `realtime.history_age`.
  public let key: String
  /// Which values it takes, and how they are written.
  public let type: RuntimeSettingType<Value>
  /// What counts while nobody has changed it.
  public let defaultValue: Value
  /// One or two sentences for administrators: what the setting is.
  public let documentation: String
  /// Whether changing it moves money, opens doors or destroys something.
  public let isDangerous: Bool
  private let objection: @Sendable (Value) -> String?

  /// A setting.
  /// - Parameters:
  ///   - check: answers in a sentence why a value of the type is refused; nil for one that is not.
  public init(
    _ key: String, _ type: RuntimeSettingType<Value>, default defaultValue: Value,
    _ documentation: String, isDangerous: Bool = false,
    check: @escaping @Sendable (Value) -> String? = { _ in nil }
  ) {
    self.key = key
    self.type = type
    self.defaultValue = defaultValue
    self.documentation = documentation
    self.isDangerous = isDangerous
    objection = check
  }

  /// Reads a value from its JSON text.
  /// - Throws: `UnfitSetting` for one that the type or the check refuses.
  public func value(fromJSON text: String) throws(UnfitSetting) -> Value {
    try checked(type.value(fromJSON: text))
  }

  /// Without its type.
  public var erased: AnyRuntimeSetting {
    let type = type
    return AnyRuntimeSetting(
      key: key, kind: type.kind, bounds: type.bounds, defaultJSON: type.json(defaultValue),
      documentation: documentation, isDangerous: isDangerous,
      canonicalJSON: { text throws(UnfitSetting) in type.json(try value(fromJSON: text)) },
      canonicalText: { text throws(UnfitSetting) in
        type.json(try checked(try type.value(fromText: text)))
      })
  }

  private func checked(_ value: Value) throws(UnfitSetting) -> Value {
    if let message = objection(value) { throw UnfitSetting("invalid", message) }
    return value
  }
}

/// A setting of any type.
public protocol RuntimeSettingDeclaration: Sendable {
  /// The setting without its type.
  var erased: AnyRuntimeSetting { get }
}

extension AnyRuntimeSetting: RuntimeSettingDeclaration {
  /// Whether a setting can be called so: words of small letters, digits and underscores, a letter
  /// first, with dots between them; 1–100 in all.
  public static func isKey(_ key: String) -> Bool {
    let words = key.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return (1...100).contains(key.utf8.count)
      && words.allSatisfy { word in
        word.first.map { (0x61...0x7A).contains($0) } == true
          && word.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
          }
      }
  }

  /// Itself.
  public var erased: AnyRuntimeSetting { self }
}

/// A setting without its type: its description, and how its values are read.
public struct AnyRuntimeSetting: Sendable {
  /// Its name within the context.
  public let key: String
  /// What kind of value it has.
  public let kind: SettingKind
  /// What narrows its values.
  public let bounds: SettingBounds
  /// The default as JSON text.
  public let defaultJSON: String
  /// What the setting is.
  public let documentation: String
  /// Whether changing it moves money, opens doors or destroys something.
  public let isDangerous: Bool
  private let canonicalJSON: @Sendable (String) throws(UnfitSetting) -> String
  private let canonicalText: @Sendable (String) throws(UnfitSetting) -> String

  init(
    key: String, kind: SettingKind, bounds: SettingBounds, defaultJSON: String,
    documentation: String, isDangerous: Bool,
    canonicalJSON: @escaping @Sendable (String) throws(UnfitSetting) -> String,
    canonicalText: @escaping @Sendable (String) throws(UnfitSetting) -> String
  ) {
    self.key = key
    self.kind = kind
    self.bounds = bounds
    self.defaultJSON = defaultJSON
    self.documentation = documentation
    self.isDangerous = isDangerous
    self.canonicalJSON = canonicalJSON
    self.canonicalText = canonicalText
  }

  /// A value in the one way in which it is written: equal values have equal texts.
  /// - Throws: `UnfitSetting`.
  public func canonical(fromJSON text: String) throws(UnfitSetting) -> String {
    try canonicalJSON(text)
  }

  /// The same of a value as people type it at a command line: without quotation marks.
  /// - Throws: `UnfitSetting`.
  public func canonical(fromText text: String) throws(UnfitSetting) -> String {
    try canonicalText(text)
  }
}

/// A value that does not fit its setting.
public struct UnfitSetting: Error, Hashable, Sendable {
  /// Stable, in snake_case: `wrong_type`, `out_of_range`, `not_allowed`, `too_long`, `invalid`.
  public let code: String
  /// A sentence for the person who sent it. It quotes nothing of the value.
  public let message: String

  /// An error with its code and sentence.
  public init(_ code: String, _ message: String) {
    self.code = code
    self.message = message
  }
}

import Kernel

/// A setting that the operator can choose.
///
/// Declared once, as a constant, and passed to `Configuration.load`; every declared key has
/// exactly one environment variable.
///
/// ```swift
/// static let pinRequired = Setting(
///   "ajo.pin.required", .bool, default: false,
///   "Whether money leaves a wallet only with a PIN.")
/// ```
public struct Setting<Value: Sendable>: SettingDeclaration {
  /// Its name.
  public let key: SettingKey
  /// How its values are written.
  public let type: SettingType<Value>
  /// The value if none is given; without a default the setting is required.
  public let defaultValue: Value?
  /// Whether the value is a secret: it may stand only in a variable or in a file of its own, and is
  /// never shown.
  public let isSecret: Bool
  /// The words that its wildcards may stand for; any word if empty.
  public let allowedNames: [String]
  /// One or two sentences for operators: what the setting is, as a noun phrase.
  public let documentation: String

  /// A setting.
  ///
  /// - Parameters:
  ///   - key: dotted; `<word>` stands for any word.
  ///   - defaultValue: `nil` makes the setting required (with wildcards, only where it is named).
  ///   - isSecret: also lets `<key>_file` name a file that holds the value.
  ///   - allowedNames: what the wildcard may stand for; anything if empty.
  public init(
    _ key: SettingKey, _ type: SettingType<Value>, default defaultValue: Value?,
    isSecret: Bool = false, allowedNames: [String] = [], _ documentation: String
  ) {
    (self.key, self.type, self.defaultValue) = (key, type, defaultValue)
    (self.isSecret, self.allowedNames, self.documentation) = (isSecret, allowedNames, documentation)
  }

  /// A setting that may be absent.
  public init<Wrapped>(
    _ key: SettingKey, optional type: SettingType<Wrapped>, isSecret: Bool = false,
    allowedNames: [String] = [], _ documentation: String
  ) where Value == Wrapped? {
    self.init(
      key, type.optional, default: .some(nil), isSecret: isSecret, allowedNames: allowedNames,
      documentation)
  }

  /// Without its type.
  public var erased: ErasedSetting {
    let type = type
    return ErasedSetting(
      key: key, isSecret: isSecret, allowedNames: allowedNames, typeName: type.name,
      documentation: documentation,
      fallback: defaultValue.map { ReadValue(value: $0, text: type.show($0)) },
      readTOML: { value throws(UnfitValue) in
        let read = try type.readTOML(value)
        return ReadValue(value: read, text: type.show(read))
      },
      readText: { text throws(UnfitValue) in
        let read = try type.readText(type.isExact ? text : SourceText.trimmed(text))
        return ReadValue(value: read, text: type.show(read))
      })
  }
}

/// A setting of any type.
public protocol SettingDeclaration: Sendable {
  /// Its name.
  var key: SettingKey { get }
  /// The setting without its type, as `Configuration` reads it.
  var erased: ErasedSetting { get }
}

/// A setting without its type: its description, and how to read it.
public struct ErasedSetting: Sendable {
  /// Its name.
  public let key: SettingKey
  /// Whether it is never shown.
  public let isSecret: Bool
  /// The words that its wildcards may stand for; any word if empty.
  public let allowedNames: [String]
  /// The type in words.
  public let typeName: String
  /// One or two sentences.
  public let documentation: String
  let fallback: ReadValue?
  let readTOML: @Sendable (TOMLValue) throws(UnfitValue) -> ReadValue
  let readText: @Sendable (String) throws(UnfitValue) -> ReadValue

  /// The default as it is shown; `nil` if the setting is required.
  public var defaultText: String? { fallback?.text }
}

/// A value and how it is shown.
struct ReadValue: Sendable {
  let value: any Sendable
  let text: String
}

public import Kernel

/// A value that does not fit its setting.
public struct UnfitValue: Error, Hashable, Sendable {
  /// What is expected instead, to follow "must be": `a duration such as "10s"`. It never quotes
  /// the value, which may be a secret.
  public let expectation: String

  /// Makes the error.
  public init(_ expectation: String) { self.expectation = expectation }
}

/// How the values of a setting are read from TOML and variables, and how they are shown.
public struct SettingType<Value: Sendable>: Sendable {
  /// What the type is called in the documentation.
  public let name: String
  let readTOML: @Sendable (TOMLValue) throws(UnfitValue) -> Value
  let readText: @Sendable (String) throws(UnfitValue) -> Value
  let show: @Sendable (Value) -> String
  /// Whether what stands at a value's ends may belong to it, and the type itself says so.
  let isExact: Bool

  /// A type that differs between TOML and variables.
  ///
  /// - Parameter isExact: whether `text` is handed a variable's value as it stands; otherwise line
  ///   ends around it are dropped.
  public init(
    name: String,
    toml: @escaping @Sendable (TOMLValue) throws(UnfitValue) -> Value,
    text: @escaping @Sendable (String) throws(UnfitValue) -> Value, isExact: Bool = false,
    show: @escaping @Sendable (Value) -> String
  ) {
    (self.name, readTOML, readText, self.show) = (name, toml, text, show)
    self.isExact = isExact
  }

  /// A type that is a string in TOML and in variables.
  ///
  /// - Parameters:
  ///   - expectation: what follows "must be" where `parse` answers `nil`.
  ///   - isExact: whether `parse` is handed the text as it stands. Otherwise line ends around it
  ///     are dropped, and blanks at its ends and control characters are refused.
  ///   - show: how a value is shown; without credentials.
  public init(
    name: String, expectation: String, isExact: Bool = false,
    parse: @escaping @Sendable (String) -> Value?,
    show: @escaping @Sendable (Value) -> String
  ) {
    let read: @Sendable (String) throws(UnfitValue) -> Value = { text throws(UnfitValue) in
      let text = isExact ? text : SourceText.trimmed(text)
      if !isExact, let fault = SourceText.fault(in: text) { throw UnfitValue(fault) }
      guard let value = parse(text) else { throw UnfitValue(expectation) }
      return value
    }
    self.init(
      name: name,
      toml: { value throws(UnfitValue) in
        guard case .string(let text) = value else {
          throw UnfitValue("\(expectation) in quotes, not \(value.typeName)")
        }
        return try read(text)
      },
      text: read, isExact: isExact, show: show)
  }

  /// Whether a text is a value of the type.
  public func takes(_ text: String) -> Bool { (try? readText(text)) != nil }

  /// The same type where a setting may be absent: `nil`.
  public var optional: SettingType<Value?> {
    let (readTOML, readText, show) = (readTOML, readText, show)
    return SettingType<Value?>(
      name: name, toml: { value throws(UnfitValue) in try readTOML(value) },
      text: { text throws(UnfitValue) in try readText(text) }, isExact: isExact,
      show: { $0.map(show) ?? "" })
  }
}

extension SettingType where Value == String {
  /// Any text.
  public static var string: Self {
    SettingType(name: "string", expectation: "a string", parse: { $0 }, show: { $0 })
  }

  /// Text that is not empty.
  public static var nonEmptyString: Self {
    SettingType(
      name: "string", expectation: "a string that is not empty",
      parse: { $0.isEmpty ? nil : $0 }, show: { $0 })
  }

  /// One of a few words.
  public static func oneOf(_ words: [String]) -> Self {
    SettingType(
      name: words.joined(separator: " | "), expectation: choice(words),
      parse: { words.contains($0) ? $0 : nil }, show: { $0 })
  }

  /// An absolute URL with a host and without blanks; credentials in it are masked when shown.
  public static func url(schemes: [String] = ["https", "http"]) -> Self {
    SettingType(
      name: "URL", expectation: "a URL that begins with " + choice(schemes.map { $0 + "://" }),
      parse: { URLText.isValid($0, schemes: schemes) ? $0 : nil }, show: URLText.masked)
  }

  /// An absolute URL of the web.
  public static var url: Self { url() }

  /// An absolute URL of the web that paths are put behind: with no credentials, query or fragment,
  /// and short enough for a code that is scanned, at most 300 characters.
  public static var baseURL: Self {
    SettingType(
      name: "URL",
      expectation: "a URL that begins with https:// or http://, has at most 300 characters, and no "
        + "credentials, query or fragment",
      parse: { URLText.isBase($0) ? $0 : nil }, show: { $0 })
  }

  /// An absolute URL whose answers nobody on the way can change: by `https://`, or by `http://`
  /// from this machine itself.
  public static var trustedURL: Self {
    SettingType(
      name: "URL",
      expectation: "a URL that begins with https://, or with http:// on this machine",
      parse: { URLText.isTrusted($0) ? $0 : nil }, show: URLText.masked)
  }

  /// The name of a time zone of the IANA database, which the machine must have.
  public static var timeZone: Self {
    SettingType(
      name: "time zone",
      expectation: "the name of a time zone that this machine knows, such as \"Africa/Lagos\"",
      parse: { ZoneName.isKnown($0) ? $0 : nil }, show: { $0 })
  }
}

extension SettingType where Value == Bool {
  /// `true` or `false`; in variables also `1` and `0`.
  public static var bool: Self {
    SettingType(
      name: "boolean",
      toml: { value throws(UnfitValue) in
        guard case .boolean(let flag) = value else {
          throw UnfitValue("true or false, not \(value.typeName)")
        }
        return flag
      },
      text: { text throws(UnfitValue) in
        switch text {
        case "true", "1": return true
        case "false", "0": return false
        default: throw UnfitValue("true or false")
        }
      }, show: { $0 ? "true" : "false" })
  }
}

extension SettingType where Value == Int {
  /// A whole number within a range.
  public static func integer(in range: ClosedRange<Int> = .min ... .max) -> Self {
    let expectation =
      switch (range.lowerBound, range.upperBound) {
      case (.min, .max): "an integer"
      case (let least, .max): "an integer of at least \(least)"
      case (let least, let greatest): "an integer from \(least) to \(greatest)"
      }
    return SettingType(
      name: "integer",
      toml: { value throws(UnfitValue) in
        guard case .integer(let number) = value else {
          throw UnfitValue("\(expectation), not \(value.typeName)")
        }
        guard range.contains(Int(number)) else { throw UnfitValue(expectation) }
        return Int(number)
      },
      text: { text throws(UnfitValue) in
        guard let number = Int(text), range.contains(number) else { throw UnfitValue(expectation) }
        return number
      }, show: { String($0) })
  }

  /// An amount of bytes: `1048576` or `"1 MiB"`.
  public static func byteSize(in range: ClosedRange<Int> = 0 ... .max) -> Self {
    let limits =
      range.upperBound == .max
      ? "of at least \(ByteSize.text(range.lowerBound))"
      : "from \(ByteSize.text(range.lowerBound)) to \(ByteSize.text(range.upperBound))"
    let expectation = "a size such as \"64 KiB\", \(limits)"
    return SettingType(
      name: "byte size",
      toml: { value throws(UnfitValue) in
        let size: Int? =
          switch value {
          case .integer(let number): Int(number)
          case .string(let text): ByteSize.parse(text)
          default: nil
          }
        guard let size, range.contains(size) else { throw UnfitValue(expectation) }
        return size
      },
      text: { text throws(UnfitValue) in
        guard let size = ByteSize.parse(text), range.contains(size) else {
          throw UnfitValue(expectation)
        }
        return size
      }, show: ByteSize.text)
  }
}

extension SettingType where Value == Duration {
  /// A number and a unit of `ms`, `s`, `m`, `h` or `d`: `"10s"`, `"500ms"`, `"2m"`; `"0"` alone
  /// needs none.
  public static func duration(
    in range: ClosedRange<Duration> = .zero ... .seconds(Int64(1) << 40)
  ) -> Self {
    let upper = range.upperBound < .seconds(Int64(1) << 40)
    let limits =
      upper
      ? ", from \(DurationText.text(range.lowerBound)) to \(DurationText.text(range.upperBound))"
      : range.lowerBound > .zero ? ", at least \(DurationText.text(range.lowerBound))" : ""
    return SettingType(
      name: "duration", expectation: "a duration such as \"10s\" or \"500ms\"" + limits,
      parse: { text in DurationText.parse(text).flatMap { range.contains($0) ? $0 : nil } },
      show: DurationText.text)
  }

  /// Any duration.
  public static var duration: Self { duration() }
}

extension SettingType where Value == [String] {
  /// A list of strings; in variables with commas between them.
  public static var strings: Self { list(of: .string) }
}

extension SettingType {
  /// A list; in variables with commas between the elements and blanks around them ignored.
  public static func list<Element>(of element: SettingType<Element>) -> SettingType<[Element]>
  where Value == [Element] {
    SettingType<[Element]>(
      name: "list of \(element.name)s",
      toml: { value throws(UnfitValue) in
        guard case .array(let nodes) = value else {
          throw UnfitValue("a list such as [\"a\", \"b\"], not \(value.typeName)")
        }
        var elements: [Element] = []
        for node in nodes { elements.append(try element.readTOML(node.value)) }
        return elements
      },
      text: { text throws(UnfitValue) in
        var elements: [Element] = []
        for part in text.split(separator: ",") {
          let word = part.trimmingBlanks
          if !word.isEmpty { elements.append(try element.readText(word)) }
        }
        return elements
      }, show: { $0.map(element.show).joined(separator: ", ") })
  }

  /// A case of an enumeration, by its raw value.
  public static func oneOf(_ type: Value.Type) -> Self
  where Value: CaseIterable & RawRepresentable<String> {
    let words = Value.allCases.map(\.rawValue)
    return SettingType(
      name: words.joined(separator: " | "), expectation: choice(words),
      parse: { Value(rawValue: $0) }, show: { $0.rawValue })
  }
}

extension SettingType where Value == Unit {
  /// A currency, by its code of ISO 4217 in upper case: `"NGN"`. Its fraction digits are those that
  /// the standard says.
  public static var currency: Self {
    SettingType(
      name: "currency", expectation: "the code of a currency by ISO 4217, such as \"NGN\"",
      parse: { Currency.unit(of: $0) }, show: { $0.code })
  }
}

extension SettingType where Value == ListenAddress {
  /// Where a server listens: `"127.0.0.1:8080"`, `"[::1]:8080"`, or `":8080"` for everywhere.
  public static var listenAddress: Self {
    SettingType(
      name: "listen address", expectation: "an address and a port such as \"127.0.0.1:8080\"",
      parse: { ListenAddress($0) }, show: { $0.description })
  }
}

/// `"a", "b" or "c"`.
private func choice(_ words: [String]) -> String {
  let quoted = words.map { "\"\($0)\"" }
  guard quoted.count > 1 else { return quoted.first ?? "" }
  return quoted.dropLast().joined(separator: ", ") + " or " + quoted[quoted.count - 1]
}

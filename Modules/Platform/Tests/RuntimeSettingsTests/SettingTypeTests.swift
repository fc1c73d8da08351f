import JSON
import RuntimeSettings
import Testing

/// Which values settings take, and how they are written.
@Suite struct SettingTypeTests {
  /// What becomes of a JSON text: its canonical form, or the code of the refusal.
  private func read(_ setting: AnyRuntimeSetting, _ json: String) -> String {
    do throws(UnfitSetting) {
      return try setting.canonical(fromJSON: json)
    } catch {
      return error.code
    }
  }

  private static let hours = RuntimeSetting("h", .int(in: 1...72), default: 24, "").erased
  private static let rate = RuntimeSetting(
    "r", .decimal(digits: 2, units: -100...10_000),
    default: SettingDecimal(units: 150, fractionDigits: 2), ""
  ).erased
  private static let age = RuntimeSetting(
    "a", .duration(in: .milliseconds(250) ... .seconds(604_800)), default: .seconds(86_400), ""
  ).erased
  private static let title = RuntimeSetting("t", .string(length: 1...5), default: "x", "").erased
  private static let mode = RuntimeSetting(
    "m", .string(oneOf: ["fixed", "random"]), default: "fixed", ""
  ).erased
  private static let flag = RuntimeSetting("f", .bool, default: false, "").erased
  private static let list = RuntimeSetting("l", .strings(upTo: 2), default: [], "").erased
  private static let plain = RuntimeSetting(
    "p", .json(upTo: 30), default: emptyObject, ""
  ).erased
  private static var emptyObject: JSONValue {
    // A text that is JSON.
    // swift-format-ignore: NeverUseForceTry
    try! JSONDocument(parsing: "{}").root
  }

  @Test(
    "A value is taken in its canonical form or refused by a code",
    arguments: [
      (hours, "1", "1"), (hours, "72", "72"), (hours, "0", "out_of_range"),
      (hours, "73", "out_of_range"), (hours, "99999999999999999999", "wrong_type"),
      (hours, "1.0", "wrong_type"), (hours, "\"1\"", "wrong_type"), (hours, "null", "wrong_type"),
      (hours, "{", "invalid"), (hours, "", "invalid"),
      (rate, "\"1.5\"", "\"1.50\""), (rate, "1.5", "\"1.50\""), (rate, "-1", "\"-1.00\""),
      (rate, "\"1.505\"", "invalid"), (rate, "1e1", "invalid"), (rate, "100.01", "out_of_range"),
      (rate, "true", "wrong_type"), (rate, "1e400", "invalid"), (rate, "1e-400", "invalid"),
      (rate, "100000000000000000000e-18", "invalid"), (rate, "\"1E0\"", "invalid"),
      (hours, "1e400", "wrong_type"), (hours, "1e-400", "wrong_type"), (hours, "1E0", "wrong_type"),
      (hours, "100000000000000000000e-18", "wrong_type"), (age, "1e400", "wrong_type"),
      (age, "\"1e400s\"", "invalid"), (age, "\"99999999999999999999d\"", "invalid"),
      (age, "\"24h\"", "\"1d\""), (age, "\"250ms\"", "\"250ms\""), (age, "\"90s\"", "\"90s\""),
      (age, "\"249ms\"", "out_of_range"), (age, "\"8d\"", "out_of_range"),
      (age, "\"1 day\"", "invalid"), (age, "86400", "wrong_type"),
      (title, "\"äöü\"", "\"äöü\""), (title, "\"\"", "too_short"),
      (title, "\"123456\"", "too_long"),
      (title, "\"\\u0000\"", "invalid"), (title, "1", "wrong_type"),
      (mode, "\"random\"", "\"random\""), (mode, "\"Random\"", "not_allowed"),
      (flag, "true", "true"), (flag, "1", "wrong_type"),
      (list, "[ \"a\" , \"b\" ]", "[\"a\",\"b\"]"), (list, "[\"a\",\"b\",\"c\"]", "too_long"),
      (list, "[1]", "wrong_type"), (list, "\"a\"", "wrong_type"),
      (plain, "{ \"b\": [1, 2.50], \"a\": null }", "{\"a\":null,\"b\":[1,2.50]}"),
      (plain, "[\"0123456789012345678901234567890\"]", "too_long"),
    ] as [(AnyRuntimeSetting, String, String)])
  func values(_ setting: AnyRuntimeSetting, _ json: String, _ outcome: String) {
    #expect(read(setting, json) == outcome)
  }

  @Test("At a command line texts and durations stand without quotation marks")
  func typed() throws {
    #expect(try Self.title.canonical(fromText: "7 d") == "\"7 d\"")
    #expect(try Self.age.canonical(fromText: "7d") == "\"7d\"")
    #expect(try Self.rate.canonical(fromText: "0.5") == "\"0.50\"")
    #expect(try Self.hours.canonical(fromText: "7") == "7")
    #expect(throws: UnfitSetting.self) { try Self.flag.canonical(fromText: "yes") }
  }

  @Test("A setting's own check refuses what its type takes")
  func check() throws {
    let even = RuntimeSetting("e", .int(in: 0...10), default: 2, "") {
      $0 % 2 == 0 ? nil : "This must be even."
    }
    #expect(try even.value(fromJSON: "4") == 4)
    #expect(throws: UnfitSetting("invalid", "This must be even.")) {
      try even.value(fromJSON: "5")
    }
  }

  @Test("Forms learn what narrows a value")
  func bounds() {
    #expect(Self.hours.bounds.minimum == "1" && Self.hours.bounds.maximum == "72")
    #expect(Self.rate.bounds.maximum == "\"100.00\"")
    #expect(Self.age.bounds.minimum == "\"250ms\"" && Self.age.bounds.maximum == "\"7d\"")
    #expect(Self.mode.bounds.choices == ["fixed", "random"])
    #expect(Self.title.bounds.maximumLength == 5)
  }
}

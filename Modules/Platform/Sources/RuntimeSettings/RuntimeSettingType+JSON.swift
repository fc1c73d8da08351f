public import JSON

extension RuntimeSettingType where Value == JSONValue {
  /// Any JSON value but `null`, of at most so many octets. What it holds is for the setting's own
  /// check.
  public static func json(upTo octets: Int = 16_384) -> Self {
    RuntimeSettingType(
      .json,
      read: { value throws(UnfitSetting) in
        guard value.rawText.count <= octets else {
          throw UnfitSetting("too_long", "This may have at most \(octets) octets.")
        }
        return value
      },
      write: { value, writer in writer.canonical(value) })
  }
}

extension RuntimeSettingType where Value == [String] {
  /// A list of at most so many texts, each of 1–1,000 Unicode scalars; in JSON an array.
  public static func strings(upTo count: Int = 1_000) -> Self {
    let element = RuntimeSettingType<String>.string(length: 1...1_000)
    return RuntimeSettingType(
      .json,
      read: { value throws(UnfitSetting) in
        guard value.kind == .array else {
          throw UnfitSetting("wrong_type", "This must be a list of strings.")
        }
        guard value.count <= count else {
          throw UnfitSetting("too_long", "This may have at most \(count) elements.")
        }
        var texts: [String] = []
        for item in value.elements {
          texts.append(try element.value(fromJSON: String(decoding: item.rawText, as: UTF8.self)))
        }
        return texts
      },
      write: { texts, writer in
        writer.beginArray()
        for text in texts { writer.value(text) }
        writer.endArray()
      })
  }
}

extension JSONWriter {
  /// Writes a value without white space, its members in the order of their names' octets. Numbers
  /// stay as they were written.
  fileprivate mutating func canonical(_ value: JSONValue) {
    switch value.kind {
    case .object:
      beginObject()
      for (key, member) in value.members.sorted(by: {
        $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
      }) {
        self.key(key)
        canonical(member)
      }
      endObject()
    case .array:
      beginArray()
      for element in value.elements { canonical(element) }
      endArray()
    case .string: self.value(value.string ?? "")
    default: raw(value.rawText)
    }
  }
}

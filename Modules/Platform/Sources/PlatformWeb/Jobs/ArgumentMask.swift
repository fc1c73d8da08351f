import JSON

/// Hides what is secret in a job's arguments.
struct ArgumentMask {
  /// The names that the job's kind calls secret, besides those that always are.
  let secret: Set<String>

  /// Parts of names whose values are never shown.
  private static let always = [
    "password", "secret", "token", "pin", "otp", "seed", "signature", "authorization", "card",
  ]

  /// The arguments with `"***"` for every secret value, at any depth.
  func masked(_ arguments: String) -> String {
    guard let document = try? JSONDocument(parsing: Array(arguments.utf8)) else { return "\"***\"" }
    var writer = JSONWriter(reserving: arguments.utf8.count)
    write(document.root, to: &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private func write(_ value: JSONValue, to writer: inout JSONWriter) {
    switch value.kind {
    case .object:
      writer.beginObject()
      for (name, member) in value.members {
        writer.key(name)
        if isSecret(name), member.kind != .null {
          writer.value("***")
        } else {
          write(member, to: &writer)
        }
      }
      writer.endObject()
    case .array:
      writer.beginArray()
      for element in value.elements { write(element, to: &writer) }
      writer.endArray()
    default: writer.raw(value.rawText)
    }
  }

  /// Words of a name count as they stand between underscores or capitals: `pin` is one of
  /// `pinToken`, and none of `shipping`.
  private func isSecret(_ name: String) -> Bool {
    if secret.contains(name) { return true }
    var words = [""]
    for character in name {
      if character == "_" || character == "-" {
        words.append("")
      } else if character.isUppercase, words.last?.last?.isLowercase == true {
        words.append(character.lowercased())
      } else {
        words[words.count - 1] += character.lowercased()
      }
    }
    return words.contains { word in
      Self.always.contains { $0 == word || $0 + "s" == word }
    }
  }
}

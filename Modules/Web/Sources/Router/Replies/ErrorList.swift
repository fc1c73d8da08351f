internal import JSON
internal import Kernel

/// The fields at fault as a refusal names them: the first of them, since a refusal must not be
/// larger than what it refuses.
struct ErrorList {
  /// The most fields that are named.
  private static let mostFields = 100
  /// The most octets of all names and messages together.
  private static let mostOctets = 6_144
  /// The longest name, and the longest message, in octets.
  static let longestText = 200

  private var named: [FieldError] = []
  private let total: Int

  init(_ fields: [FieldError]) {
    total = fields.count
    var octets = 0
    for field in fields.prefix(Self.mostFields) {
      let shown = FieldError(
        field: Self.shortened(field.field), code: field.code,
        message: Self.shortened(field.message))
      octets += shown.field.utf8.count + shown.code.utf8.count + shown.message.utf8.count
      if octets > Self.mostOctets { break }
      named.append(shown)
    }
  }

  /// What is wrong, in words; nil where no field is.
  var sentence: String? {
    guard let first = named.first else { return nil }
    if total == 1 { return "\(first.field): \(first.message)" }
    let left = total - named.count
    return "\(total) fields are not valid." + (left > 0 ? " \(left) more are not named." : "")
  }

  func write(to writer: inout JSONWriter) {
    writer.key("errors")
    writer.beginArray()
    for field in named {
      writer.beginObject()
      writer.key("field")
      writer.value(field.field)
      writer.key("code")
      writer.value(field.code)
      writer.key("message")
      writer.value(field.message)
      writer.endObject()
    }
    writer.endArray()
  }

  /// A text that may be the client's own; an ellipsis stands for what is left out.
  static func shortened(_ text: String, to longest: Int = longestText) -> String {
    guard text.utf8.count > longest else { return text }
    var octets = 0
    let start = text.unicodeScalars.prefix { scalar in
      octets += UTF8.width(scalar)
      return octets <= longest
    }
    return String(String.UnicodeScalarView(start)) + "…"
  }
}

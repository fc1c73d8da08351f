internal import Kernel

/// Bounds how many fields a query or a form may have, before any of them is taken apart.
enum FieldCount {
  /// No route knows a tenth of them.
  private static let limit = 200

  /// Refuses more fields than there can be.
  /// - Parameters:
  ///   - field: what the complaint names.
  ///   - subject: the same in words, as a sentence begins.
  /// - Throws: `Problem` with `validation`.
  static func check(
    _ bytes: some Sequence<UInt8>, of field: String, _ subject: String
  ) throws(Problem) {
    var separators = 0
    for byte in bytes where byte == UInt8(ascii: "&") { separators += 1 }
    guard separators >= limit else { return }
    throw Problem(
      .validation,
      fields: [
        FieldError(
          field: field, code: "too_many", message: "\(subject) may have \(limit) fields at most.")
      ])
  }
}

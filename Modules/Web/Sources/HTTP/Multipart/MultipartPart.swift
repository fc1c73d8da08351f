/// What the head of a part of form data says (RFC 7578, 4).
public struct MultipartPart: Hashable, Sendable {
  /// The name of the form's field. Well-formed UTF-8 without control characters.
  public let name: String
  /// The name of the file as its sender calls it, without the folders before it; `nil` for a field
  /// that is no file, empty where no file was chosen. It identifies nothing: never open a file by
  /// it.
  public let filename: String?
  /// The part's `Content-Type` as it was sent; `nil` means `text/plain` (RFC 7578, 4.4).
  public let contentType: String?
}

/// Reads a part's head.
struct MultipartHead {
  private var disposition: [UInt8]?
  private var contentType: [UInt8]?
  private var fields = 0

  /// Takes one line of the head, without its line break.
  mutating func take(_ line: [UInt8], limits: MultipartLimits) throws(MultipartError) {
    fields += 1
    if fields > limits.headerFields { throw .headTooLarge }
    let field: RequestHead.Field
    do {
      field = try FieldLine.parse(line, 0..<line.count)
    } catch {
      throw .malformedHead
    }
    let value = Array(line[field.valueRange])
    switch field.nameLength {
    case 12 where FieldLine.matches(line, field.nameRange, "content-type"):
      if contentType != nil { throw .malformedHead }
      if FieldLine.matches(value, 0..<min(10, value.count), "multipart/") { throw .nested }
      contentType = value
    case 19 where FieldLine.matches(line, field.nameRange, "content-disposition"):
      if disposition != nil { throw .malformedHead }
      disposition = value
    case 25 where FieldLine.matches(line, field.nameRange, "content-transfer-encoding"):
      // Deprecated (RFC 7578, 4.7); those that change nothing are still sent.
      let range = 0..<value.count
      guard
        ["7bit", "8bit", "binary"].contains(where: { FieldLine.matches(value, range, $0) })
      else { throw .encoded }
    default:
      break
    }
  }

  /// What the head says as a whole.
  func part() throws(MultipartError) -> MultipartPart {
    guard let disposition else { throw .malformedDisposition }
    var reader = ParameterReader(disposition)
    guard reader.skipWord("form-data") else { throw .malformedDisposition }
    var (name, filename): (String?, String?)
    while !reader.isAtEnd {
      guard let parameter = reader.parameter(escapes: .form) else { throw .malformedDisposition }
      if FieldLine.matches(disposition, parameter.name, "name") {
        guard name == nil else { throw .malformedDisposition }
        name = try Self.text(parameter.value[...])
      } else if FieldLine.matches(disposition, parameter.name, "filename") {
        guard filename == nil else { throw .malformedDisposition }
        filename = try Self.text(Self.lastSegment(parameter.value))
      } else if FieldLine.matches(disposition, parameter.name, "filename*") {
        // RFC 7578, 4.2: it must not be used. Two names would leave it open which one is meant.
        throw .malformedDisposition
      }
    }
    guard let name else { throw .malformedDisposition }
    return MultipartPart(
      name: name, filename: filename,
      contentType: contentType.map { String(decoding: $0, as: UTF8.self) })
  }

  private static func text(_ bytes: ArraySlice<UInt8>) throws(MultipartError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .malformedDisposition }
    return text
  }

  /// What stands behind the last slash of either kind (RFC 7578, 4.2).
  private static func lastSegment(_ path: [UInt8]) -> ArraySlice<UInt8> {
    let slash = path.lastIndex { $0 == ASCII.slash || $0 == ASCII.backslash }
    return path[(slash.map { $0 + 1 } ?? 0)...]
  }
}

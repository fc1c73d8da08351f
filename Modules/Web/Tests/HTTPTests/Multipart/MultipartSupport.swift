import HTTP

/// A part as it was decoded, put together.
struct DecodedPart: Equatable, CustomStringConvertible {
  var part: MultipartPart
  var content: [UInt8] = []
  var isComplete = false

  var text: String { String(decoding: content, as: UTF8.self) }

  var description: String {
    let file = part.filename.map { " file=\($0)" } ?? ""
    let type = part.contentType.map { " type=\($0)" } ?? ""
    return "\(part.name)\(file)\(type): \(text)"
  }
}

/// Decodes a whole body in pieces of the given size.
func decodeForm(
  _ body: [UInt8], boundary: String = "B", pieces: Int = .max,
  limits: MultipartLimits = MultipartLimits(totalBytes: 1 << 20)
) throws(MultipartError) -> [DecodedPart] {
  guard let boundary = MultipartBoundary(boundary) else { throw .malformedBoundary }
  var decoder = MultipartDecoder(boundary: boundary, limits: limits)
  var parts: [DecodedPart] = []
  var rest = body[...]
  while !rest.isEmpty {
    let piece = rest.prefix(pieces)
    rest = rest.dropFirst(piece.count)
    for event in try decoder.decode(Array(piece)) {
      switch event {
      case .part(let part): parts.append(DecodedPart(part: part))
      case .content(let bytes): parts[parts.count - 1].content += bytes
      case .endOfPart: parts[parts.count - 1].isComplete = true
      }
    }
  }
  try decoder.finish()
  return parts
}

func decodeForm(
  _ body: String, boundary: String = "B", pieces: Int = .max,
  limits: MultipartLimits = MultipartLimits(totalBytes: 1 << 20)
) throws(MultipartError) -> [DecodedPart] {
  try decodeForm(Array(body.utf8), boundary: boundary, pieces: pieces, limits: limits)
}

/// A part of a body with the boundary `B`.
func field(_ disposition: String, _ content: String, _ more: String = "") -> String {
  "--B\r\nContent-Disposition: \(disposition)\r\n\(more)\r\n\(content)\r\n"
}

/// How much a multipart body may hold. All in octets but for the counts.
public struct MultipartLimits: Hashable, Sendable {
  /// Parts.
  public var parts = 100
  /// The content of one part.
  public var partBytes: Int
  /// The body as a whole, with heads and boundaries.
  public var totalBytes: Int
  /// The head of one part; at most 65,535 are read, whatever is said here.
  public var headerBytes = 8_192
  /// Field lines in the head of one part.
  public var headerFields = 20
  /// What stands before the first boundary or behind the last one. Nobody reads it, and no client
  /// that is known sends any.
  public var surroundingBytes = 1_024

  /// Limits for a body of so many octets, one part of which may take all of it unless told.
  public init(totalBytes: Int, partBytes: Int? = nil) {
    self.totalBytes = totalBytes
    self.partBytes = partBytes ?? totalBytes
  }
}

/// Why a body is no form data, or too much of it.
public enum MultipartError: Error, Hashable, Sendable, CaseIterable {
  /// Something other than blanks and a line break follows a boundary on its line. 400
  case malformedBoundary
  /// A field line of a part's head is malformed, or a field is repeated. 400
  case malformedHead
  /// `Content-Disposition` is missing, is no `form-data`, lacks its name or has a malformed
  /// parameter. 400
  case malformedDisposition
  /// A part is itself multipart, which RFC 7578 (4.3) gave up. 400
  case nested
  /// A part says that its content is encoded (RFC 7578, 4.7). 400
  case encoded
  /// The body ends before its last boundary. 400
  case truncated
  /// Too much before the first boundary or behind the last one. 400
  case surroundingsTooLong
  /// The head of a part has too many octets or fields. 413
  case headTooLarge
  /// Too many parts. 413
  case tooManyParts
  /// The content of a part is too long. 413
  case partTooLarge
  /// The body is too long. 413
  case bodyTooLarge

  /// The status of the answer.
  public var status: Int {
    switch self {
    case .headTooLarge, .tooManyParts, .partTooLarge, .bodyTooLarge: 413
    default: 400
    }
  }

  /// One sentence for the client, without anything that the client sent.
  public var detail: String {
    switch self {
    case .malformedBoundary: "A boundary line of the form is malformed."
    case .malformedHead: "The header of a part of the form is malformed."
    case .malformedDisposition: "A part of the form has no well-formed Content-Disposition."
    case .nested: "A part of the form must not be multipart itself."
    case .encoded: "A part of the form must be sent without a transfer encoding."
    case .truncated: "The form ends before its last boundary."
    case .surroundingsTooLong: "There is too much text around the parts of the form."
    case .headTooLarge: "The header of a part of the form is too large."
    case .tooManyParts: "The form has too many parts."
    case .partTooLarge: "A part of the form is too large."
    case .bodyTooLarge: "The form is too large."
    }
  }
}

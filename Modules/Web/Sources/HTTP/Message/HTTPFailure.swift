/// Why the server itself refuses: every way in which bytes can fail to be a request it serves.
/// Each ends its connection.
public enum HTTPFailure: Error, Hashable, Sendable, CaseIterable {
  /// The request line is not `method SP target SP HTTP/x.y`. 400
  case badRequestLine
  /// The target has none of the four forms, or not one that goes with the method. 400
  case badTarget
  /// A CR without its LF, or an LF without its CR. 400
  case bareLineBreak
  /// A field line without a name, or whose name is not a token: a space before the colon too. 400
  case badFieldName
  /// A control character in a field value. 400
  case badFieldValue
  /// A field continued on a second line (obs-fold). 400
  case foldedField
  /// `Host` is missing, repeated or malformed, or differs from an absolute target. 400
  case badHost
  /// `Content-Length` is repeated, differs or is not a number. 400
  case badContentLength
  /// `Transfer-Encoding` is malformed, not `chunked` at the end, or sent by HTTP/1.0. 400
  case badTransferEncoding
  /// Both `Content-Length` and `Transfer-Encoding`. 400
  case conflictingFraming
  /// A chunk's size line or its end is malformed. 400
  case badChunk
  /// A trailer is malformed or must not be one. 400
  case badTrailer
  /// The client closed its half in the middle of a request. 400
  case truncated
  /// A method longer than any that there is. 501
  case unknownMethod
  /// A transfer coding other than `chunked`. 501
  case unknownTransferCoding
  /// `CONNECT`: this is no proxy. 501
  case tunnelRefused
  /// HTTP of another version than 1.0 and 1.1. 505
  case versionNotSupported
  /// The target is too long. 414
  case targetTooLong
  /// The head, or the trailers, are too long or have too many fields. 431
  case headTooLarge
  /// A body with a `Content-Encoding`. 415
  case encodedContent
  /// An `Expect` other than `100-continue`. 417
  case unknownExpectation
  /// The head did not come in time. 408
  case headTimedOut
  /// The body stalled or trickled. 408
  case bodyTimedOut
  /// All connections are taken. 503
  case tooManyConnections
  /// Requests under way hold all the memory that they may. 503
  case overloaded
  /// Answers that wait to be read hold all the memory that they may. 503
  case unreadAnswers

  /// The status of the answer.
  public var status: Int {
    switch self {
    case .unknownMethod, .unknownTransferCoding, .tunnelRefused: 501
    case .versionNotSupported: 505
    case .targetTooLong: 414
    case .headTooLarge: 431
    case .encodedContent: 415
    case .unknownExpectation: 417
    case .headTimedOut, .bodyTimedOut: 408
    case .tooManyConnections, .overloaded, .unreadAnswers: 503
    default: 400
    }
  }

  /// One sentence for the client, without anything that the client sent.
  public var detail: String {
    switch self {
    case .badRequestLine: "The request line is malformed."
    case .badTarget: "The request target is malformed."
    case .bareLineBreak: "Lines end in CR LF, and neither stands alone."
    case .badFieldName: "A field name is malformed."
    case .badFieldValue: "A field value holds a forbidden character."
    case .foldedField: "A field value must not continue on another line."
    case .badHost: "Exactly one well-formed Host is required."
    case .badContentLength: "Content-Length is malformed or repeated."
    case .badTransferEncoding: "Transfer-Encoding is malformed."
    case .conflictingFraming: "Content-Length and Transfer-Encoding exclude each other."
    case .badChunk: "A chunk is malformed."
    case .badTrailer: "A trailer field is malformed or not allowed."
    case .truncated: "The request ended too early."
    case .unknownMethod: "The method is not implemented."
    case .unknownTransferCoding: "The transfer coding is not implemented."
    case .tunnelRefused: "CONNECT is not implemented."
    case .versionNotSupported: "HTTP/1.1 and HTTP/1.0 are served."
    case .targetTooLong: "The request target is too long."
    case .headTooLarge: "The header fields are too large."
    case .encodedContent: "Encoded content is not accepted."
    case .unknownExpectation: "The expectation cannot be met."
    case .headTimedOut: "The request head took too long."
    case .bodyTimedOut: "The request body took too long."
    case .tooManyConnections, .overloaded: "The server is busy."
    case .unreadAnswers: "Too many answers wait to be read for another long one."
    }
  }
}

extension BodyError {
  /// What a reader is told when the server refuses the rest of its request.
  init(_ failure: HTTPFailure) {
    switch failure {
    case .bodyTimedOut: self = .timedOut
    case .overloaded: self = .overloaded
    default: self = .malformed
    }
  }
}

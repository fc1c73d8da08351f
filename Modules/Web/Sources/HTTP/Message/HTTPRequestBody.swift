/// Why a body could not be read. The connection closes after each of them but `tooLarge` of a
/// short body.
public enum BodyError: Error, Hashable, Sendable {
  /// It is longer than the limit, by its declared length or by what came: 413.
  case tooLarge(limit: Int)
  /// It came too slowly: 408.
  case timedOut
  /// Requests under way hold all the memory that they may: 503, which the server answers itself.
  case overloaded
  /// A chunk or a trailer is malformed: 400, which the server answers itself.
  case malformed
  /// The client went away.
  case disconnected
  /// Two readers, or a second reading of a streamed body.
  case alreadyRead
}

/// A request's body, read at most once and with backpressure: what nobody reads is not received.
public struct HTTPRequestBody: Sendable {
  enum Source: Sendable {
    case none
    case bytes([UInt8])
    case stream(any BodyStream, declaredLength: Int?)
  }

  let source: Source
  let defaultLimit: Int

  init(_ source: Source, defaultLimit: Int) {
    self.source = source
    self.defaultLimit = defaultLimit
  }

  /// No body.
  public static var none: HTTPRequestBody { HTTPRequestBody(.none, defaultLimit: 1 << 20) }

  /// A body that is already here.
  public static func bytes(_ bytes: [UInt8]) -> HTTPRequestBody {
    HTTPRequestBody(.bytes(bytes), defaultLimit: 1 << 20)
  }

  /// Octets that will come, if that is known before reading: `nil` for a chunked body that has
  /// not arrived in full, 0 without a body.
  public var declaredLength: Int? {
    switch source {
    case .none: 0
    case .bytes(let bytes): bytes.count
    case .stream(_, let length): length
    }
  }

  /// The whole body. Asks for it by `100 Continue` if the client waits for that.
  /// - Parameter limit: octets; the server's `defaultBodyLimit` unless told.
  /// - Throws: `tooLarge` without reading when the declared length says so.
  public func collect(limit: Int? = nil) async throws(BodyError) -> [UInt8] {
    let limit = limit ?? defaultLimit
    if let declaredLength, declaredLength > limit { throw .tooLarge(limit: limit) }
    switch source {
    case .none: return []
    case .bytes(let bytes): return bytes
    case .stream(let stream, let length):
      var all: [UInt8] = []
      all.reserveCapacity(min(length ?? 0, 1 << 20))
      while let chunk = try await stream.next(BodyReading(limit: limit, keeps: true)) {
        if all.count + chunk.count > limit { throw .tooLarge(limit: limit) }
        all.append(contentsOf: chunk)
      }
      return all
    }
  }

  /// The body piece by piece, as it arrives.
  public var chunks: HTTPBodyChunks { chunks(atMost: .max) }

  /// The same of a body that is refused as soon as it is known to be longer than `limit` octets.
  public func chunks(atMost limit: Int) -> HTTPBodyChunks {
    HTTPBodyChunks(source: source, limit: limit)
  }
}

/// Walks over a body's pieces; `next` answers `nil` at the end.
public struct HTTPBodyChunks: AsyncSequence, AsyncIteratorProtocol, Sendable {
  /// A piece of the body, never empty.
  public typealias Element = [UInt8]
  /// What reading throws.
  public typealias Failure = BodyError

  private var source: HTTPRequestBody.Source

  private let limit: Int

  init(source: HTTPRequestBody.Source, limit: Int) {
    self.source = source
    self.limit = limit
  }

  /// Itself.
  public func makeAsyncIterator() -> HTTPBodyChunks { self }

  /// Waits for the next piece. Asks for the body by `100 Continue` if the client waits for that.
  public mutating func next() async throws(BodyError) -> [UInt8]? {
    switch source {
    case .none:
      return nil
    case .bytes(let bytes):
      source = .none
      if bytes.count > limit { throw .tooLarge(limit: limit) }
      return bytes.isEmpty ? nil : bytes
    case .stream(let stream, _):
      return try await stream.next(BodyReading(limit: limit))
    }
  }
}

/// Where a body that is still arriving comes from.
protocol BodyStream: Sendable {
  func next(_ reading: BodyReading) async throws(BodyError) -> [UInt8]?
}

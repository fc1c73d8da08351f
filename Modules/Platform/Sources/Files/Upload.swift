public import Kernel

/// A file that comes piece by piece (tus 1.0).
public struct Upload: Hashable, Sendable {
  /// How many octets there will be.
  public let length: Int64
  /// How many have come, and are on disk.
  public private(set) var offset: Int64
  /// When the last of them came, by business time.
  public private(set) var touchedAt: Instant

  /// How long an upload waits for its next piece, in seconds of business time: 24 h.
  public static let patience: Int64 = 86_400

  /// An upload as it is kept.
  public init(length: Int64, offset: Int64 = 0, touchedAt: Instant) {
    self.length = length
    self.offset = offset
    self.touchedAt = touchedAt
  }

  /// When it ends, unless another piece comes.
  public var expiresAt: Instant { touchedAt.adding(seconds: Self.patience) }

  /// Whether all of it is here.
  public var isComplete: Bool { offset == length }

  /// Checks where a piece begins, before any of it is read.
  /// - Parameter declared: how many octets it says that it has; nil where it does not say.
  /// - Throws: `gone`, `offsetMismatch`, `tooLong`.
  public func check(
    at start: Int64, declared: Int64?, now: Instant
  ) throws(UploadRefusal) {
    guard now < expiresAt else { throw .gone }
    guard start == offset else { throw .offsetMismatch(offset) }
    guard (declared ?? 0) <= length - offset else { throw .tooLong }
  }

  /// Takes up what has come of a piece.
  /// - Parameters:
  ///   - count: how many octets are on disk.
  ///   - end: how the piece ended.
  /// - Returns: how many of them stay; the others are to be cut off again.
  /// - Throws: `checksumMismatch`, `tooLong`; nothing of the piece stays then.
  public mutating func take(
    _ count: Int64, _ end: PieceEnd, now: Instant
  ) throws(UploadRefusal) -> Int64 {
    guard count <= length - offset else { throw .tooLong }
    switch end {
    case .whole(matches: false): throw .checksumMismatch
    case .cut(hasChecksum: true): return 0
    case .whole, .cut:
      offset += count
      touchedAt = max(touchedAt, now)
      return count
    }
  }

  /// How a piece ended.
  public enum PieceEnd: Hashable, Sendable {
    /// It came to its end, and fits its checksum, if it bore one.
    case whole(matches: Bool)
    /// The connection was cut. What bore a checksum cannot be checked, and does not stay.
    case cut(hasChecksum: Bool)
  }
}

/// Why a piece is not taken, in order of precedence.
public enum UploadRefusal: Error, Hashable, Sendable {
  /// The upload was abandoned: 410.
  case gone
  /// It does not begin where the upload stands: 409.
  case offsetMismatch(Int64)
  /// It reaches beyond the announced end: 413.
  case tooLong
  /// It does not fit its checksum: 460.
  case checksumMismatch
}

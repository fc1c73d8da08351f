/// How much may be kept: settings of administrators, in octets.
public struct FileLimits: Hashable, Sendable {
  /// Of one picture or document.
  public var imageBytes: Int64
  /// Of one film.
  public var videoBytes: Int64
  /// Of all files of a user.
  public var quotaBytes: Int64
  /// How many pixels a picture may have, in millions; asked before it is decoded.
  public var megapixels: Int64

  /// Limits: 10 MiB, 200 MiB, 1 GiB and 50 megapixels unless told otherwise.
  public init(
    imageBytes: Int64 = 10 << 20, videoBytes: Int64 = 200 << 20, quotaBytes: Int64 = 1 << 30,
    megapixels: Int64 = 50
  ) {
    self.imageBytes = imageBytes
    self.videoBytes = videoBytes
    self.quotaBytes = quotaBytes
    self.megapixels = megapixels
  }

  /// The most that any file may have: what is asked before its kind is known.
  public var largest: Int64 { max(imageBytes, videoBytes) }

  /// How large a file of a kind may be.
  public func bytes(of kind: FileKind) -> Int64 { kind.isVideo ? videoBytes : imageBytes }

  /// Checks a file before it is kept.
  /// - Parameter used: what the user keeps already.
  /// - Throws: `tooLarge`, `quotaExceeded`.
  public func check(
    _ kind: FileKind, bytes size: Int64, besides used: Int64
  ) throws(FileRefusal) {
    guard size <= bytes(of: kind) else { throw .tooLarge(limit: bytes(of: kind)) }
    guard size <= quotaBytes - used else { throw .quotaExceeded }
  }

  /// Checks a picture's measures before it is decoded.
  /// - Throws: `tooManyPixels`.
  public func check(width: Int64, height: Int64) throws(FileRefusal) {
    let (pixels, isOver) = width.multipliedReportingOverflow(by: height)
    guard width > 0, height > 0, !isOver, pixels <= megapixels * 1_000_000 else {
      throw .tooManyPixels
    }
  }
}

/// Why a file is not kept.
public enum FileRefusal: Error, Hashable, Sendable {
  /// It is of no kind that is taken.
  case unsupportedFile
  /// It is larger than its kind may be, in octets.
  case tooLarge(limit: Int64)
  /// A picture has more pixels than are decoded.
  case tooManyPixels
  /// The user keeps as much as they may.
  case quotaExceeded
}

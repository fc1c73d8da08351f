import Files
import Kernel
import Testing

/// Files that come piece by piece.
@Suite struct UploadTests {
  private let start = Instant(seconds: 1_780_000_000)

  @Test("Whatever is cut, sent twice or damaged: what is kept is the file's beginning")
  func random() throws {
    var random = SplitMix(seed: 20_261_203)
    for _ in 0..<300 {
      let file = (0..<Int.random(in: 0...40, using: &random)).map { UInt8($0) }
      var upload = Upload(length: Int64(file.count), touchedAt: start)
      var disk: [UInt8] = []
      for _ in 0..<30 {
        let at = Int.random(in: 0...file.count, using: &random)
        let piece = Array(file[at..<Int.random(in: at...file.count, using: &random)])
        do {
          try upload.check(at: Int64(at), declared: Int64(piece.count), now: start)
        } catch {
          #expect(error == .offsetMismatch(upload.offset) && at != disk.count)
          continue
        }
        let hasChecksum = Bool.random(using: &random)
        let came = Array(piece.prefix(.random(in: 0...piece.count, using: &random)))
        let end: Upload.PieceEnd =
          came.count == piece.count
          ? .whole(matches: !hasChecksum || .random(using: &random))
          : .cut(hasChecksum: hasChecksum)
        let kept = (try? upload.take(Int64(came.count), end, now: start)) ?? 0
        disk += came.prefix(Int(kept))
        #expect(upload.offset == Int64(disk.count) && disk == Array(file.prefix(disk.count)))
      }
      #expect(upload.isComplete == (disk == file))
    }
  }

  @Test("A piece reaches no further than the end, declared or not")
  func tooLong() throws {
    var upload = Upload(length: 10, offset: 8, touchedAt: start)
    #expect(throws: UploadRefusal.tooLong) { try upload.check(at: 8, declared: 3, now: start) }
    try upload.check(at: 8, declared: nil, now: start)
    #expect(throws: UploadRefusal.tooLong) { try upload.take(3, .whole(matches: true), now: start) }
    #expect(upload.offset == 8)
  }

  @Test("An upload waits 24 hours from its last piece")
  func patience() throws {
    var upload = Upload(length: 10, touchedAt: start)
    let late = start.adding(seconds: 86_399)
    _ = try upload.take(1, .cut(hasChecksum: false), now: late)
    try upload.check(at: 1, declared: 1, now: late.adding(seconds: 86_399))
    #expect(throws: UploadRefusal.gone) {
      try upload.check(at: 1, declared: 1, now: late.adding(seconds: 86_400))
    }
  }

  @Test("Limits are of the kind, then of the user, and pixels are counted before decoding")
  func limits() throws {
    let limits = FileLimits(imageBytes: 10, videoBytes: 100, quotaBytes: 120, megapixels: 1)
    try limits.check(.png, bytes: 10, besides: 110)
    #expect(throws: FileRefusal.tooLarge(limit: 10)) {
      try limits.check(.pdf, bytes: 11, besides: 0)
    }
    #expect(throws: FileRefusal.quotaExceeded) { try limits.check(.mp4, bytes: 100, besides: 21) }
    try limits.check(width: 1_000, height: 1_000)
    for (width, height) in [(1_001, 1_000), (0, 5), (.max, 2)] as [(Int64, Int64)] {
      #expect(throws: FileRefusal.tooManyPixels) { try limits.check(width: width, height: height) }
    }
  }
}

import Crypto
import Kernel

/// How far a client has read: for each part that its user had, a place on each of its feeds.
///
/// As text it is opaque. It says nothing that its bearer may not know, and gives no right: what is
/// read is what the user may see then.
public struct SyncCursor: Hashable, Sendable {
  /// The history that its places are of.
  let epoch: String
  /// The user who read.
  let user: UserID
  /// When the client last had everything. Deletions since then it has yet to learn of.
  let complete: Instant
  /// What was read.
  var reads: [Read]

  /// How far a part's feeds were read.
  struct Read: Hashable, Sendable {
    /// The part.
    var seat: SyncSeat
    /// The places, in the order of the seat's feeds.
    var places: [SyncPlace]
    /// Whether the page told the first of two records that belong together, and had no room for the
    /// second: of a company and its account next on the first feed, or of a company and a driver
    /// that are left.
    var isHalfTold = false
  }

  private static let version: UInt8 = 1
  private static let checksumCount = 4
  /// What is added to a part's kind.
  fileprivate static let halfTold: UInt8 = 0x80
  /// The longest text that can be a cursor: of some hundreds of companies.
  public static let longestText = 65_536

  init(epoch: String, user: UserID, complete: Instant, reads: [Read]) {
    self.epoch = epoch
    self.user = user
    self.complete = complete
    self.reads = reads
  }

  /// The cursor as text.
  public var text: String {
    var bytes: [UInt8] = [Self.version]
    Self.append(UInt8(truncatingIfNeeded: epoch.utf8.count), to: &bytes)
    bytes += epoch.utf8
    Self.append(user.rawValue, to: &bytes)
    Self.append(complete.milliseconds, to: &bytes)
    for read in reads {
      let half = read.isHalfTold ? Self.halfTold : 0
      switch read.seat {
      case .member(let company, let role):
        bytes.append(UInt8(1 + (MemberRole.allCases.firstIndex(of: role) ?? 0)) | half)
        Self.append(company.rawValue, to: &bytes)
      case .driver(let driver, let company):
        bytes.append(half)
        Self.append(driver.rawValue, to: &bytes)
        Self.append(company.rawValue, to: &bytes)
      }
      for place in read.places {
        Self.append(place.unit, to: &bytes)
        Self.append(place.place, to: &bytes)
      }
    }
    return Base64URL.encode(bytes + SHA256.hash(bytes).prefix(Self.checksumCount))
  }

  /// Reads a cursor; nil for what is none.
  public init?(text: String) {
    guard text.utf8.count <= Self.longestText, let bytes = Base64URL.decode(text),
      bytes.count > Self.checksumCount
    else { return nil }
    let content = Array(bytes.dropLast(Self.checksumCount))
    guard Array(SHA256.hash(content).prefix(Self.checksumCount)) == bytes.suffix(4) else {
      return nil
    }
    var reader = Reader(bytes: content[...])
    guard reader.octet() == Self.version, let length = reader.octet(),
      let epoch = reader.text(Int(length)), let user: UInt128 = reader.number(),
      let complete: Int64 = reader.number()
    else { return nil }
    self.init(
      epoch: epoch, user: UserID(rawValue: user), complete: Instant(milliseconds: complete),
      reads: [])
    while !reader.bytes.isEmpty {
      guard let read = reader.read() else { return nil }
      reads.append(read)
    }
  }

  private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
  }
}

/// Takes a cursor's octets apart.
private struct Reader {
  var bytes: ArraySlice<UInt8>

  mutating func octet() -> UInt8? { bytes.popFirst() }

  mutating func text(_ count: Int) -> String? {
    guard count <= bytes.count else { return nil }
    defer { bytes = bytes.dropFirst(count) }
    return String(validating: bytes.prefix(count), as: UTF8.self)
  }

  mutating func number<Number: FixedWidthInteger>() -> Number? {
    let size = Number.bitWidth / 8
    guard bytes.count >= size else { return nil }
    defer { bytes = bytes.dropFirst(size) }
    return bytes.prefix(size).reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
  }

  mutating func read() -> SyncCursor.Read? {
    guard let octet = octet(), let id: UInt128 = number() else { return nil }
    let (kind, half) = (octet & ~SyncCursor.halfTold, octet & SyncCursor.halfTold)
    let seat: SyncSeat
    if kind == 0 {
      guard let company: UInt128 = number() else { return nil }
      seat = .driver(Driver.ID(rawValue: id), of: Company.ID(rawValue: company))
    } else {
      guard kind <= MemberRole.allCases.count else { return nil }
      seat = .member(of: Company.ID(rawValue: id), MemberRole.allCases[Int(kind) - 1])
    }
    var places: [SyncPlace] = []
    for _ in seat.feeds {
      guard let unit: Int64 = number(), let place: Int64 = number() else { return nil }
      places.append(SyncPlace(unit: unit, place: place))
    }
    return SyncCursor.Read(seat: seat, places: places, isHalfTold: half != 0)
  }
}

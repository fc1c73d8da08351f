/// What a file is, by its octets alone. Names and declared types are not asked.
public enum FileKind: String, Hashable, Sendable, CaseIterable {
  case jpeg, png, webp, gif, heic, pdf, mp4, webm

  /// How many octets from a file's beginning are enough to tell.
  public static let prefixLength = 4_096

  /// What a file is that begins with these octets; nil for what is not taken, as SVG and HTML.
  ///
  /// Each kind is told by its very first octets. What may have something else in front, as PDF
  /// readers allow, could be two things at once, and is not taken.
  /// - Parameter first: the whole file, or its first `prefixLength` octets at least.
  public init?(sniffing first: [UInt8]) {
    switch first {
    case _ where first.starts(with: [0xFF, 0xD8, 0xFF]): self = .jpeg
    case _ where first.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]): self = .png
    case _ where first.has("GIF87a", at: 0) || first.has("GIF89a", at: 0): self = .gif
    case _ where first.has("%PDF-", at: 0): self = .pdf
    case _ where first.has("RIFF", at: 0) && first.has("WEBP", at: 8) && first.has("VP8", at: 12):
      self = .webp
    case _ where first.has("ftyp", at: 4):
      guard let brands = FileBrands(first), let kind = brands.kind else { return nil }
      self = kind
    case _ where EBMLHeader(first)?.documentType == "webm": self = .webm
    default: return nil
    }
  }

  /// Whether it is a picture.
  public var isImage: Bool {
    switch self {
    case .jpeg, .png, .webp, .gif, .heic: true
    case .pdf, .mp4, .webm: false
    }
  }

  /// Whether it is a film.
  public var isVideo: Bool { self == .mp4 || self == .webm }

  /// What it is kept and delivered as: pictures from phones become what browsers show.
  public var delivered: FileKind { self == .heic ? .jpeg : self }

  /// `image/jpeg`.
  public var contentType: String {
    switch self {
    case .jpeg, .png, .webp, .gif, .heic: "image/\(rawValue)"
    case .pdf: "application/pdf"
    case .mp4, .webm: "video/\(rawValue)"
    }
  }

  /// What names of such files end in: the usual one first.
  public var extensions: [String] {
    self == .jpeg ? ["jpg", "jpeg"] : [rawValue]
  }
}

/// The brands of an ISO base media file (ISO/IEC 14496-12, 4.3).
struct FileBrands {
  /// The main brand first.
  private let brands: [String]

  /// Reads the box at the beginning of a file; nil if it is malformed, or longer than any is.
  init?(_ first: [UInt8]) {
    let size = first.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    guard (16...1_024).contains(size), size % 4 == 0, first.count >= size else { return nil }
    // Between the main brand and the others stands a version.
    let places = [8] + stride(from: 16, to: size, by: 4)
    brands = places.map { String(decoding: first[$0..<$0 + 4], as: UTF8.self) }
  }

  private static let pictures: Set<String> = ["heic", "heix", "heim", "heis"]
  private static let films: Set<String> = [
    "isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "dash", "MSNV",
  ]

  /// The main brand decides, and the others where it says only how the file is built.
  var kind: FileKind? {
    guard let main = brands.first else { return nil }
    if Self.pictures.contains(main) { return .heic }
    if Self.films.contains(main) { return .mp4 }
    guard main == "mif1" else { return nil }
    return brands.contains(where: Self.pictures.contains) ? .heic : nil
  }
}

/// The header of a Matroska file (RFC 8794, 11.2).
struct EBMLHeader {
  /// `webm`, `matroska`.
  let documentType: String

  /// Reads the header at the beginning of a file; nil if there is none that is whole.
  init?(_ first: [UInt8]) {
    guard first.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) else { return nil }
    var place = 4
    guard let size = Self.number(first, &place, keepsMark: false), size <= first.count - place
    else { return nil }
    let end = place + size
    while place < end {
      guard let id = Self.number(first, &place, keepsMark: true),
        let length = Self.number(first, &place, keepsMark: false), length <= end - place
      else { return nil }
      if id == 0x4282 {
        // Zeros may fill the element up.
        let text = first[place..<place + length].prefix { $0 != 0 }
        documentType = String(decoding: text, as: UTF8.self)
        return
      }
      place += length
    }
    return nil
  }

  /// A number of variable length, with or without the bit that marks its length.
  private static func number(_ octets: [UInt8], _ place: inout Int, keepsMark: Bool) -> Int? {
    guard place < octets.count else { return nil }
    let first = octets[place]
    let length = first.leadingZeroBitCount + 1
    // Longer ones reach beyond any header.
    guard length <= 7, place + length <= octets.count else { return nil }
    var value = keepsMark ? Int(first) : Int(first) & ((1 << (8 - length)) - 1)
    for octet in octets[place + 1..<place + length] { value = value << 8 | Int(octet) }
    place += length
    return value
  }
}

extension [UInt8] {
  /// Whether an ASCII text stands at a place.
  fileprivate func has(_ text: StaticString, at place: Int) -> Bool {
    text.withUTF8Buffer { text in
      count >= place + text.count && self[place..<place + text.count].elementsEqual(text)
    }
  }
}

public import Kernel
public import Router

extension FieldType where Value == String {
  /// What somebody is called.
  public static var personName: FieldType { .line(length: 1...200) }

  /// A phone number as people write it: digits with blanks, hyphens, dots and brackets between
  /// them, and a plus sign before them.
  public static var phoneNumber: FieldType {
    FieldType.text(length: 3...32).trimmed.checked(
      message: "This must be a phone number, such as +234 803 123 4567."
    ) { text in
      let digits = text.utf8.count { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      return (3...15).contains(digits)
        && text.utf8.dropFirst(text.hasPrefix("+") ? 1 : 0).allSatisfy {
          "0123456789 -.()/".utf8.contains($0)
        }
    }
  }

  /// The address of a picture on the web.
  public static var pictureURL: FieldType {
    FieldType.string(length: 0...2048, of: .visibleASCII).checked(
      code: "invalid_url", message: "This must be an address that begins with https:// or http://."
    ) { text in
      ["https://", "http://"].contains { text.hasPrefix($0) && text.utf8.count > $0.utf8.count }
    }
  }

  /// Without the blanks around it.
  private var trimmed: FieldType {
    map { text in
      let rest = text.unicodeScalars.drop { $0.properties.isWhitespace }
      guard let last = rest.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
      return String(rest[...last])
    }
  }
}

extension RequestFields {
  /// Reads a day of birth.
  public mutating func birthday() -> CivilDate? {
    let date = nullableBody("date_of_birth", .birthday)
    refuse(birthdayToCome: date)
    return date
  }

  /// Nobody is born tomorrow. A day is allowed for, as it may be tomorrow already where they are.
  public mutating func refuse(birthdayToCome date: CivilDate?) {
    guard let date, let now else { return }
    let today = CivilDate(daysSinceEpoch: Int(now.seconds / 86_400))
    if date > today.adding(days: 1) {
      fail("date_of_birth", "out_of_range", "This day is still to come.")
    }
  }
}

extension FieldType where Value == CivilDate {
  /// A day of birth: not before 1900.
  public static var birthday: FieldType {
    FieldType.date.checked(code: "out_of_range", message: "This must be 1900 or later.") {
      $0.year >= 1900
    }
  }
}

internal import CPango

/// How a text looks: its size in points, its weight, its colour.
struct Typeface: Hashable {
  let size: Double
  let isBold: Bool
  let ink: Ink

  /// Noto has most scripts; what it lacks comes from whatever else is installed.
  static let family = "Noto Sans, DejaVu Sans, Sans"

  static let issuer = Typeface(size: 8.5, isBold: true, ink: .accent)
  static let title = Typeface(size: 21, isBold: true, ink: .black)
  static let subtitle = Typeface(size: 10.5, isBold: false, ink: .grey)
  static let label = Typeface(size: 7, isBold: false, ink: .grey)
  static let fact = Typeface(size: 8.4, isBold: false, ink: .black)
  static let figure = Typeface(size: 12, isBold: true, ink: .black)
  static let head = Typeface(size: 7.5, isBold: true, ink: .grey)
  static let plain = Typeface(size: 8.5, isBold: false, ink: .black)
  static let strong = Typeface(size: 8.5, isBold: true, ink: .black)
  static let fine = Typeface(size: 6.8, isBold: false, ink: .grey)
  static let foot = Typeface(size: 7, isBold: false, ink: .grey)

  init(size: Double, isBold: Bool, ink: Ink) {
    self.size = size
    self.isBold = isBold
    self.ink = ink
  }

  init(_ look: TableText.Look, in emphasis: TableRow.Emphasis) {
    switch (look, emphasis) {
    case (.fine, _): self = .fine
    case (.strong, _), (.plain, .total): self = .strong
    case (.plain, .none): self = .plain
    }
  }

  /// A description for Pango; whoever takes it frees it.
  var description: OpaquePointer? {
    let description = pango_font_description_from_string(Self.family)
    pango_font_description_set_size(description, gint(size * Double(PANGO_SCALE)))
    pango_font_description_set_weight(
      description, isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
    return description
  }
}

/// A colour: shares of red, green and blue.
struct Ink: Hashable {
  let red: Double
  let green: Double
  let blue: Double

  /// As dark as can be, for what machines read.
  static let full = Ink(red: 0, green: 0, blue: 0)
  static let black = Ink(red: 0.10, green: 0.11, blue: 0.13)
  static let grey = Ink(red: 0.40, green: 0.43, blue: 0.47)
  static let accent = Ink(red: 0.05, green: 0.38, blue: 0.33)
  static let rule = Ink(red: 0.87, green: 0.88, blue: 0.90)
  static let tint = Ink(red: 0.955, green: 0.962, blue: 0.968)
}

/// Text that people wrote and others read. It is kept as it was written, and escaped wherever it is
/// put into something.
public enum WrittenText {
  /// Whether it may be kept: of control characters it has tabs and line feeds alone.
  public static func isKept(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      scalar == "\t" || scalar == "\n" || scalar.properties.generalCategory != .control
    }
  }

  /// Whether it may be kept, and has so many characters (Unicode scalars).
  public static func isKept(_ text: String, of lengths: ClosedRange<Int>) -> Bool {
    lengths.contains(text.unicodeScalars.count) && isKept(text)
  }
}

/// Texts without what people leave out when they write a name in a hurry.
public enum FoldedText {
  /// The text without case, marks and compatibility forms (Unicode's NFKD, case folding): `Ọ̀ṣun`
  /// and `OSUN` are one. A text that cannot be folded stays as it is.
  public static func of(_ text: String) -> String { Normalization.folded(text) ?? text }
}

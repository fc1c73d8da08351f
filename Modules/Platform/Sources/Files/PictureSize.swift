/// A picture's measures, in pixels.
public struct PictureSize: Hashable, Sendable {
  /// From left to right, at least 1.
  public let width: Int
  /// From top to bottom, at least 1.
  public let height: Int

  /// Measures.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// What a client may ask of either measure.
  public static let askable = 16...2_048

  /// How a picture gets into other proportions.
  public enum Fit: String, Hashable, Sendable, CaseIterable {
    /// It fills the frame, and what reaches over is cut off.
    case cover
    /// All of it is seen, and it may be smaller than the frame.
    case contain
  }

  /// How large a picture is delivered that is asked for within a frame. It is never enlarged.
  /// - Parameters:
  ///   - width: of the frame; nil for as wide as the height asks for.
  ///   - height: of the frame; nil for as high as the width asks for.
  public func fitted(width wide: Int?, height high: Int?, _ fit: Fit) -> PictureSize {
    guard wide != nil || high != nil else { return self }
    if fit == .cover, let wide, let high {
      // A frame that the picture cannot fill shrinks, and keeps its proportions.
      return PictureSize(width: wide, height: high).fitted(width: width, height: height, .contain)
    }
    let byWidth: Scale = wide.map { (min($0, width), width) } ?? (1, 1)
    let byHeight: Scale = high.map { (min($0, height), height) } ?? (1, 1)
    // The smaller of two scales, compared crosswise.
    let scale =
      byWidth.part * byHeight.whole <= byHeight.part * byWidth.whole ? byWidth : byHeight
    return PictureSize(
      width: max(1, Self.scaled(width, scale)), height: max(1, Self.scaled(height, scale)))
  }

  private typealias Scale = (part: Int, whole: Int)

  /// Rounded to the nearest pixel.
  private static func scaled(_ measure: Int, _ scale: Scale) -> Int {
    (measure * scale.part * 2 + scale.whole) / (scale.whole * 2)
  }
}

/// There is no such thing, or none that the caller may know of. Which of the two is told nobody.
public struct NotFound: PlainRefusal, Refusing {
  /// Makes the refusal.
  public init() {}

  /// 404.
  public var problem: Problem { Problem(.notFound, detail: "There is no such resource.") }
}

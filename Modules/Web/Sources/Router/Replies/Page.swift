/// One page of a list: `{"items": […], "next_cursor": "…"|null}`.
public struct Page<Item: ResponseBody>: ResponseBody {
  /// The page's items.
  public let items: [Item]
  /// Where the next page begins; `nil` on the last one.
  public let nextCursor: String?

  /// A page of items.
  public init(items: [Item], nextCursor: String? = nil) {
    self.items = items
    self.nextCursor = nextCursor
  }

  /// `items` and `next_cursor`.
  public static var shape: Shape<Page> {
    Shape(
      Item.shape.name + "Page",
      .array("items") { $0.items },
      .optionalString("next_cursor") { $0.nextCursor })
  }

  /// A page of other items, at the same place.
  public func map<Other: ResponseBody>(_ transform: (Item) throws -> Other) rethrows -> Page<Other>
  {
    Page<Other>(items: try items.map(transform), nextCursor: nextCursor)
  }
}

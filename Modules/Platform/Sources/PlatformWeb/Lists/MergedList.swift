/// One list out of several, each of which has the order of the whole: a page of each database's
/// rows, newest first, is a page of the rows of all.
///
/// ```swift
/// let logs = MergedList(stores) { $0.at > $1.at }
/// let rows = try await logs.first(query.page.rowsToRead) { store, limit in
///   try await store.entries(before: query.page.after, limit: limit)
/// }
/// return query.page.of(rows) { LogBody($0) }
/// ```
struct MergedList<Source: Sendable, Item: Sendable>: Sendable {
  private let sources: [Source]
  private let precedes: @Sendable (Item, Item) -> Bool

  /// A list out of several.
  /// - Parameter precedes: the order that each of them has; no two items are equal in it.
  init(_ sources: [Source], inOrder precedes: @escaping @Sendable (Item, Item) -> Bool) {
    self.sources = sources
    self.precedes = precedes
  }

  /// The first items of the whole.
  /// - Parameter read: reads the first of one source, so many at most. All are asked at once.
  /// - Throws: what `read` throws.
  func first(
    _ limit: Int, _ read: @escaping @Sendable (Source, Int) async throws -> [Item]
  ) async throws -> [Item] {
    if sources.count == 1 { return try await read(sources[0], limit) }
    let found = try await withThrowingTaskGroup(of: [Item].self) { group in
      for source in sources { group.addTask { try await read(source, limit) } }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    return Array(found.sorted(by: precedes).prefix(limit))
  }

  /// Hands over every item in order. Of each source at most a page is in memory.
  /// - Parameters:
  ///   - read: reads what follows an item of one source, so many at most.
  /// - Throws: what `read` and `body` throw.
  func forEach(
    page: Int, _ read: @Sendable (Source, _ after: Item?, Int) async throws -> [Item],
    _ body: (Item) async throws -> Void
  ) async throws {
    var heads: [Head] = []
    for source in sources {
      heads.append(Head(source: source, items: try await read(source, nil, page)[...], page: page))
    }
    while let next = heads.indices.filter({ heads[$0].items.first != nil }).min(by: {
      guard let one = heads[$0].items.first, let other = heads[$1].items.first else { return false }
      return precedes(one, other)
    }) {
      let item = heads[next].items.removeFirst()
      try await body(item)
      if heads[next].items.isEmpty, heads[next].mayHaveMore {
        heads[next].refill(with: try await read(heads[next].source, item, page), page: page)
      }
    }
  }

  /// What was read of one source and is not handed over yet.
  private struct Head {
    let source: Source
    var items: ArraySlice<Item>
    var mayHaveMore: Bool

    init(source: Source, items: ArraySlice<Item>, page: Int) {
      self.source = source
      self.items = items
      mayHaveMore = items.count == page
    }

    mutating func refill(with items: [Item], page: Int) {
      self.items = items[...]
      mayHaveMore = items.count == page
    }
  }
}

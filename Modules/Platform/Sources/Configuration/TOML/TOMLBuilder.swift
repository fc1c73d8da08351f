/// A table while the text is read. The rules about defining things twice need to know how each
/// table came to be.
final class TOMLBuilder {
  enum Origin {
    /// Named only on the way to a table below it.
    case implied
    /// By its own `[header]`.
    case header
    /// By dotted keys.
    case dotted
    /// Between braces: complete, nothing may be added.
    case inline
  }

  enum Item {
    case value(TOMLNode)
    case table(TOMLBuilder)
    case tables([TOMLBuilder])
  }

  var origin: Origin
  let position: TextPosition
  private var order: [String] = []
  private var items: [String: Item] = [:]

  init(_ origin: Origin, at position: TextPosition) {
    (self.origin, self.position) = (origin, position)
  }

  /// Keys that Swift holds equal but whose bytes differ are different keys.
  private static func identity(_ key: String) -> String {
    key.utf8.allSatisfy { $0 < 0x80 } ? key : key.utf8.map { "\($0)," }.joined() + "\u{0}"
  }

  private subscript(_ key: String) -> Item? {
    get { items[Self.identity(key)] }
    set {
      let identity = Self.identity(key)
      if items[identity] == nil { order.append(key) }
      items[identity] = newValue
    }
  }

  /// The table that a `[header]` opens.
  func open(_ path: [String], at position: TextPosition) throws(TOMLError) -> TOMLBuilder {
    let parent = try walkHeader(path.dropLast(), at: position)
    let key = path[path.count - 1]
    switch parent[key] {
    case nil:
      let table = TOMLBuilder(.header, at: position)
      parent[key] = .table(table)
      return table
    case .table(let table) where table.origin == .implied:
      table.origin = .header
      return table
    case .table: throw twice("the table", path, at: position)
    case .tables, .value: throw twice("", path, at: position)
    }
  }

  /// The table that an `[[array header]]` adds.
  func append(_ path: [String], at position: TextPosition) throws(TOMLError) -> TOMLBuilder {
    let parent = try walkHeader(path.dropLast(), at: position)
    let key = path[path.count - 1]
    let table = TOMLBuilder(.header, at: position)
    switch parent[key] {
    case nil: parent[key] = .tables([table])
    case .tables(let tables): parent[key] = .tables(tables + [table])
    case .table, .value: throw twice("", path, at: position)
    }
    return table
  }

  /// Sets a key, dotted or plain, of this table.
  func set(_ path: [String], _ node: TOMLNode) throws(TOMLError) {
    var table = self
    for (depth, key) in path.dropLast().enumerated() {
      switch table[key] {
      case nil:
        let next = TOMLBuilder(.dotted, at: node.position)
        table[key] = .table(next)
        table = next
      case .table(let next) where next.origin == .dotted || next.origin == .implied:
        next.origin = .dotted
        table = next
      default: throw twice("", Array(path[...depth]), at: node.position)
      }
    }
    guard table[path[path.count - 1]] == nil else { throw twice("", path, at: node.position) }
    table[path[path.count - 1]] = .value(node)
  }

  private func walkHeader(
    _ path: ArraySlice<String>, at position: TextPosition
  ) throws(TOMLError) -> TOMLBuilder {
    var table = self
    for key in path {
      switch table[key] {
      case nil:
        let next = TOMLBuilder(.implied, at: position)
        table[key] = .table(next)
        table = next
      case .table(let next): table = next
      case .tables(let tables): table = tables[tables.count - 1]
      case .value: throw twice("", [key], at: position)
      }
    }
    return table
  }

  private func twice(
    _ what: String, _ path: [String], at position: TextPosition
  ) -> TOMLError {
    let name = path.joined(separator: ".")
    return TOMLError(
      position: position,
      message: "\(what.isEmpty ? "" : what + " ")`\(name)` is already defined")
  }

  /// The finished table.
  var table: TOMLTable {
    TOMLTable(
      members: order.compactMap { key in
        switch self[key] {
        case .value(let node): (key, node)
        case .table(let table): (key, table.node)
        case .tables(let tables):
          (key, TOMLNode(value: .array(tables.map(\.node)), position: tables[0].position))
        case nil: nil
        }
      })
  }

  private var node: TOMLNode { TOMLNode(value: .table(table), position: position) }
}

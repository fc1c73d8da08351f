/// What kind of value a field holds, and so how a panel shows it.
public enum AdminFieldType: String, Sendable, Hashable, CaseIterable {
  /// A line of text.
  case text
  /// Text of several lines.
  case longText = "long_text"
  /// A whole number.
  case int
  /// An exact number with digits after the point.
  case decimal
  /// An amount, in the currency that another field names.
  case money
  /// `true` or `false`.
  case bool
  /// One of a few values.
  case `enum`
  /// An instant.
  case instant
  /// A civil date.
  case date
  /// An id.
  case uuid
  /// An e-mail address.
  case email
  /// A phone or account number.
  case phone
  /// An address of the web.
  case url
  /// Any JSON value.
  case json
  /// The id of a record of another resource.
  case ref
  /// The id of a user.
  case user
  /// A picture.
  case image
  /// An address of the internet, such as a client's.
  case address

  /// The type as clients know it: to them an address is text.
  public var wireName: String { self == .address ? Self.text.rawValue : rawValue }
}

/// One value of an `enum` field.
public struct AdminValue: Sendable, Hashable {
  /// What a value says of a record.
  public enum Tone: String, Sendable, Hashable, CaseIterable {
    case neutral, good, warn, bad
  }

  /// The value as records have it.
  public let value: String
  /// What people call it.
  public let label: String
  /// What it says of a record.
  public let tone: Tone

  /// A value.
  public init(_ value: String, _ label: String, _ tone: Tone = .neutral) {
    self.value = value
    self.label = label
    self.tone = tone
  }
}

/// A field of a resource, or of what an action asks for.
public struct AdminField: Sendable, Hashable {
  /// Its name on the wire, in snake_case.
  public let name: String
  /// What people call it.
  public let label: String
  /// What it holds.
  public let type: AdminFieldType
  /// The column of the resource's table that holds it; nil where it is made of others.
  public let column: String?
  /// The column that has the same order and an index, where that is another one: ids that are made
  /// one after the other stand for when they were made.
  public private(set) var orderColumn: String?
  /// The field that names an amount's currency.
  public private(set) var currencyField: String?
  /// The values of an `enum`.
  public private(set) var values: [AdminValue] = []
  /// The resource that a `ref` leads to: `auth/users`.
  public private(set) var ref: String?
  /// Whether it is personal: masked for everybody but administrators.
  public private(set) var isPersonal = false
  /// Whether it leaves by no way: a hash, a seed, a token.
  public private(set) var isSecret = false
  /// Whether it may be null.
  public private(set) var isNullable = false
  /// Whether a form must have it.
  public private(set) var isRequired = false
  /// The most Unicode scalars of its text; nil where nothing says.
  public private(set) var maximumLength: Int?

  /// A field.
  /// - Parameter column: the column that holds it; that of its name unless told.
  public init(_ name: String, _ label: String, _ type: AdminFieldType, column: String? = nil) {
    self.name = name
    self.label = label
    self.type = type
    self.column = column ?? name
  }

  private init(computed name: String, _ label: String, _ type: AdminFieldType) {
    self.name = name
    self.label = label
    self.type = type
    column = nil
  }

  /// A field that no column holds: nothing is sorted or filtered by it.
  public static func computed(
    _ name: String, _ label: String, _ type: AdminFieldType
  ) -> AdminField {
    AdminField(computed: name, label, type)
  }

  /// An `enum` field.
  public static func choice(
    _ name: String, _ label: String, column: String? = nil, _ values: [AdminValue]
  ) -> AdminField {
    var field = AdminField(name, label, .enum, column: column)
    field.values = values
    return field
  }

  /// The id of a record of another resource, `auth/users`.
  public static func ref(
    _ name: String, _ label: String, to resource: String, column: String? = nil
  ) -> AdminField {
    var field = AdminField(name, label, .ref, column: column)
    field.ref = resource
    return field
  }

  /// The id of a user.
  public static func user(_ name: String, _ label: String, column: String? = nil) -> AdminField {
    AdminField(name, label, .user, column: column)
  }

  /// An amount, in the currency that another field names.
  public static func money(
    _ name: String, _ label: String, in currencyField: String, column: String? = nil
  ) -> AdminField {
    var field = AdminField(name, label, .money, column: column)
    field.currencyField = currencyField
    return field
  }

  /// The field, ordered by a column that has an index.
  public func ordered(by column: String) -> AdminField { with { $0.orderColumn = column } }

  /// The field, which has one of these values.
  public func among(_ values: [AdminValue]) -> AdminField { with { $0.values = values } }

  /// The field, masked for everybody but administrators.
  public var personal: AdminField { with { $0.isPersonal = true } }

  /// The field, which leaves by no way.
  public var secret: AdminField { with { $0.isSecret = true } }

  /// The field, which may be null.
  public var nullable: AdminField { with { $0.isNullable = true } }

  /// The field, without which no form is taken.
  public var required: AdminField { with { $0.isRequired = true } }

  /// The field, its text of at most so many Unicode scalars.
  public func upTo(_ length: Int) -> AdminField { with { $0.maximumLength = length } }

  private func with(_ change: (inout AdminField) -> Void) -> AdminField {
    var copy = self
    change(&copy)
    return copy
  }
}

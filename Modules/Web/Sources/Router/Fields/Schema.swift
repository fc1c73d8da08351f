/// What a JSON value or a parameter may look like, in the vocabulary of JSON Schema 2020-12.
///
/// One schema both documents a field and is the promise that the field's reader keeps: data
/// that fits it is read, data that does not is refused.
public struct Schema: Sendable, Hashable {
  /// The kinds of value that a schema can describe.
  public indirect enum Form: Sendable, Hashable {
    /// Text, its length counted in Unicode scalars as JSON Schema counts.
    case string(StringRules)
    /// A whole number between two bounds, both included.
    case integer(minimum: Int64?, maximum: Int64?)
    /// Any number between two bounds, both included.
    case number(minimum: Double?, maximum: Double?)
    /// `true` or `false`.
    case boolean
    /// A list of like values.
    case array(of: Schema, minimumCount: Int?, maximumCount: Int?)
    /// An object with named members.
    case object(ObjectRules)
    /// One of several forms.
    case anyOf([Schema])
    /// Any JSON value at all.
    case anything
  }

  /// What text must look like.
  public struct StringRules: Sendable, Hashable {
    /// The fewest Unicode scalars.
    public var minimumLength: Int?
    /// The most Unicode scalars.
    public var maximumLength: Int?
    /// A regular expression in the dialect that JSON Schema recommends (ECMA-262).
    public var pattern: String?
    /// A format name of JSON Schema, such as `uuid`, `date-time` or `email`.
    public var format: String?
    /// The only texts allowed; empty where any is.
    public var values: [String]

    /// Rules that allow any text unless told otherwise.
    public init(
      minimumLength: Int? = nil, maximumLength: Int? = nil, pattern: String? = nil,
      format: String? = nil, values: [String] = []
    ) {
      self.minimumLength = minimumLength
      self.maximumLength = maximumLength
      self.pattern = pattern
      self.format = format
      self.values = values
    }
  }

  /// The members of an object, in the order in which they are written.
  public struct ObjectRules: Sendable, Hashable {
    /// One member.
    public struct Property: Sendable, Hashable {
      /// The member's name.
      public let name: String
      /// What its value looks like.
      public let schema: Schema
      /// Whether the member is always there.
      public let isRequired: Bool

      /// A member with its name, form and presence.
      public init(name: String, schema: Schema, isRequired: Bool) {
        self.name = name
        self.schema = schema
        self.isRequired = isRequired
      }
    }

    /// The name under which a document lists the object once; `nil` writes it in place.
    public var component: String?
    /// The members.
    public var properties: [Property]
    /// Groups of members of which exactly one is there.
    public var exactlyOneOf: [[String]]

    /// An object with these members.
    public init(
      component: String?, properties: [Property], exactlyOneOf: [[String]] = []
    ) {
      self.component = component
      self.properties = properties
      self.exactlyOneOf = exactlyOneOf
    }
  }

  /// What kind of value it is.
  public var form: Form
  /// Whether `null` may stand in its place.
  public var isNullable: Bool
  /// A sentence for the reader of the documentation.
  public var summary: String?
  /// An example, as JSON text.
  public var example: String?
  /// The value taken when the field is absent, as JSON text.
  public var defaultValue: String?

  /// A schema of one form.
  public init(_ form: Form, isNullable: Bool = false, summary: String? = nil) {
    self.form = form
    self.isNullable = isNullable
    self.summary = summary
    self.example = nil
    self.defaultValue = nil
  }

  /// The same schema, with `null` allowed.
  public var nullable: Schema {
    var copy = self
    copy.isNullable = true
    return copy
  }

  /// The same schema with a sentence for its reader.
  public func described(_ summary: String) -> Schema {
    var copy = self
    copy.summary = summary
    return copy
  }
}

extension Schema {
  /// Text within a range of lengths, in Unicode scalars.
  public static func string(
    length: ClosedRange<Int>? = nil, pattern: String? = nil, format: String? = nil
  ) -> Schema {
    Schema(
      .string(
        StringRules(
          minimumLength: length?.lowerBound, maximumLength: length?.upperBound,
          pattern: pattern, format: format)))
  }

  /// One of a few texts.
  public static func oneOf(_ values: [String]) -> Schema {
    Schema(.string(StringRules(values: values)))
  }

  /// A whole number within bounds.
  public static func integer(_ range: ClosedRange<Int64>? = nil) -> Schema {
    Schema(.integer(minimum: range?.lowerBound, maximum: range?.upperBound))
  }

  /// A list.
  public static func array(of element: Schema, count: ClosedRange<Int>? = nil) -> Schema {
    Schema(.array(of: element, minimumCount: count?.lowerBound, maximumCount: count?.upperBound))
  }

  /// `true` or `false`.
  public static let boolean = Schema(.boolean)
  /// Any number.
  public static let number = Schema(.number(minimum: nil, maximum: nil))
  /// Any JSON value.
  public static let anything = Schema(.anything)
  /// An identifier: a UUID as text.
  public static let id = Schema.string(
    pattern: "^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$", format: "uuid")
  /// An instant: RFC 3339 in UTC with milliseconds.
  public static let instant = Schema.string(format: "date-time")
  /// A civil date: `2026-01-31`.
  public static let date = Schema.string(format: "date")
  /// An exact amount as it is answered: a decimal string, negative ones with a minus sign.
  public static let amount = Schema.string(pattern: "^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?$")
}
